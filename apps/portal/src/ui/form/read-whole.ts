/** The whole number that a person typed, spaces around it forgiven; undefined when it is none. Pure. */
export function readWhole(text: string): number | undefined {
  const trimmed = text.trim();
  return /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : undefined;
}
