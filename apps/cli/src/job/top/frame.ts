/** Draws a frame of `job top`: rows in, lines out. Pure. */
import { plainText } from '../../output/plain-text.ts';
import type { Measured, TopRow } from './rows.ts';

export interface TopFrame {
  title: string;
  rows: readonly TopRow[];
  /** Server's ms. */
  now: number;
  /** The same as people read it. */
  clock: string;
  /** What is to be said of the connection; empty while all is well. */
  link: string;
}

export interface FrameSize {
  columns: number;
  /** Null: as many as it takes. */
  rows: number | null;
  /** Rows of the table above the first that is shown. */
  scroll: number;
  coloured: boolean;
}

/** Samples come each second while somebody looks, else every ten: older than that is stale. */
export const staleMs = 15_000;

const style = { bold: '1', dim: '2', red: '31' } as const;
const blocks = [...'▁▂▃▄▅▆▇█'];

interface Cell {
  text: string;
  dim?: boolean;
}

interface Column {
  title: string;
  /** The higher the earlier it goes where there is no room. */
  spare: number;
  right?: boolean;
  cell(row: TopRow, now: number): Cell;
}

const columns: Column[] = [
  { title: 'Node, GPU, rank', spare: 0, cell: nameCell },
  { title: 'Use', spare: 0, right: true, cell: (row, now) => cellOf(now, percent, row.utilisation) },
  { title: 'Last minute', spare: 2, cell: (row) => ({ text: sparkline(row.minute, 15) }) },
  { title: 'Memory', spare: 1, right: true, cell: memoryCell },
  {
    title: 'Power',
    spare: 4,
    right: true,
    cell: (row, now) => cellOf(now, (watts) => `${Math.round(watts)} W`, row.power),
  },
  {
    title: 'Temp.',
    spare: 4,
    right: true,
    cell: (row, now) => cellOf(now, (degrees) => `${Math.round(degrees)} °C`, row.temperature),
  },
  { title: 'Disk r/w', spare: 5, right: true, cell: (row, now) => cellOf(now, rate, row.diskRead, row.diskWrite) },
  {
    title: 'Net in/out',
    spare: 5,
    right: true,
    cell: (row, now) => cellOf(now, rate, row.networkReceive, row.networkTransmit),
  },
  { title: 'Held by', spare: 3, cell: ({ holder }) => ({ text: holder === null ? '' : plainText(holder) }) },
];

/** Lines of a frame, none wider than the terminal; and how far it can be scrolled. */
export function frameOf(
  { title, rows, now, clock, link }: TopFrame,
  size: FrameSize,
): { lines: string[]; scrollMost: number } {
  const paint = (kind: keyof typeof style, text: string) =>
    size.coloured ? `\u001b[${style[kind]}m${text}\u001b[0m` : text;
  const fit = (text: string) => [...text].slice(0, size.columns).join('');
  const table = tableOf(rows, now, size, paint);
  const notes = notesOf(rows, now);
  const head = [paint('bold', fit(`trainyard job top  ${plainText(title)}  ${clock}`))];
  if (link) head.push(paint('red', fit(plainText(link))));
  // Title, titles of the columns, notes; what is left is for rows, and where not all fit for a line that says so.
  const all = table.length - 1;
  const free = size.rows === null ? all : Math.max(1, size.rows - head.length - 1 - notes.length);
  const room = all > free ? Math.max(1, free - 1) : all;
  const hidden = all - room;
  const scroll = Math.min(size.scroll, hidden);
  const shown = table.slice(1 + scroll, 1 + scroll + room);
  const below = hidden - scroll;
  if (hidden > 0) shown.push(paint('dim', fit(`… ${below > 0 ? `${below} more below` : 'the end'} (arrows)`)));
  const lines = [
    ...head,
    ...(rows.length > 0 ? [table[0] as string, ...shown] : []),
    ...notes.map((note) => paint('dim', fit(note))),
  ];
  return { lines: size.rows === null ? lines : lines.slice(0, size.rows), scrollMost: hidden };
}

