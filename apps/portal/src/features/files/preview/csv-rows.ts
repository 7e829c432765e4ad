/** Rows of a table in a file of which only the beginning may be here. Pure. */
import Papa from 'papaparse';

export interface CsvRows {
  head: string[];
  rows: string[][];
  /** Columns of the widest row. */
  columns: number;
}

/** Reads text; where more follows in the file, a last row without its end is left for later. `tab`: separated by tabs whatever the text looks like. */
export function readCsv(text: string, { whole, tab }: { whole: boolean; tab: boolean }): CsvRows {
  const { data } = Papa.parse<string[]>(text, { skipEmptyLines: 'greedy', ...(tab ? { delimiter: '\t' } : {}) });
  const complete = whole || /[\r\n]$/.test(text) ? data : data.slice(0, -1);
  const [head = [], ...rows] = complete;
  const columns = complete.reduce((most, row) => Math.max(most, row.length), 0);
  return { head, rows, columns };
}

export const pageRows = 100;

/** Rows of a page, counted from 0; and how many pages there are, at least 1. */
export function pageOf<T>(rows: readonly T[], page: number): { rows: readonly T[]; pages: number; page: number } {
  const pages = Math.max(1, Math.ceil(rows.length / pageRows));
  const at = Math.min(Math.max(0, page), pages - 1);
  return { rows: rows.slice(at * pageRows, (at + 1) * pageRows), pages, page: at };
}

/** Whether a column holds numbers alone: they stand at the end. */
export const isNumeric = (rows: readonly string[][], column: number): boolean => {
  const values = rows.map((row) => row[column] ?? '').filter((text) => text.trim() !== '');
  return values.length > 0 && values.every((text) => /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text.trim()));
};
