import type { Format } from './formats.ts';
import { type Column, tableText, tsvText } from './table.ts';

/** A list as a table or as tsv; ends with a newline unless it is empty. */
export function listText<T>(format: Format, items: readonly T[], columns: readonly Column<T>[]): string {
  return format === 'tsv' ? tsvText(items, columns) : tableText(items, columns);
}

/** One thing: a table of one row, and below it what a row cannot say. */
export function oneText<T>(format: Format, item: T, columns: readonly Column<T>[], below: readonly string[]): string {
  if (format === 'tsv') return tsvText([item], columns);
  return tableText([item], columns) + (below.length > 0 ? `\n${below.join('\n')}\n` : '');
}
