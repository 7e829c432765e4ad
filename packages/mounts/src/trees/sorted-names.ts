/** One name of a directory. */
export interface Name {
  /** UTF-8 bytes of the name as it is shown; bytes that are none stand in it as U+FFFD. Names are ordered by it. */
  key: Buffer;
  /** The name as the storage has it. */
  raw: Buffer;
}

/** Sorts by the bytes of the names as they are shown. */
export function sortNames(names: Name[]): Name[] {
  return names.sort((a, b) => Buffer.compare(a.key, b.key));
}

/** Index of the first entry whose key is greater than `after`. */
export function firstAfter(names: readonly { key: Buffer }[], after: string | null): number {
  if (after === null) return 0;
  const bytes = Buffer.from(after);
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (Buffer.compare((names[middle] as { key: Buffer }).key, bytes) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
