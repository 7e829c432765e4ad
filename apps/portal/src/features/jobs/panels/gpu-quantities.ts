/** What a small chart draws of a GPU, and which GPUs stand out in it. */
import type { Metric } from '@trainyard/contracts/series-frame';
import { connection } from '../../../live/connection.ts';
import type { SeriesStore } from '../../../live/series-store.ts';
import { deviants } from '../../../ui/chart/deviants.ts';
import { timeView } from '../../../ui/chart/time-view.ts';
import type { Unit } from '../../../ui/chart/use-unit.ts';
import type { GpuRow } from './gpu-grid.ts';

export interface GpuQuantity {
  metric: Extract<Metric, `gpu.${string}`>;
  unit: Unit;
  /** The metric whose newest value is the top of the scale; absent: 100 of percent, else the most that any GPU shows. */
  topOf?: Metric;
}

export const quantities = {
  busy: { metric: 'gpu.utilisation', unit: 'percent' },
  memory: { metric: 'gpu.memory.used', unit: 'bytes', topOf: 'gpu.memory.total' },
  power: { metric: 'gpu.power', unit: 'watts' },
  temperature: { metric: 'gpu.temperature', unit: 'celsius' },
  clock: { metric: 'gpu.clock.sm', unit: 'hertz' },
} as const satisfies Record<string, GpuQuantity>;
export type QuantityName = keyof typeof quantities;
export const quantityNames = Object.keys(quantities) as QuantityName[];

/** The stretch at the newest end that decides who stands out, ms: longer than one slow step. */
const standingMs = 30_000;
/** It is decided anew after this, ms. */
const anewMs = 900;

/** All GPUs on one scale, and those that stand out on it. */
export interface Standing {
  /** Largest value of the scale; undefined while nothing is known. */
  top(): number | undefined;
  deviates(uuid: string): boolean;
}

/** How the GPUs of the newest attempt stand beside each other. What is asked often is worked out once a second. */
export function standingOf(store: SeriesStore, rows: readonly GpuRow[], quantity: GpuQuantity): Standing {
  const { metric, topOf, unit } = quantity;
  const all = rows.flatMap(({ nodeUid, gpus, past }) => gpus.map(({ uuid }) => ({ nodeUid, uuid, past })));
  let at = Number.NEGATIVE_INFINITY;
  let of = '';
  let top: number | undefined;
  let apart: ReadonlySet<string> = new Set();
  const look = (): void => {
    const now = connection.now();
    const { range, zoom } = timeView.snapshot();
    const view = JSON.stringify([range, zoom]);
    if (now - at < anewMs && view === of) return;
    [at, of] = [now, view];
    const edge = store.edge();
    const shown = zoom ?? [edge - (store.options.windowMs ?? edge - (store.options.since ?? edge)), edge];
    const span = range ?? (store.isLive && zoom === null ? [edge - standingMs, edge] : shown);
    const means = new Map<string, number>();
    let most = 0;
    for (const { nodeUid, uuid, past } of all) {
      const series = store.find(metric, uuid, nodeUid);
      const total = topOf === undefined ? undefined : store.latest(topOf, uuid, nodeUid)?.value;
      if (total !== undefined) most = Math.max(most, total);
      else for (const value of series?.points(shown[0], shown[1]).max ?? []) most = Math.max(most, value ?? 0);
      const mean = past ? undefined : meanOf(series?.points(span[0], span[1]).value ?? []);
      if (mean !== undefined) means.set(uuid, mean);
    }
    top = unit === 'percent' ? 100 : most > 0 ? most * (topOf === undefined ? 1.08 : 1) : undefined;
    apart = deviants(means, unit === 'percent' ? 100 : Math.max(0, ...means.values()), apart);
  };
  return {
    top() {
      look();
      return top;
    },
    deviates(uuid) {
      look();
      return apart.has(uuid);
    },
  };
}

/** The mean of what is there; undefined of nothing. */
export function meanOf(values: readonly (number | null)[]): number | undefined {
  let [sum, count] = [0, 0];
  for (const value of values) {
    if (value === null) continue;
    sum += value;
    count += 1;
  }
  return count === 0 ? undefined : sum / count;
}
