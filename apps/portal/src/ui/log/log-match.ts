/** Where plain text is found in texts, and what is marked of it. Pure. Expressions that people write: `expression-match.ts`. */
import type { LogLevel } from '@trainyard/contracts/log-levels';

export interface LogQuery {
  /** Empty: on every line. */
  text: string;
  /** Read as a regular expression. */
  regex: boolean;
  matchCase: boolean;
  /** Lines without it are meant. */
  inverse: boolean;
  /** Only lines of these levels; null: of any. */
  levels: readonly LogLevel[] | null;
}

export const noQuery: LogQuery = { text: '', regex: false, matchCase: false, inverse: false, levels: null };

/** True when a query means every line: there is nothing to look for. */
export const meansAll = ({ text, levels }: LogQuery): boolean => text === '' && levels === null;

/** Places in a text: [from, to) in UTF-16 units. */
export type Range = [number, number];

/** Places marked in one line: more cannot be told apart. */
export const rangesMost = 100;

/** What finds a plain text, with all its letters taken as they are. */
export function finderOf(text: string, matchCase: boolean): RegExp {
  return new RegExp(text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), matchCase ? 'g' : 'gi');
}

/** Where a plain text is found in a text. */
export function rangesIn(text: string, finder: RegExp): Range[] {
  const ranges: Range[] = [];
  finder.lastIndex = 0;
  while (ranges.length < rangesMost) {
    const match = finder.exec(text);
    if (match === null || match[0] === '') break;
    ranges.push([match.index, match.index + match[0].length]);
  }
  return ranges;
}

/** For each text in which something is found: its place in the list, and where. */
export function matchAll(texts: readonly string[], rangesOf: (text: string) => Range[]): [number, Range[]][] {
  return texts.flatMap((text, at) => {
    const ranges = rangesOf(text);
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
