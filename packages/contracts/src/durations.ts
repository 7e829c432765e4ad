const pattern = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,3})?)S)?)?$/;
const units = [7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000];

/**
 * How long a preparation or a set-up task may take where nothing else is said: many times what a slow installation of a framework
 * takes, and little against a weekend of nodes that are held by one that hangs.
 */
export const defaultPreparationTime = 'PT1H';

/** Milliseconds of an ISO 8601 duration (weeks to seconds; months and years have no fixed length), undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const match = pattern.exec(text);
  if (!match || text === 'P' || text.endsWith('T')) return undefined;
  return Math.round(units.reduce((sum, unit, at) => sum + unit * Number(match[at + 1] ?? 0), 0));
}

/** Milliseconds of a duration that a schema has checked. Throws on one that is none. */
export function durationMs(checked: string): number {
  const ms = parseDuration(checked);
  if (ms === undefined) throw new RangeError(`${checked} is no duration`);
  return ms;
}

/** The shortest ISO 8601 form in days to seconds, as Batch AI wrote it: seven days are `P7D`. */
export function formatDuration(ms: number): string {
  const days = Math.floor(ms / 86_400_000);
  const hours = Math.floor((ms % 86_400_000) / 3_600_000);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const seconds = (ms % 60_000) / 1_000;
  const time = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds ? `${seconds}S` : ''}`;
  const day = days ? `${days}D` : '';
  return day || time ? `P${day}${time ? `T${time}` : ''}` : 'PT0S';
}
