/** What a job's GPUs did, as traces that tell where their time went. Pure. */
import type { Attempt } from '@trainyard/contracts/attempt';
import type { Node } from '@trainyard/contracts/node';
import { type GpuTrace, ratedWatts } from '@trainyard/series/gpu-time';
import type { SeriesStore } from '../../../live/series-store.ts';
import type { GpuRow } from './gpu-grid.ts';

type Points = { time: readonly number[]; value: readonly (number | null)[] };

/** The mean of the points in each step from `from` to `to`, ms; null where there is none. */
export function onGrid({ time, value }: Points, from: number, to: number, step: number): (number | null)[] {
  const sums = Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, () => ({ sum: 0, count: 0 }));
  for (const [at, one] of time.entries()) {
    const held = value[at];
    const cell = sums[Math.floor((one - from) / step)];
    if (held == null || cell === undefined) continue;
    cell.sum += held;
    cell.count += 1;
  }
  return sums.map(({ sum, count }) => (count === 0 ? null : sum / count));
}

/** When attempts held a node, cut to a span, ms. */
export function heldTimes(
  attempts: readonly Attempt[],
  nodeUid: string,
  [from, to]: readonly [number, number],
): [number, number][] {
  return attempts.flatMap(({ phaseTimes, tasks }): [number, number][] => {
    const began = phaseTimes.starting ?? phaseTimes.running;
    if (began === undefined || !tasks.some(({ node }) => node.uid === nodeUid)) return [];
    const [start, end] = [Math.max(from, began), Math.min(to, phaseTimes.ended ?? to)];
    return end > start ? [[start, end]] : [];
  });
}

/** A trace for each time that a GPU was held within `span`; `nowMs` of a job that goes on: what is not sent yet is not missing. */
export function tracesOf(
  store: SeriesStore,
  rows: readonly GpuRow[],
  attempts: readonly Attempt[],
  nodes: readonly Node[],
  span: readonly [number, number],
): GpuTrace[] {
  const step = Math.max(1_000, store.stepIn(span));
  return rows.flatMap(({ nodeUid, gpus }) =>
    heldTimes(attempts, nodeUid, span).flatMap(([start, end]) => {
      const from = Math.ceil(start / step) * step;
      const held = (metric: Parameters<SeriesStore['find']>[0], device: string) => {
        const series = store.find(metric, device, nodeUid);
        return onGrid(series?.points(from, end) ?? { time: [], value: [] }, from, end, step);
      };
      const cpu = taskCpu(store, nodeUid, gpus.length, from, end, step);
      return gpus.map(({ uuid }): GpuTrace => {
        const model = nodes.find(({ uid }) => uid === nodeUid)?.found?.gpus.find((gpu) => gpu.uuid === uuid)?.model;
        return {
          step,
          utilisation: held('gpu.utilisation', uuid),
          power: held('gpu.power', uuid),
          taskCpu: cpu,
          // A machine that others use as well tells nothing of this job.
          nodeCpu: [],
          rated: model === undefined ? undefined : ratedWatts(model),
        };
      });
    }),
  );
}

/** CPU of the job's tasks on a node, percent of one core for each of its GPUs. */
function taskCpu(store: SeriesStore, nodeUid: string, gpus: number, from: number, to: number, step: number) {
  const lines = store
    .snapshot()
    .series.filter(({ head }) => head.metric === 'process.cpu' && head.nodeUid === nodeUid)
    .map((series) => onGrid(series.points(from, to), from, to, step));
  return Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, at) => {
    const known = lines.map((line) => line[at] ?? null).filter((one) => one !== null);
    return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / Math.max(1, gpus);
  });
}
