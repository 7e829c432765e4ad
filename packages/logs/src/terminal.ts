/**
 * Makes text of a log harmless for a terminal: a job may print anything, and a terminal obeys escapes that move the
 * cursor, set titles, answer back or rewrite the clipboard (ECMA-48, xterm's ctlseqs). Colours stay (SGR, without
 * "conceal"); every other control character becomes its visible picture.
 */

/** Longest colour sequence that is let through: `ESC[` with eight true-colour values is 90 characters. */
const sgrCharsMax = 96;

const escapeCode = 0x1b;

/**
 * `text` with every control character but \n, \t and colours made visible. A carriage return before \n stays, any other
 * becomes \n, so that nothing printed can hide what was printed before. One pass: linear in the length of the text.
 */
export function neutralise(text: string): string {
  let out = '';
  let kept = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isHarmless(code)) {
      at += 1;
      continue;
    }
    const colour = code === escapeCode ? colourEnd(text, at) : -1;
    if (colour !== -1) {
      at = colour;
      continue;
    }
    out += text.slice(kept, at) + picture(code, text.charCodeAt(at + 1));
    at += 1;
    kept = at;
  }
  return kept === 0 ? text : out + text.slice(kept);
}

function isHarmless(code: number): boolean {
  if (code === 0x0a || code === 0x09) return true;
  return (code >= 0x20 && code < 0x7f) || code > 0x9f;
}

function picture(code: number, next: number): string {
  if (code === 0x0d) return next === 0x0a ? '\r' : '\n';
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\ufffd';
}

/** End of the colour sequence that starts at `at`; -1 when there is none. Looks at no more than the limit. */
function colourEnd(text: string, at: number): number {
  if (text.charCodeAt(at + 1) !== 0x5b) return -1;
  const limit = Math.min(text.length, at + sgrCharsMax);
  for (let end = at + 2; end < limit; end++) {
    const code = text.charCodeAt(end);
    const parameter = (code >= 0x30 && code <= 0x39) || code === 0x3b || code === 0x3a;
    if (parameter) continue;
    return code === 0x6d && isColour(text.slice(at + 2, end)) ? end + 1 : -1;
  }
  return -1;
}

/**
 * False when a parameter is 8, conceal, which hides text. The 8 of `38;5;8` and `38:5:8` is a colour; a colour of
 * another form than these is refused, since terminals differ in how much of it they skip.
 */
function isColour(parameters: string): boolean {
  const groups = parameters.split(';');
  for (let at = 0; at < groups.length; at++) {
    const [value, ...rest] = (groups[at] as string).split(':').map(Number);
    if (value === 8) return false;
    if (rest.length > 0 || (value !== 38 && value !== 48 && value !== 58)) continue;
    const skip = groups[at + 1] === '5' ? 2 : groups[at + 1] === '2' ? 4 : -1;
    if (skip === -1 || groups.slice(at + 1, at + 1 + skip).some((group) => group.includes(':'))) return false;
    at += skip;
  }
  return true;
}
