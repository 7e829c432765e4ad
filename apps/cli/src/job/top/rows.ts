/** What `job top` says of each node, GPU and task: values with their age and source. Pure. */
import type { Metric } from '@trainyard/contracts/series-frame';
import type { TopNode } from './places.ts';
import type { Sample, SampleOf, TopSamples } from './samples.ts';

/** A value that was measured once; null: not measured. Undefined where there is no such thing, as the power of a rank. */
export type Measured = Sample | null | undefined;

export interface TopRow {
  kind: 'node' | 'gpu' | 'task';
  node: string;
  cluster: string;
  what: string;
  /** Who holds a GPU. */
  holder: string | null;
  /** The machine has no such GPU: its values are simulated from what its job does. */
  simulated: boolean;
  /** Utilisation of the last minute in percent, second by second. */
  minute: (number | null)[];
  utilisation: Measured;
  memoryUsed: Measured;
  memoryTotal: Measured;
  power: Measured;
  temperature: Measured;
  diskRead: Measured;
  diskWrite: Measured;
  networkReceive: Measured;
  networkTransmit: Measured;
}

/** The measured fields of a row, and their units. */
export const units = {
  utilisation: 'percent',
  memoryUsed: 'bytes',
  memoryTotal: 'bytes',
  power: 'watts',
  temperature: 'celsius',
  diskRead: 'bytes/s',
  diskWrite: 'bytes/s',
  networkReceive: 'bytes/s',
  networkTransmit: 'bytes/s',
} as const;
export type MeasuredField = keyof typeof units;

type Metrics = Partial<Record<MeasuredField, Metric>>;
const ofNode: Metrics = {
  utilisation: 'cpu.utilisation',
  memoryUsed: 'memory.used',
  memoryTotal: 'memory.total',
  diskRead: 'disk.read',
  diskWrite: 'disk.write',
  networkReceive: 'network.receive',
  networkTransmit: 'network.transmit',
};
const ofGpu: Metrics = {
  utilisation: 'gpu.utilisation',
  memoryUsed: 'gpu.memory.used',
  memoryTotal: 'gpu.memory.total',
  power: 'gpu.power',
  temperature: 'gpu.temperature',
};
const ofTask: Metrics = { utilisation: 'process.cpu', memoryUsed: 'process.memory' };

/** A row for each node, and below it those of its GPUs and tasks. `now`: server's ms. */
export function rowsOf(nodes: readonly TopNode[], samples: TopSamples, now: number): TopRow[] {
  const row = (
    node: TopNode,
    head: Pick<TopRow, 'kind' | 'what'> & Partial<TopRow>,
    metrics: Metrics,
    of: Pick<SampleOf, 'device' | 'fence'>,
  ): TopRow => {
    const at = (metric: Metric): SampleOf => ({ metric, nodeUid: node.uid, ...of });
    const measured = (Object.keys(units) as MeasuredField[]).map((field) => {
      const metric = metrics[field];
      return [field, metric && (samples.latest(at(metric)) ?? null)] as const;
    });
    return {
      node: node.name,
      cluster: node.cluster,
      holder: null,
      simulated: false,
      ...head,
      minute: samples.minute(at(metrics.utilisation as Metric), now),
      ...(Object.fromEntries(measured) as Record<MeasuredField, Measured>),
    };
  };
  return nodes.flatMap((node) => [
    row(node, { kind: 'node', what: node.name }, ofNode, { device: 'host' }),
    ...node.gpus.map(({ index, uuid, model, simulated, holder }) =>
      row(node, { kind: 'gpu', what: `gpu ${index} ${model}`, holder, simulated }, ofGpu, { device: uuid }),
    ),
    ...node.tasks.map(({ fence, label }) =>
      row(node, { kind: 'task', what: label }, ofTask, { device: String(fence.task), fence }),
    ),
  ]);
}

/** The same for programs: each value with its unit, age in ms and source; null where nothing is measured. */
export function rowJson(row: TopRow, now: number): Record<string, unknown> {
  const { kind, node, cluster, what, holder, simulated, minute } = row;
  const values: Record<string, object | null> = {};
  for (const field of Object.keys(units) as MeasuredField[]) {
    const sample = row[field];
    if (sample === undefined) continue;
    const { value, at, source }: Partial<Sample> = sample ?? {};
    values[field] =
      at === undefined ? null : { value, unit: units[field], ageMs: Math.max(0, Math.round(now - at)), source };
  }
  const own = kind === 'gpu' ? { holder, simulated } : {};
  return { kind, node, cluster, what, ...own, ...values, minute };
}
