import { jsonText } from './json.ts';
import { type Column, tableText, tsvText } from './table.ts';

export const formats = ['json', 'jsonc', 'table', 'tsv'] as const;
export type Format = (typeof formats)[number];

/** What `-o` makes of a list; ends with a newline unless it is empty. */
export function listText<T>(format: Format, items: readonly T[], columns: readonly Column<T>[]): string {
  if (format === 'json' || format === 'jsonc') return jsonText(items, format === 'jsonc');
  return format === 'table' ? tableText(items, columns) : tsvText(items, columns);
}

/** What `-o` makes of one thing: a table of one row, and below it what a row cannot say. */
export function oneText<T>(format: Format, item: T, columns: readonly Column<T>[], below: readonly string[]): string {
  if (format === 'json' || format === 'jsonc') return jsonText(item, format === 'jsonc');
  if (format === 'tsv') return tsvText([item], columns);
  return tableText([item], columns) + (below.length > 0 ? `\n${below.join('\n')}\n` : '');
}
