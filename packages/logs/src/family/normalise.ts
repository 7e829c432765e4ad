/** Takes out of a line what differs between two failures that are one. Pure; each pattern is linear in its line. */

/** What programs put before a line: who says it, and when. */
const prefixes: readonly RegExp[] = [
  /^\[?rank[ _:]?\d+\]?\s*[:|]?\s+/i,
  /^\(?[\w.-]{0,64}\s?pid=\d+(?:, ip=[\d.]+)?\)\s*/,
  /^\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]?\s*[:|-]?\s*/,
  /^\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]?\s*/,
  /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{1,9}\s+\d+\s+[\w./+-]{1,200}:\d+\]\s*/,
  /^\[(?:ERROR|WARNING|WARN|INFO|FATAL|CRITICAL|DEBUG)\]\s*[:|-]?\s*/i,
  /^(?:ERROR|FATAL|CRITICAL)(?::root)?\s*[:|-]\s+/,
  /^[\w.-]{1,64}:\d+:\d+ \[\d+\]\s+/,
  /^\[[\w.-]{1,64}:\d+\]\s+/,
  /^\[\d+\]:?\s*/,
];

// biome-ignore lint/suspicious/noControlCharactersInRegex: escapes of terminals are what is taken out
const escapes = /\x1b\[[0-9;?]{0,32}[A-Za-z]/g;

/** Longest part of a line that is looked at: what comes after it says nothing new. */
const longest = 2_000;

/** A line without colours and without what programs put before it. */
export function bare(line: string): string {
  let text = line.slice(0, longest).replace(escapes, '').trimEnd();
  const at = text.lastIndexOf('\r');
  if (at !== -1) text = text.slice(at + 1);
  // A launcher's prefix may stand before a program's own.
  for (let round = 0; round < 3; round++) {
    const found = prefixes.find((prefix) => prefix.test(text));
    if (found === undefined) return text;
    const rest = text.replace(found, '');
    if (rest === '') return text;
    text = rest;
  }
  return text;
}

const parts: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
  [/\b0x[0-9a-f]+\b/gi, '<address>'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?Z?\b/g, '<time>'],
  [/\b(?:https?|s3|gs|hdfs|file):\/\/[^\s'"]{1,500}/g, '<url>'],
  [/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?::\d{1,5})?\b/g, '<host>'],
  [/(?:\.{0,2}\/)[\w.@+-]+(?:\/[\w.@+-]+)*\/?/g, '<path>'],
  [/\b[A-Za-z]:\\[\w.\\-]{1,300}/g, '<path>'],
  [/\b(?=[a-f]*\d)[0-9a-f]{12,64}\b/gi, '<hash>'],
  // Names of nodes and the like: `atlas-04`, `worker_12`.
  [/\b([A-Za-z][A-Za-z]*)[-_]\d{1,6}\b/g, '$1-#'],
  [/[-+]?\d+(?:[.,]\d+)*(?:e[-+]?\d+)?/gi, '#'],
];

/** A line with `#` for numbers and words in angles for paths, addresses, times and names that are numbered. */
export function normalise(line: string): string {
  let text = bare(line);
  for (const [pattern, word] of parts) text = text.replace(pattern, word);
  return text.replace(/\s+/g, ' ').trim();
}
