/** Milliseconds since 1970 as Batch AI wrote dates: UTC, at most three decimals, trailing zeros trimmed, `Z`. Reads no clock. */
export function formatTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.?0*Z$/, 'Z');
}
