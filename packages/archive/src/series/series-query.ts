/** Answers questions about series: which runs of which chunks, in order of time, into buckets. */
import { setImmediate } from 'node:timers/promises';
import { fenceKey } from '@trainyard/contracts/attempt';
import { Fault } from '@trainyard/contracts/errors';
import {
  type Metric,
  manyDevices,
  metrics,
  type SeriesAnswer,
  type SeriesFold,
} from '@trainyard/contracts/series-frame';
import { Buckets, bucketStep } from '@trainyard/series/downsample';
import { SampleWalk } from '@trainyard/series/timeline';
import type { SeriesHead, StoredRun } from './series-buffer.ts';
import { runSpan } from './series-chunk.ts';

/** Which series are meant. */
export interface SeriesChoice {
  jobUid?: string | undefined;
  nodeUid?: string | undefined;
  nodeUids?: ReadonlySet<string> | undefined;
  metric?: Metric | undefined;
  metrics?: ReadonlySet<Metric> | undefined;
}

/** Of a job, a node, some nodes, or of a job on them; times are server's ms, `to` exclusive. */
export interface SeriesQuery extends SeriesChoice {
  /** What becomes one series; absent: each device. */
  by?: SeriesFold | undefined;
  from?: number | undefined;
  to?: number | undefined;
  /** Most buckets a series gets: 2 to {@link pointsMax}. */
  points: number;
}

/** Twice the pixels of a wide screen. */
export const pointsMax = 8_192;

/** Most series that an answer is made of: 64 nodes with 8 GPUs and all their metrics, or one metric of 512 such nodes. */
export const answersMax = 4_096;

/** Most buckets of an answer, about 10 MB of JSON: many series at once get fewer points each. */
const bucketsMax = 400_000;

/** Samples after which others get their turn: about 5 ms of work. */
const turnSamples = 250_000;

/** A series somewhere: in memory or in a chunk. */
export interface FoundSeries {
  head: SeriesHead;
  runs: StoredRun[];
  /** The samples of all runs, one after the other. */
  values(): Promise<readonly (number | null)[]>;
}

export function matches({ nodeUid, metric, fence }: SeriesHead, query: SeriesChoice): boolean {
  if (query.jobUid !== undefined && fence?.job !== query.jobUid) return false;
  if (query.nodeUid !== undefined && nodeUid !== query.nodeUid) return false;
  if (query.nodeUids !== undefined && !query.nodeUids.has(nodeUid)) return false;
  if (query.metrics !== undefined && !query.metrics.has(metric)) return false;
  return query.metric === undefined || metric === query.metric;
}

/** Checks what the types do not say. */
export function checkQuery(query: SeriesQuery): void {
  const faults: string[] = [];
  if (query.jobUid === undefined && query.nodeUid === undefined && query.nodeUids === undefined) {
    faults.push('name a job or a node');
  }
  if (!(query.points >= 2 && query.points <= pointsMax)) faults.push(`points: 2 to ${pointsMax}`);
  if (faults.length > 0) throw new Fault('InvalidBody', { faults });
}

/** Puts what was found together: one answer a device and metric, or what {@link SeriesQuery.by} says, all on one grid of time. */
export async function answer(found: readonly FoundSeries[], query: SeriesQuery): Promise<SeriesAnswer[]> {
  const devices = groups(found, ({ head }) => deviceKey(head));
  if (devices.size > answersMax) {
    throw new Fault('InvalidBody', {
      faults: [`${devices.size} series are more than ${answersMax}: ask for one metric or a shorter range`],
    });
  }
  const span = spanOf(found, query);
  if (span === undefined) return [];
  const by = query.by ?? 'device';
  const folds = groups([...devices.values()], ([first]) => foldKey(first.head, by));
  const points = Math.max(2, Math.min(query.points, Math.floor(bucketsMax / folds.size)));
  const answers: SeriesAnswer[] = [];
  const turn = new Turn();
  for (const key of [...folds.keys()].sort()) {
    answers.push(await answerOne(folds.get(key) as Group<Group<FoundSeries>>, by, span, points, turn));
  }
  return answers;
}

/** At least one. */
export type Group<T> = [T, ...T[]];

export function groups<T>(list: readonly T[], keyOf: (one: T) => string): Map<string, Group<T>> {
  const found = new Map<string, Group<T>>();
  for (const one of list) {
    const group = found.get(keyOf(one));
    if (group) group.push(one);
    else found.set(keyOf(one), [one]);
  }
  return found;
}

/** Lets others have their turn: samples in memory are put together without waiting for anything. */
export class Turn {
  readonly #most: number;
  #samples = 0;

  constructor(most = turnSamples) {
    this.#most = most;
  }

