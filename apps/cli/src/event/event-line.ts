import { plainText } from '../output/plain-text.ts';
import { type EventRow, eventColumns } from './columns.ts';

/** Wide enough for most: rows come one by one, so nobody knows the widest. */
const widths = [8, 24, 20, 48, 0];

const line = (cells: readonly string[]) =>
  `${cells
    .map((cell, at) => (at === 0 ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
    .join('  ')
    .trimEnd()}\n`;

/** Titles of a table that grows. */
export const eventTitles: string =
  line(eventColumns.map(({ title }) => title)) + line(eventColumns.map((_, at) => '-'.repeat(widths[at] || 8)));

/** One event as a row of it. */
export function eventLine(event: EventRow): string {
  return line(eventColumns.map((column) => plainText(String(column.value(event) ?? '').replace(/\s+/g, ' '))));
}
