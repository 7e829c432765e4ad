/** Values of cells out of the series of their cluster or node. */
import type { Metric } from '@trainyard/contracts/series-frame';
import { budgetOf } from '../../live/freshness.ts';
import type { SeriesStore } from '../../live/series-store.ts';
import { type Cell, type CellReading, cellOf, type Device } from './cells.ts';

/** What cells tell of their device. */
export type CellQuantity = 'use' | 'memory';

/** What a store of cells must keep, for `metrics` of its options. */
export const cellMetrics: readonly Metric[] = [
  'gpu.utilisation',
  'gpu.memory.used',
  'gpu.memory.total',
  'cpu.utilisation',
  'memory.used',
  'memory.total',
];

/** The cell of a device now (server's ms). Without a store what is held is n/a. */
export function readCell(store: SeriesStore | null, device: Device, quantity: CellQuantity, now: number): Cell {
  const metric = device.gpu === null ? 'cpu.utilisation' : 'gpu.utilisation';
  const reading = store === null ? undefined : readingOf(store, device, quantity);
  return cellOf(device, reading, now, budgetOf(metric, store?.watchedSince, now));
}

function readingOf(store: SeriesStore, { node, gpu }: Device, quantity: CellQuantity): CellReading | undefined {
  const latest = (metric: Metric) => store.latest(metric, gpu?.uuid ?? 'host', node.uid);
  if (quantity === 'use') {
    const found = latest(gpu ? 'gpu.utilisation' : 'cpu.utilisation');
    return found && { percent: found.value, at: found.at };
  }
  const used = latest(gpu ? 'gpu.memory.used' : 'memory.used');
  const total = latest(gpu ? 'gpu.memory.total' : 'memory.total');
  if (used === undefined || total === undefined || total.value <= 0) return undefined;
  return { percent: (100 * used.value) / total.value, at: used.at };
}
