/** Where a pattern is found in texts. Pure; expressions that people write run in a worker, since they may take for ever. */

export interface LogQuery {
  text: string;
  /** Read as a regular expression. */
  regex: boolean;
  matchCase: boolean;
}

/** Places in a text: [from, to) in UTF-16 units. */
export type Range = [number, number];

/** Places marked in one line: more cannot be told apart. */
const rangesMost = 100;

/** The expression of a query; undefined when it is none. */
export function expressionOf({ text, regex, matchCase }: LogQuery): RegExp | undefined {
  const source = regex ? text : text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  try {
    return new RegExp(source, matchCase ? 'g' : 'gi');
  } catch {
    return undefined;
  }
}

/** Where the expression is found in a text; what matches nothing at all is not a place. */
export function rangesIn(text: string, expression: RegExp): Range[] {
  const ranges: Range[] = [];
  expression.lastIndex = 0;
  while (ranges.length < rangesMost) {
    const match = expression.exec(text);
    if (match === null) break;
    if (match[0] === '') expression.lastIndex += 1;
    else ranges.push([match.index, match.index + match[0].length]);
  }
  return ranges;
}

/** For each text in which something is found: its place in the list, and where. */
export function matchAll(texts: readonly string[], expression: RegExp): [number, Range[]][] {
  return texts.flatMap((text, at) => {
    const ranges = rangesIn(text, expression);
    return ranges.length > 0 ? [[at, ranges] as [number, Range[]]] : [];
  });
}

/** Parts of a text with and without mark, in order. */
export function marked(text: string, ranges: readonly Range[], offset: number): { text: string; hit: boolean }[] {
  const parts: { text: string; hit: boolean }[] = [];
  let at = 0;
  for (const [from, to] of ranges) {
    const start = Math.max(at, from - offset);
    const end = Math.min(text.length, to - offset);
    if (end <= start) continue;
    if (start > at) parts.push({ text: text.slice(at, start), hit: false });
    parts.push({ text: text.slice(start, end), hit: true });
    at = end;
  }
  if (at < text.length) parts.push({ text: text.slice(at), hit: false });
  return parts;
}
