import type { NodeFound } from '@trainyard/contracts/node';
import type { Metric, SeriesSource } from '@trainyard/contracts/series-frame';
import type { TaskActivity } from '../process.ts';

export type GpuFound = NodeFound['gpus'][number];
export type GpuMetric = Extract<Metric, `gpu.${string}`>;

/** One sample of one GPU. Null: not known now, or never told by this model. */
export type GpuReading = Record<GpuMetric, number | null>;

/** Where GPU samples come from. */
export interface GpuSource {
  kind: 'nvidia' | 'simulated' | 'none';
  source: Extract<SeriesSource, 'nvidia' | 'simulated'>;
  gpus: GpuFound[];
  /** One reading a GPU, in the order of `gpus`. */
  read(tasks: TaskActivity[], monotonicMs: number): GpuReading[];
  stop(): void;
}

export const noReading: GpuReading = {
  'gpu.utilisation': null,
  'gpu.memory.used': null,
  'gpu.memory.total': null,
  'gpu.power': null,
  'gpu.temperature': null,
  'gpu.clock.sm': null,
};

/** No GPUs were promised and none are there. */
export const noGpus: GpuSource = { kind: 'none', source: 'nvidia', gpus: [], read: () => [], stop: () => undefined };
