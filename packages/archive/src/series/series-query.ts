/** Answers questions about series: which runs of which chunks, in order of time, into buckets. */
import { fenceKey } from '@trainyard/contracts/attempt';
import { Fault } from '@trainyard/contracts/errors';
import { type Metric, metrics, type SeriesAnswer } from '@trainyard/contracts/series-frame';
import { Buckets, bucketStep } from '@trainyard/series/downsample';
import { SampleWalk } from '@trainyard/series/timeline';
import type { SeriesHead, StoredRun } from './series-buffer.ts';
import { runSpan } from './series-chunk.ts';

/** Of a job, a node, or both; times are server's ms, `to` exclusive. */
export interface SeriesQuery {
  jobUid?: string | undefined;
  nodeUid?: string | undefined;
  metric?: Metric | undefined;
  from?: number | undefined;
  to?: number | undefined;
  /** Most buckets a series gets: 2 to {@link pointsMax}. */
  points: number;
}

/** Twice the pixels of a wide screen. */
export const pointsMax = 8_192;

/** Most series of an answer: 64 nodes with 8 GPUs and all their metrics. */
export const answersMax = 4_096;

/** A series somewhere: in memory or in a chunk. */
export interface FoundSeries {
  head: SeriesHead;
  runs: StoredRun[];
  /** The samples of all runs, one after the other. */
  values(): Promise<(number | null)[]>;
}

export function matches({ nodeUid, metric, fence }: SeriesHead, query: SeriesQuery): boolean {
  if (query.jobUid !== undefined && fence?.job !== query.jobUid) return false;
  if (query.nodeUid !== undefined && nodeUid !== query.nodeUid) return false;
  return query.metric === undefined || metric === query.metric;
}

/** Checks what the types do not say. */
export function checkQuery(query: SeriesQuery): void {
  const faults: string[] = [];
  if (query.jobUid === undefined && query.nodeUid === undefined) faults.push('name a job or a node');
  if (!(query.points >= 2 && query.points <= pointsMax)) faults.push(`points: 2 to ${pointsMax}`);
  if (faults.length > 0) throw new Fault('InvalidBody', { faults });
}

/** Puts what was found together: one answer a device and metric, all on one grid of time. */
export async function answer(found: readonly FoundSeries[], query: SeriesQuery): Promise<SeriesAnswer[]> {
  const groups = new Map<string, FoundSeries[]>();
  for (const series of found) {
    const key = groupKey(series.head);
    groups.set(key, [...(groups.get(key) ?? []), series]);
  }
  if (groups.size > answersMax) {
    throw new Fault('InvalidBody', {
      faults: [`${groups.size} series are more than ${answersMax}: ask for one metric`],
    });
  }
  const span = spanOf(found, query);
  if (span === undefined) return [];
  const answers: SeriesAnswer[] = [];
  for (const key of [...groups.keys()].sort()) {
    answers.push(await answerOne(groups.get(key) as FoundSeries[], span, query.points));
  }
  return answers;
}

/** A device's samples are one series whoever holds it; a task's belong to that task. */
function groupKey({ source, nodeUid, device, metric, fence }: SeriesHead): string {
  return JSON.stringify([metric, nodeUid, device, source, isOfTask(metric) && fence ? fenceKey(fence) : '']);
}

function isOfTask(metric: Metric): boolean {
  return metrics[metric].device === 'task';
}

interface Span {
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

async function answerOne(parts: readonly FoundSeries[], span: Span, points: number): Promise<SeriesAnswer> {
  const [first] = parts as [FoundSeries];
  const { metric, source, nodeUid, device, fence } = first.head;
  const finest = parts.reduce((least, { head }) => Math.min(least, head.step), first.head.step);
  const buckets = new Buckets(span.from, span.to, bucketStep(span.from, span.to, finest, points));
  const walk = new SampleWalk();
  let last: { part: FoundSeries; values: (number | null)[] } | undefined;
  for (const { part, run, at } of runsOf(parts, span)) {
    if (last?.part !== part) last = { part, values: await part.values() };
    const { step } = part.head;
    const samples = { t0: run.t0 - run.skew, step, values: last.values.slice(at, at + run.length) };
    // On the grid of the step: a clock that trembles by milliseconds must not put two samples into one bucket.
    walk.next(samples, (time, value) => {
      const rounded = Math.round(time / step) * step;
      if (rounded >= span.from && rounded < span.to) buckets.add(rounded, value);
    });
  }
  const { t0, step, min, max, mean, count } = buckets.answer();
  const of = isOfTask(metric) && fence ? { fence } : {};
  return { metric, unit: metrics[metric].unit, source, nodeUid, device, ...of, step, t0, min, max, mean, count };
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
