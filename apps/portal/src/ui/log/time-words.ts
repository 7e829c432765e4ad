/** The time column: how a line's time is written, and how wide that is. Pure. */

export const timeKinds = ['off', 'clock', 'start', 'previous'] as const;
/** Off, the time of day, since the log's first line, or since the line above. */
export type TimeKind = (typeof timeKinds)[number];

export const zones = ['local', 'utc'] as const;
export type Zone = (typeof zones)[number];

export interface TimeChoice {
  kind: TimeKind;
  zone: Zone;
}

/** Characters of the widest word of each kind: a day and longer is rare and may push its line. */
export const timeChars = { off: 0, clock: 12, start: 12, previous: 10 } as const;

const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
const three = (value: number): string => String(Math.floor(value)).padStart(3, '0');

/** `21:04:37.304`, in the zone that is asked for. */
export function clockWords(at: number, zone: Zone): string {
  const date = new Date(at);
  const [h, m, s] =
    zone === 'utc'
      ? [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]
      : [date.getHours(), date.getMinutes(), date.getSeconds()];
  return `${two(h)}:${two(m)}:${two(s)}.${three(((at % 1_000) + 1_000) % 1_000)}`;
}

/** `+0:00:04.120`, `+27:10:00.000`; a true minus before what was earlier. */
export function sinceWords(ms: number): string {
  const size = Math.abs(ms);
  const sign = ms < 0 ? '−' : '+';
  return `${sign}${Math.floor(size / 3_600_000)}:${two((size / 60_000) % 60)}:${two((size / 1_000) % 60)}.${three(size % 1_000)}`;
}

/** `+4.120`, `+12:04.1`, `+3 h`: what catches the eye is a long pause. */
export function gapWords(ms: number): string {
  const size = Math.abs(ms);
  const sign = ms < 0 ? '−' : '+';
  if (size < 60_000) return `${sign}${Math.floor(size / 1_000)}.${three(size % 1_000)}`;
  if (size < 3_600_000)
    return `${sign}${Math.floor(size / 60_000)}:${two((size / 1_000) % 60)}.${Math.floor((size % 1_000) / 100)}`;
  return `${sign}${Math.floor(size / 3_600_000)}:${two((size / 60_000) % 60)}:${two((size / 1_000) % 60)}`;
}
