/** What `--query` left, which has no columns of its own: as the command line of Azure prints it. */
import type { Format } from './formats.ts';
import { jsonText } from './json.ts';
import { type Column, tableText, tsvText } from './table.ts';

type Row = Record<string, unknown>;

/** What `-o` makes of it. Nothing found is nothing in a table and in tsv, `null` in JSON. */
export function queriedText(format: Format, value: unknown, coloured: boolean): string {
  if (format === 'json' || format === 'jsonc') return jsonText(value, coloured);
  if (value === null || value === undefined) return '';
  const rows = (Array.isArray(value) ? value : [value]).map(rowOf);
  const names = [...new Set(rows.flatMap(Object.keys))];
  return format === 'tsv' ? tsvText(rows, names.map(columnOf)) : tableText(rows, shownOf(rows, names).map(columnOf));
}

/** A row of names and values: lists get `Column1`, `Column2` …, a single value is the `Result`. */
function rowOf(item: unknown): Row {
  if (Array.isArray(item)) return Object.fromEntries(item.map((value, at) => [`Column${at + 1}`, value]));
  return typeof item === 'object' && item !== null ? (item as Row) : { Result: item };
}

/** A table leaves out what is nested, unless there is nothing else. */
function shownOf(rows: readonly Row[], names: readonly string[]): readonly string[] {
  const isFlat = (name: string) => rows.every((row) => typeof (row[name] ?? '') !== 'object');
  const flat = names.filter(isFlat);
  return flat.length > 0 ? flat : names;
}

function columnOf(name: string): Column<Row> {
  return {
    title: name.charAt(0).toUpperCase() + name.slice(1),
    value: (row) => {
      const value = row[name] ?? null;
      return value === null || typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value);
    },
  };
}
