/**
 * Where an expression that somebody wrote is found in texts: by RE2's rules, as on the server, and in linear time, whatever was written.
 * Pure; it runs in a worker, since a long list of long lines takes its time.
 */
import { RE2JS } from 're2js';
import { type Range, rangesMost } from './log-match.ts';

/** Undefined when it is no expression. */
export function compile(text: string, matchCase: boolean): RE2JS | undefined {
  try {
    return RE2JS.compile(text, matchCase ? 0 : RE2JS.CASE_INSENSITIVE);
  } catch {
    return undefined;
  }
}

/** Places of an expression in a text; what matches nothing at all is not a place. */
export function placesIn(text: string, expression: RE2JS): Range[] {
  const ranges: Range[] = [];
  const matcher = expression.matcher(text);
  while (ranges.length < rangesMost && matcher.find()) {
    const range: Range = [matcher.start(), matcher.end()];
    if (range[1] > range[0]) ranges.push(range);
  }
  return ranges;
}