  async over(samples: number): Promise<void> {
    this.#samples += samples;
    if (this.#samples < this.#most) return;
    this.#samples = 0;
    await setImmediate();
  }
}

/** A device's samples are one series whoever holds it; a task's belong to that task. */
export function deviceKey({ source, nodeUid, device, metric, fence }: SeriesHead): string {
  return JSON.stringify([metric, nodeUid, device, source, isOfTask(metric) && fence ? fenceKey(fence) : '']);
}

function foldKey(head: SeriesHead, by: SeriesFold): string {
  if (by === 'device') return deviceKey(head);
  return JSON.stringify(by === 'node' ? [head.metric, head.nodeUid] : [head.metric]);
}

function isOfTask(metric: Metric): boolean {
  return metrics[metric].device === 'task';
}

export interface Span {
  from: number;
  to: number;
}

function spanOf(found: readonly FoundSeries[], query: SeriesQuery): Span | undefined {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { head, runs } of found) {
    for (const run of runs) {
      const span = runSpan(run, head.step);
      from = Math.min(from, span.from);
      to = Math.max(to, span.to);
    }
  }
  const span = { from: query.from ?? from, to: query.to ?? to };
  return span.from < span.to && Number.isFinite(span.from) && Number.isFinite(span.to) ? span : undefined;
}

async function answerOne(
  devices: Group<Group<FoundSeries>>,
  by: SeriesFold,
  span: Span,
  points: number,
  turn: Turn,
): Promise<SeriesAnswer> {
  const heads = devices.map(([{ head }]) => head) as Group<SeriesHead>;
  const steps = devices.flat().map(({ head }) => head.step);
  const finest = steps.reduce((least, step) => Math.min(least, step));
  const buckets = new Buckets(span.from, span.to, bucketStep(span.from, span.to, finest, points));
  for (const parts of devices) await eachStored(parts, span, turn, (time, value) => buckets.add(time, value));
  const { t0, step, min, max, mean, count } = buckets.answer();
  return { ...namesOf(heads, by), step, t0, min, max, mean, count };
}

/**
 * Each sample of a device within the span once; those of each holder in order of time. A batch of samples has gaps where somebody held the device
 * meanwhile, which that one's own samples fill.
 */
export async function eachStored(
  parts: readonly FoundSeries[],
  span: Span,
  turn: Turn,
  visit: (time: number, value: number) => void,
): Promise<void> {
  const holders = groups(parts, ({ head }) => (head.fence === undefined ? '' : fenceKey(head.fence)));
  for (const held of holders.values()) await eachHeld(held, span, turn, visit);
}

async function eachHeld(...[parts, span, turn, visit]: Parameters<typeof eachStored>): Promise<void> {
  const walk = new SampleWalk();
  let last: { part: FoundSeries; values: readonly (number | null)[] } | undefined;
  for (const { part, run, at } of runsOf(parts, span)) {
    if (last?.part !== part) last = { part, values: await part.values() };
    const { step } = part.head;
    const samples = { t0: run.t0 - run.skew, step, values: last.values.slice(at, at + run.length) };
    // On the grid of the step: a clock that trembles by milliseconds must not put two samples into one bucket.
    walk.next(samples, (time, value) => {
      const rounded = Math.round(time / step) * step;
      if (rounded >= span.from && rounded < span.to) visit(rounded, value);
    });
    await turn.over(run.length);
  }
}

type Names = Pick<SeriesAnswer, 'metric' | 'unit' | 'source' | 'nodeUid' | 'device' | 'fence' | 'devices'>;

function namesOf(heads: Group<SeriesHead>, by: SeriesFold): Names {
  const { metric, source, nodeUid, device, fence } = heads[0];
  const { unit } = metrics[metric];
  if (by === 'device')
    return { metric, unit, source, nodeUid, device, ...(isOfTask(metric) && fence ? { fence } : {}) };
  const simulated = heads.find((head) => head.source === 'simulated');
  return {
    metric,
    unit,
    source: simulated?.source ?? source,
    nodeUid: by === 'node' ? nodeUid : manyDevices,
    device: manyDevices,
    devices: heads.length,
  };
}

/** The runs within the span, by their start; `at` is where a run's samples are among those of its series. */
function runsOf(parts: readonly FoundSeries[], span: Span): { part: FoundSeries; run: StoredRun; at: number }[] {
  const runs: { part: FoundSeries; run: StoredRun; at: number; from: number }[] = [];
  for (const part of parts) {
    let at = 0;
    for (const run of part.runs) {
      const { from, to } = runSpan(run, part.head.step);
      if (to > span.from && from < span.to) runs.push({ part, run, at, from });
      at += run.length;
    }
  }
  return runs.sort((a, b) => a.from - b.from);
}
