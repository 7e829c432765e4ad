import { formatTime } from '@trainyard/contracts/times';

/** The last moment that a calendar has: ms of ECMAScript's time values. */
const latest = 8.64e15;

/** A moment for a text, to the minute: `2027-01-15T08:00Z`. `-` for a time that is not known. */
export function sayTime(ms: number): string {
  return Math.abs(ms) <= latest ? `${formatTime(ms).slice(0, 16)}Z` : '-';
}
