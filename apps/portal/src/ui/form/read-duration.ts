/** Durations as people write them ("90 s", "5 min", "2 h 30 min") into ISO 8601. Pure. */
import { formatDuration, parseDuration } from '@trainyard/contracts/durations';

const unitMs: Record<string, number> = {
  s: 1_000,
  sec: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  j: 86_400_000,
  w: 604_800_000,
};

/** The ISO 8601 duration that is meant; undefined when it is none. */
export function readDuration(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const iso = trimmed.toUpperCase();
  if (parseDuration(iso) !== undefined) return iso;
  const parts = [...trimmed.toLowerCase().matchAll(/(\d+)\s*([a-z]+)/g)];
  // Every character must belong to a part: "5 min or so" is no duration.
  if (parts.map(([whole]) => whole.replace(/\s/g, '')).join('') !== trimmed.toLowerCase().replace(/\s/g, '')) {
    return undefined;
  }
  let ms = 0;
  for (const [, count, unit = ''] of parts) {
    const size = unitMs[unit];
    if (size === undefined) return undefined;
    ms += Number(count) * size;
  }
  return formatDuration(ms);
}