function tableOf(
  rows: readonly TopRow[],
  now: number,
  size: FrameSize,
  paint: (kind: 'bold' | 'dim', text: string) => string,
): string[] {
  const cells = rows.map((row) => columns.map((column) => column.cell(row, now)));
  const widths = columns.map(({ title }, at) => Math.max(title.length, ...cells.map((row) => lengthOf(row[at]))));
  // A column that says nothing of anything is left out, as one for which there is no room.
  const shown = columns.map((_, at) => cells.some((row) => lengthOf(row[at]) > 0));
  const wide = () => widths.reduce((sum, width, at) => sum + (shown[at] ? width + 2 : 0), -2);
  for (let spare = 5; spare > 0 && wide() > size.columns; spare--) {
    columns.forEach((column, at) => {
      if (column.spare === spare) shown[at] = false;
    });
  }
  // At last the names are cut.
  widths[0] = Math.max(8, (widths[0] ?? 0) - Math.max(0, wide() - size.columns));
  const lineOf = (row: readonly Cell[], style?: 'bold') => {
    let left = size.columns;
    const parts = columns.flatMap(({ right }, at) => {
      if (!shown[at] || left <= 0) return [];
      const { text, dim } = row[at] as Cell;
      const width = Math.min(widths[at] ?? 0, left);
      left -= width + 2;
      const cut = [...text].slice(0, width).join('');
      const gap = ' '.repeat(width - [...cut].length);
      const painted = dim ? paint('dim', cut) : cut;
      return [right ? gap + painted : painted + gap];
    });
    const line = parts.join('  ').trimEnd();
    return style ? paint(style, line) : line;
  };
  return [
    lineOf(
      columns.map(({ title }) => ({ text: title })),
      'bold',
    ),
    ...cells.map((row) => lineOf(row)),
  ];
}

const lengthOf = (cell: Cell | undefined): number => [...(cell?.text ?? '')].length;

function nameCell({ kind, what, simulated }: TopRow): Cell {
  const text = plainText(what);
  return { text: kind === 'node' ? text : `  ${text}${simulated ? ' (simulated)' : ''}` };
}

function memoryCell(row: TopRow, now: number): Cell {
  const used = cellOf(now, bytes, row.memoryUsed);
  const total = row.memoryTotal;
  return total ? { ...used, text: `${used.text} of ${bytes(total.value)}` } : used;
}

/** One or two values; n/a where none was measured, grey and with its age where it is old, nothing where there is no such thing. */
function cellOf(now: number, text: (value: number) => string, ...values: Measured[]): Cell {
  const asked = values.filter((value) => value !== undefined);
  if (asked.length === 0) return { text: '' };
  const said = asked.map((sample) => (sample === null ? 'n/a' : text(sample.value))).join('/');
  const times = asked.flatMap((sample) => (sample === null ? [] : [sample.at]));
  if (times.length === 0) return { text: 'n/a', dim: true };
  const age = now - Math.min(...times);
  return age > staleMs ? { text: `${said} (${ageText(age)} old)`, dim: true } : { text: said };
}

function notesOf(rows: readonly TopRow[], now: number): string[] {
  const measured = rows.flatMap((row) => [row.utilisation, row.memoryUsed, row.power, row.temperature]);
  return [
    ...(rows.some(({ simulated }) => simulated)
      ? ['simulated: the machine has no such GPU; its values come from what the processes of its job really do']
      : []),
    ...(measured.some((sample) => sample === null) ? ['n/a: not measured'] : []),
    ...(measured.some((sample) => sample && now - sample.at > staleMs) ? ['grey: old values, with their age'] : []),
  ];
}

/** `width` signs for a minute of percents, each the mean of its seconds; a space where there is nothing. Over 100 the highest is the top. */
export function sparkline(minute: readonly (number | null)[], width: number): string {
  const per = minute.length / width;
  const parts = Array.from({ length: width }, (_, at) => {
    const values = minute.slice(Math.round(at * per), Math.round((at + 1) * per)).filter((value) => value !== null);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  });
  const top = parts.reduce<number>((most, value) => Math.max(most, value ?? 0), 100);
  const sign = (value: number) => blocks[Math.min(blocks.length - 1, Math.floor((value / top) * blocks.length))] ?? ' ';
  return parts
    .map((value) => (value === null ? ' ' : sign(Math.max(0, value))))
    .join('')
    .trimEnd();
}

const percent = (value: number): string => `${Math.round(value)} %`;
const rate = (value: number): string => `${bytes(value)}`;

/** At most three digits and a unit of 1,024: narrow, for a table. */
function bytes(value: number): string {
  let amount = value;
  const letters = ['', 'K', 'M', 'G', 'T', 'P'];
  let at = 0;
  while (amount >= 999.5 && at < letters.length - 1) {
    amount /= 1024;
    at += 1;
  }
  const digits = at === 0 || amount >= 10 ? Math.round(amount) : amount.toFixed(1);
  return `${digits}${letters[at]}`;
}

function ageText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
