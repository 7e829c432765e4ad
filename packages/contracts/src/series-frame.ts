import * as z from 'zod';
import { type Fence, fence } from './attempt.ts';

/** Every metric, its unit, and what a device of it is. */
export const metrics = {
  'cpu.utilisation': { unit: 'percent', device: 'node' },
  'memory.used': { unit: 'bytes', device: 'node' },
  'memory.total': { unit: 'bytes', device: 'node' },
  'disk.read': { unit: 'bytes/s', device: 'node' },
  'disk.write': { unit: 'bytes/s', device: 'node' },
  'disk.free': { unit: 'bytes', device: 'node' },
  'network.receive': { unit: 'bytes/s', device: 'node' },
  'network.transmit': { unit: 'bytes/s', device: 'node' },
  'process.cpu': { unit: 'percent', device: 'task' },
  'process.memory': { unit: 'bytes', device: 'task' },
  'gpu.utilisation': { unit: 'percent', device: 'gpu' },
  'gpu.memory.used': { unit: 'bytes', device: 'gpu' },
  'gpu.memory.total': { unit: 'bytes', device: 'gpu' },
  'gpu.power': { unit: 'watts', device: 'gpu' },
  'gpu.temperature': { unit: 'celsius', device: 'gpu' },
  'gpu.clock.sm': { unit: 'hertz', device: 'gpu' },
} as const;
export type Metric = keyof typeof metrics;
export const metricNames = Object.keys(metrics) as [Metric, ...Metric[]];

/** Where samples come from. `simulated` is said on every chart; `replay` exists in tests only. */
export const seriesSources = ['nvidia', 'rocm', 'host', 'simulated', 'replay'] as const;
export type SeriesSource = (typeof seriesSources)[number];

/**
 * Samples of one metric of one device at a fixed step. A sample that could not be taken is null: a gap, never 0.
 * At most 600 samples: ten minutes at 1 Hz.
 */
export const seriesFrame = z.object({
  version: z.literal(1),
  source: z.enum(seriesSources),
  nodeUid: z.string().max(64),
  /** The task that holds the device, or for task metrics the task itself. */
  fence: fence.optional(),
  /** GPU uuid, `host`, or the task's index. */
  device: z.string().min(1).max(128),
  metric: z.enum(metricNames),
  /** Agent's wall clock at the first sample, ms since 1970. */
  t0: z.number(),
  /** Agent's clock minus the server's in ms, as the agent measured it. */
  skew: z.number(),
  /** ms between samples. */
  step: z.number().int().min(1),
  values: z.array(z.number().nullable()).max(600),
});
export type SeriesFrame = z.infer<typeof seriesFrame>;

/** What becomes one series in an answer: each device, the devices of each node together, or all of them. */
export const seriesFolds = ['device', 'node', 'all'] as const;
export type SeriesFold = (typeof seriesFolds)[number];

/** Stands for the device, and of `all` for the node, in an answer that puts several together. */
export const manyDevices = '*';

/** One series, down-sampled: parallel arrays, one entry per bucket; a bucket without samples has count 0 and nulls. */
export interface SeriesAnswer {
  metric: Metric;
  unit: string;
  /** Of several devices together `simulated` as soon as one is. */
  source: SeriesSource;
  nodeUid: string;
  device: string;
  /** The task, for metrics of a task: its device says only its index. */
  fence?: Fence;
  /** How many devices were put together; absent: it is one. Their sum is about `mean` times as much. */
  devices?: number;
  step: number;
  /** Server's clock, ms since 1970. */
  t0: number;
  min: (number | null)[];
  max: (number | null)[];
  mean: (number | null)[];
  count: number[];
}
