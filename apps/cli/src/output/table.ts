import { plainText } from './plain-text.ts';

export interface Column<T> {
  title: string;
  /** Null and undefined are shown as nothing. */
  value(item: T): string | number | null | undefined;
}

const cellOf = <T>(column: Column<T>, item: T): string => String(column.value(item) ?? '');

/** Columns as wide as their widest cell, two spaces apart, a rule under the titles; numbers stand at the right. */
export function tableText<T>(items: readonly T[], columns: readonly Column<T>[]): string {
  if (items.length === 0) return '';
  const rows = items.map((item) => columns.map((column) => oneLine(cellOf(column, item))));
  const isNumber = columns.map((column) => items.every((item) => typeof (column.value(item) ?? 0) === 'number'));
  const widths = columns.map((column, at) =>
    Math.max(column.title.length, ...rows.map((row) => widthOf(row[at] ?? ''))),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => {
        const gap = ' '.repeat(Math.max(0, (widths[at] ?? 0) - widthOf(cell)));
        return isNumber[at] ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd();
  const titles = columns.map((column) => column.title);
  const rule = widths.map((width) => '-'.repeat(width));
  return `${[titles, rule, ...rows].map(line).join('\n')}\n`;
}

/** One line a thing, cells between tabs, no titles; tabs, newlines and backslashes within are escaped. */
export function tsvText<T>(items: readonly T[], columns: readonly Column<T>[]): string {
  const escapes: Record<string, string> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\\': '\\\\' };
  const cell = (text: string) => plainText(text.replace(/[\t\n\r\\]/g, (sign) => escapes[sign] as string));
  return items.map((item) => `${columns.map((column) => cell(cellOf(column, item))).join('\t')}\n`).join('');
}

function oneLine(text: string): string {
  return plainText(text.replace(/\s+/g, ' '));
}

/** Code points, so that the rule fits names outside the basic plane; good enough without a table of wide signs. */
function widthOf(text: string): number {
  return [...text].length;
}
