/**
 * Text of a job as runs of one look. Colours and bold are kept; backgrounds, blink, conceal and cursor codes are dropped;
 * every other control character becomes its visible picture, so that nothing printed can hide what was printed. Pure.
 */
import { neutralise } from '@trainyard/logs/terminal';

/** Text of one look. `colour` is one of the eight `--ansi-*` tokens, black first; null is the log's own. */
export interface AnsiRun {
  text: string;
  colour: number | null;
  bold: boolean;
}

type Look = Omit<AnsiRun, 'text'>;

/** The tokens in the order of ECMA-48. */
export const ansiTokens = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

/**
 * Control sequences (CSI), and strings to the terminal such as titles and links (OSC). Each class leaves ESC out, so that
 * no text is looked at twice: linear in its length.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const sequence = /\u001b\[([0-?]*)([ -/]*)([@-~])|\u001b\][^\u0007\u001b\n]*(?:\u0007|\u001b\\)/g;

const plain: Look = { colour: null, bold: false };

/** Splits text into runs; neighbours of one look are one run. Never throws. */
export function parseAnsi(text: string): AnsiRun[] {
  if (!text.includes('\u001b')) return text === '' ? [] : [{ text: visible(text), ...plain }];
  const runs: AnsiRun[] = [];
  let look = plain;
  let from = 0;
  for (const match of text.matchAll(sequence)) {
    add(runs, text.slice(from, match.index), look);
    from = match.index + match[0].length;
    const [, parameters = '', between, final] = match;
    if (final === 'm' && between === '' && !/[<=>?]/.test(parameters)) look = applied(look, parameters);
  }
  add(runs, text.slice(from), look);
  return runs;
}

/** The characters that {@link parseAnsi} shows, without their look: what is searched and copied. */
export function ansiText(text: string): string {
  return visible(text.includes('\u001b') ? text.replace(sequence, '') : text);
}

/** One line stays one line: a line break within it is shown as its picture. */
function visible(text: string): string {
  return neutralise(text.replaceAll('\u001b', '\u241b').replaceAll('\r', '\u240d').replaceAll('\n', '\u240a'));
}

function add(runs: AnsiRun[], text: string, look: Look): void {
  if (text === '') return;
  const last = runs.at(-1);
  if (last && last.colour === look.colour && last.bold === look.bold) last.text += visible(text);
  else runs.push({ text: visible(text), ...look });
}

/** The look after a colour sequence (SGR). */
function applied(look: Look, parameters: string): Look {
  let { colour, bold } = look;
  const groups = parameters.split(';');
  for (let at = 0; at < groups.length; at++) {
    const parts = (groups[at] as string).split(':').map(Number);
    const [code = 0] = parts;
    if (code === 0) ({ colour, bold } = plain);
    else if (code === 1) bold = true;
    else if (code === 22) bold = false;
    else if (code === 39) colour = null;
    else if (code >= 30 && code <= 37) colour = code - 30;
    else if (code >= 90 && code <= 97) colour = code - 90;
    else if (code === 38 || code === 48 || code === 58) {
      const values = parts.length > 1 ? parts.slice(1) : groups.slice(at + 1, at + 5).map(Number);
      if (parts.length === 1) at += values[0] === 5 ? 2 : values[0] === 2 ? 4 : groups.length;
      // With colons a colour space may stand before the three values.
      if (code === 38) colour = extended(values[0] === 2 && values.length > 4 ? [2, ...values.slice(-3)] : values);
    }
  }
  return { colour, bold };
}

/** The nearest token of one of 256 colours (`5;n`) or of a true colour (`2;r;g;b`); null when it is neither. */
function extended([kind, ...values]: readonly number[]): number | null {
  const [first = 0] = values;
  if (kind === 2) return nearest(values);
  if (kind !== 5 || !(first >= 0 && first <= 255)) return null;
  if (first < 16) return first % 8;
  if (first >= 232) return first < 246 ? 0 : 7;
  const cube = first - 16;
  return nearest([Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((level) => level * 51));
}

/** A channel counts when it is over two thirds of the strongest: pastel pink is white, salmon is red. */
function nearest(channels: readonly number[]): number {
  const most = Math.max(...channels.slice(0, 3));
  if (!(most > 48)) return 0;
  return channels.slice(0, 3).reduce((sum, channel, at) => sum + (channel > most * 0.67 ? 1 << at : 0), 0);
}
