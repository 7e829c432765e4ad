import { Future } from './future.ts';
import type { Change, ClusterContents, Scheduler, SchedulerUnit } from './interface.ts';
import type { RunTimes } from './run-times.ts';

export interface ForecastOptions {
  /** Units asked about; absent: the first `most` of the queue. */
  units?: readonly string[];
  /** Waiting units that are simulated, from the head of the queue. */
  most: number;
  /** Futures looked into: more make percentiles finer and cost as much more. */
  futures: number;
  /** Nothing later than this is looked at, ms from now. */
  horizonMs: number;
  runTimes: RunTimes;
  /** Likenesses of a unit, closest first, as its runs are learnt. */
  likenesses(unit: SchedulerUnit): readonly string[];
  /** How long nodes of the cluster take to come, and under which likenesses that is learnt. */
  arrivals: { times: RunTimes; likenesses: readonly string[]; mostMs: number };
  /** How long a unit that is told to stop goes on, ms. */
  graceMs: number;
}

/** Changes told between two yields: about a millisecond's worth. */
const toldAtOnce = 256;

/** Quantiles told of each start: 0.5 and 0.9 are among them. */
const quantileCount = 20;

export interface UnitForecast {
  unitUid: string;
  /** ms since 1970. The p90 is as simulated: see calibration. */
  p50: number;
  p90: number;
  /** Start times in rising order by which it has started in 1/20, 2/20 ... 20/20 of the futures, ms since 1970; Infinity: not in so many. */
  quantiles: number[];
  /** Runs that the futures rest on, of all units in them. */
  samples: number;
}

/**
 * When the waiting units of a cluster are likely to start: the real scheduler goes on from now in several simulated futures, in which
 * units run for as long as similar ones did. A unit has the same luck in the same future whenever it is asked about, so that a new
 * forecast differs from the last by what happened meanwhile and not by chance. Units that start now, are blocked, or do not start in
 * nine of ten futures have no forecast. Yields after each simulated moment, so that the caller can rest.
 */
export function* forecastStarts(
  scheduler: Scheduler,
  clusterUid: string,
  now: number,
  options: ForecastOptions,
): Generator<void, UnitForecast[]> {
  const { waiting, starting } = headOf(scheduler, clusterUid, now, options.most);
  const whole = scheduler.contents(clusterUid);
  const asked = new Set(options.units ? options.units.filter((uid) => waiting.has(uid)) : waiting);
  if (!whole || asked.size === 0) return [];
  const head = new Set([...waiting, ...starting]);
  const contents = { ...whole, units: whole.units.filter(({ held, uid }) => held !== null || head.has(uid)) };
  const base = yield* copyOf(scheduler, whole, contents);
  const starts = new Map<string, number[]>([...asked].map((uid) => [uid, []]));
  for (let at = 0; at < options.futures; at++) {
    yield;
    const future = new Future(base.fork(), contents, now, fateOf(options, at));
    yield* future.run(asked, now + options.horizonMs);
    for (const [uid, times] of starts) times.push(future.starts.get(uid) ?? Number.POSITIVE_INFINITY);
  }
  const samples = runsKnown(contents, options);
  return [...starts].flatMap(([unitUid, times]) => {
    times.sort((a, b) => a - b);
    const [p50, p90] = [percentile(times, 0.5), percentile(times, 0.9)];
    const quantiles = Array.from({ length: quantileCount }, (_, at) => percentile(times, (at + 1) / quantileCount));
    return p90 === Number.POSITIVE_INFINITY ? [] : [{ unitUid, p50, p90, quantiles, samples }];
  });
}

/** The head of the queue, apart by what starts now and what waits and takes part. */
function headOf(scheduler: Scheduler, clusterUid: string, now: number, most: number) {
  const [waiting, starting] = [new Set<string>(), new Set<string>()];
  for (const decision of scheduler.decide(now, Number.POSITIVE_INFINITY)) {
    if (decision.type === 'start') starting.add(decision.unitUid);
    else if (decision.type === 'wait' && waiting.size < most) {
      const unit = scheduler.unit(decision.unitUid);
      if (unit?.clusterUid === clusterUid && unit.blocked === null) waiting.add(unit.uid);
    }
  }
  for (const uid of starting) waiting.delete(uid);
  return { waiting, starting };
}

/**
 * A copy that knows no more than this of one cluster: what is behind the head of a queue delays nobody. It is told bit by bit, since a
 * fork of a long queue takes a tenth of a second; where limits count what runs, only a fork has the counts.
 */
function* copyOf(scheduler: Scheduler, whole: ClusterContents, kept: ClusterContents): Generator<void, Scheduler> {
  if (whole.limited) {
    const fork = scheduler.fork([whole.cluster.uid]);
    const stays = new Set(kept.units.map(({ uid }) => uid));
    for (const { uid } of whole.units) if (!stays.has(uid)) fork.apply({ type: 'unitGone', uid });
    return fork;
  }
  const copy = scheduler.fork([]);
  copy.apply({ type: 'cluster', cluster: kept.cluster });
  const changes: Change[] = [
    ...kept.nodes.map((node): Change => ({ type: 'node', node })),
    ...kept.units.map((unit): Change => ({ type: 'unit', unit })),
  ];
  for (const [at, change] of changes.entries()) {
    if (at % toldAtOnce === 0) yield;
    copy.apply(change);
  }
  return copy;
}

function fateOf(options: ForecastOptions, future: number): ConstructorParameters<typeof Future>[3] {
  const { runTimes, arrivals, graceMs } = options;
  return {
    graceMs,
    runMs: (unit, ranMs) =>
      runTimes.guess(options.likenesses(unit), luckOf(unit.uid, future), ranMs, Math.max(ranMs, unit.limitMs)),
    arrivalMs: (uid) => arrivals.times.guess(arrivals.likenesses, luckOf(uid, future), 0, arrivals.mostMs),
  };
}

/** Runs known of the closest likenesses of everything in the futures, each likeness once. */
function runsKnown({ units }: ClusterContents, { runTimes, likenesses }: ForecastOptions): number {
  const known = new Map<string, number>();
  for (const unit of units) {
    const found = runTimes.closest(likenesses(unit));
    if (found) known.set(found.key, found.runs);
  }
  return [...known.values()].reduce((sum, runs) => sum + runs, 0);
}

function percentile(rising: readonly number[], share: number): number {
  return rising[Math.max(0, Math.ceil(rising.length * share) - 1)] ?? Number.POSITIVE_INFINITY;
}

/** A number in [0, 1) that is always the same for the same name and future: FNV-1a, mixed as in MurmurHash3. */
function luckOf(name: string, future: number): number {
  let hash = 0x811c9dc5 ^ Math.imul(future + 1, 0x9e3779b1);
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
