import type { GpuReading } from './gpu-source.ts';

/** Fields that every driver since 390 (2018) knows; one that a driver does not know would fail the whole query. */
export const queryFields = [
  'index',
  'uuid',
  'name',
  'memory.total',
  'memory.used',
  'utilization.gpu',
  'power.draw',
  'temperature.gpu',
  'clocks.sm',
];

export interface NvidiaRow {
  index: number;
  uuid: string;
  name: string;
  reading: GpuReading;
}

export interface NvidiaCsv {
  /** Takes output as it comes, cut anywhere. */
  push(chunk: string): void;
  /** Takes what stands there without a newline. */
  end(): void;
}

/** A line is about 150 characters: a longer rest is none of nvidia-smi's, and is dropped. */
const mostRest = 64 * 1024;
/** Multiplied with a value of the unit: bytes, hertz, watts, percent. */
const units: Record<string, number> = {
  '': 1,
  '%': 1,
  W: 1,
  C: 1,
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  kW: 1000,
  mW: 0.001,
  Hz: 1,
  MHz: 1e6,
  GHz: 1e9,
};
/** Fields whose name changed or has two forms. */
const aliases: Record<string, string> = {
  gpu_uuid: 'uuid',
  gpu_name: 'name',
  'clocks.current.sm': 'clocks.sm',
  'power.draw.average': 'power.draw',
  'power.draw.instant': 'power.draw',
};
/** Units that a field has where neither header nor value names one (`nounits`). */
const plainUnits: Record<string, string> = { 'memory.total': 'MiB', 'memory.used': 'MiB', 'clocks.sm': 'MHz' };

/**
 * Reads `nvidia-smi --query-gpu --format=csv` of any driver: columns by their header, wherever it comes again; a value that is
 * no number (`[Not Supported]`, `[N/A]`, `N/A`, `[Unknown Error]`, `[GPU is lost]`…) is null; lines that are no row go to `onOther`.
 */
export function createNvidiaCsv(onRow: (row: NvidiaRow) => void, onOther: (line: string) => void): NvidiaCsv {
  let rest = '';
  let columns: { field: string; unit: string }[] | undefined;

  function line(text: string): void {
    const cells = text.split(',').map((cell) => cell.trim());
    const header = readHeader(cells);
    if (header !== undefined) {
      columns = header;
      return;
    }
    const row = columns === undefined ? undefined : readRow(cells, columns);
    if (row !== undefined) onRow(row);
    else if (text.trim() !== '') onOther(text.trim());
  }

  return {
    push(chunk) {
      const lines = (rest + chunk).split(/\r?\n/);
      rest = lines.pop() ?? '';
      if (rest.length > mostRest) rest = '';
      lines.forEach(line);
    },
    end() {
      line(rest);
      rest = '';
    },
  };
}

/** `memory.total [MiB]` and the like. A header is a line that has a column `index` and one `uuid`. */
function readHeader(cells: string[]): { field: string; unit: string }[] | undefined {
  const columns = cells.map((cell) => {
    const [, name = cell, unit = ''] = /^(\S+)(?: \[(\S+)\])?$/.exec(cell) ?? [];
    const field = aliases[name] ?? name;
    return { field, unit: unit || (plainUnits[field] ?? '') };
  });
  const has = (field: string): boolean => columns.some((column) => column.field === field);
  return has('index') && has('uuid') ? columns : undefined;
}

function readRow(cells: string[], columns: { field: string; unit: string }[]): NvidiaRow | undefined {
  if (cells.length !== columns.length) return undefined;
  const text = (field: string): string => cells[columns.findIndex((column) => column.field === field)] ?? '';
  const number = (field: string): number | null => {
    const at = columns.findIndex((column) => column.field === field);
    return at < 0 ? null : readNumber(cells[at] as string, (columns[at] as { unit: string }).unit);
  };
  if (!/^\d+$/.test(text('index'))) return undefined;
  const index = Number(text('index'));
  return {
    index,
    // A card in trouble may not tell its own identity; its place stands for it.
    uuid: /^[-\w]+$/.test(text('uuid')) && text('uuid') !== 'N/A' ? text('uuid').slice(0, 128) : `nvidia-${index}`,
    name: (/^\[.*\]$/.test(text('name')) ? 'unknown' : text('name')).slice(0, 128),
    reading: {
      'gpu.utilisation': number('utilization.gpu'),
      'gpu.memory.used': number('memory.used'),
      'gpu.memory.total': number('memory.total'),
      'gpu.power': number('power.draw'),
      'gpu.temperature': number('temperature.gpu'),
      'gpu.clock.sm': number('clocks.sm'),
    },
  };
}

/** `11441 MiB`, `34.50 W`, `0 %`, or plain in the column's unit; null when it is no number or of an unknown unit. */
function readNumber(cell: string, columnUnit: string): number | null {
  const [, digits, unit] = /^(-?\d+(?:\.\d+)?)(?: ?(\S+))?$/.exec(cell) ?? [];
  const factor = units[unit ?? columnUnit];
  return digits === undefined || factor === undefined ? null : Number(digits) * factor;
}
