/** Milliseconds since 1970 as Batch AI wrote dates: UTC, at most three decimals, trailing zeros trimmed, `Z`. Reads no clock. */
export function formatTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.?0*Z$/, 'Z');
}

/** ms since 1970 of an ISO 8601 time that a schema has checked. Reads no clock. */
export function parseTime(text: string): number {
  return Date.parse(text);
}
