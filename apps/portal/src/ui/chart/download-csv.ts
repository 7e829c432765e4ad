import { align, toCsv } from './chart-data.ts';
import type { ChartLine } from './chart-source.ts';

/** Saves what a chart shows as `title.csv`: times as ISO 8601, values in their base unit, a gap empty. */
export function downloadCsv(
  title: string,
  placeHead: string,
  lines: readonly ChartLine[],
  [from, to]: readonly [number, number],
  over: 'time' | 'step',
): void {
  const [places, ...columns] = align(lines.map((line) => line.points(from, to)));
  const rows = places.map((place, at) => [
    over === 'time' ? new Date(place).toISOString() : place,
    ...columns.map((column) => column[at] ?? null),
  ]);
  const text = toCsv([placeHead, ...lines.map(({ label }) => label)], rows);
  // The mark lets spreadsheets see that it is UTF-8.
  const url = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${title.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')}.csv`;
  link.click();
  // The browser reads the address after this call.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
