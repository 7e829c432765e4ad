/** Known shapes of lines that tell of progress and metrics. One function a shape; each is linear in the line. */

/** Longest line that is looked at: longer ones are data, not a person's progress line. */
const lineCharsMax = 4_096;

/** Most metrics of one line: a wide Keras line has about 20. */
const metricsMax = 64;

/** Longest name of a metric, as Prometheus and TensorBoard users keep well under. */
const nameCharsMax = 64;

export interface MetricLine {
  epoch?: number;
  epochs?: number;
  step?: number;
  steps?: number;
  /** `nan` and `inf` are kept: a loss that is not a number is news. */
  metrics: Record<string, number>;
}

/**
 * Reads `epoch e/E step s/S key=value …`, each part optional, in any order, separated by spaces or commas, among other
 * words. Undefined when a line holds none of them.
 */
export function parseMetricLine(line: string): MetricLine | undefined {
  if (line.length > lineCharsMax) return undefined;
  const words = line.split(/[\s,;|]+/);
  const found: MetricLine = { metrics: {} };
  const metrics = new Map<string, number>();
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    const counter = counterOf(word);
    if (counter !== undefined) {
      readCounter(found, counter, words[at + 1]);
      continue;
    }
    const equals = word.indexOf('=');
    if (equals < 1 || metrics.size >= metricsMax) continue;
    const name = word.slice(0, equals);
    const value = readNumber(word.slice(equals + 1));
    if (value !== undefined && isName(name)) metrics.set(name, value);
  }
  if (metrics.size === 0 && found.epoch === undefined && found.step === undefined) return undefined;
  // fromEntries defines own properties: a metric called __proto__ stays data.
  return { ...found, metrics: Object.fromEntries(metrics) };
}

function counterOf(word: string): 'epoch' | 'step' | undefined {
  const name = (word.endsWith(':') ? word.slice(0, -1) : word).toLowerCase();
  return name === 'epoch' || name === 'step' ? name : undefined;
}

/** `3/20`, `3` or `[3/20]` after the word epoch or step. */
function readCounter(found: MetricLine, counter: 'epoch' | 'step', word: string | undefined): void {
  const match = /^\[?(\d{1,15})(?:\/(\d{1,15}))?[\]:]?$/.exec(word ?? '');
  if (match === null) return;
  found[counter] = Number(match[1]);
  if (match[2] !== undefined) found[counter === 'epoch' ? 'epochs' : 'steps'] = Number(match[2]);
}

function isName(text: string): boolean {
  return text.length <= nameCharsMax && /^[A-Za-z_][\w./@-]*$/.test(text);
}

/** A decimal number, `nan` or `inf`; a trailing `%` is left out. Undefined for anything else (`0x10`, `1e`, ``). */
function readNumber(text: string): number | undefined {
  const bare = text.endsWith('%') ? text.slice(0, -1) : text;
  if (bare.length > 40) return undefined;
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(bare)) return Number(bare);
  const word = bare.toLowerCase();
  if (word === 'nan') return Number.NaN;
  if (word === 'inf' || word === '+inf') return Number.POSITIVE_INFINITY;
  return word === '-inf' ? Number.NEGATIVE_INFINITY : undefined;
}
