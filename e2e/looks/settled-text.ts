/** What is different in every run: by kind, so that the place and the kind of each stay in what is kept. */
const changing: readonly [RegExp, string][] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID'],
  [/https?:\/\/127\.0\.0\.1:\d+/g, 'SERVER'],
  [/\b127(\.\d+){3}\b/g, 'ADDRESS'],
  [/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d+ \w{3}\b/g, 'DAY'],
  [/\b\d\d:\d\d(:\d\d)?\b/g, 'TIME'],
  [/\b\d+(\.\d+)? (ms|s|min|h)( \d+ (s|min|h))?\b( ago)?/g, 'AGE'],
  [/\b(event) [\d,]+/g, '$1 NUMBER'],
];

/** A page's text with times, durations, uids and addresses replaced by their kind. */
export function settledText(text: string): string {
  return `${changing.reduce((done, [what, kind]) => done.replace(what, kind), text).trimEnd()}\n`;
}
