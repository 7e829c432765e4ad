import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

/** One figure: ours, against a peer or a physical limit measured in the same run where there is one. */
export interface BenchRow {
  what: string;
  unit: string;
  ours: number;
  peer?: string;
  peerValue?: number;
  /** ours / peerValue. */
  ratio?: number;
  /** In words, as in the budget. */
  target: string;
  meets: boolean;
}

/** The value below which `share` of the sorted values lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Prints the table and writes results/NAME.json; a missed target stays a row. */
export function publish(name: string, rows: BenchRow[], raw: unknown): void {
  const machine = {
    cpu: cpus()[0]?.model ?? '?',
    cores: cpus().length,
    memoryBytes: totalmem(),
    node: process.version,
  };
  const dir = fileURLToPath(new URL('../results/', import.meta.url));
  mkdirSync(dir, { recursive: true });
  writeFileSync(
    `${dir}${name}.json`,
    JSON.stringify({ name, at: new Date().toISOString(), machine, rows, raw }, null, 2),
  );
  console.table(
    rows.map(({ what, unit, ours, peer, peerValue, ratio, target, meets }) => ({
      what,
      unit,
      ours: round(ours),
      peer: peer ?? '–',
      'peer value': peerValue === undefined ? '–' : round(peerValue),
      ratio: ratio === undefined ? '–' : round(ratio),
      target,
      meets,
    })),
  );
}

const round = (value: number): number => Number(value.toPrecision(4));
