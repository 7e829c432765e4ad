import { controllerActor } from '@trainyard/contracts/actors';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { StartForecast } from '@trainyard/contracts/standing';
import type { Tx } from '@trainyard/db/writer';
import { forecastStarts, type UnitForecast } from '@trainyard/scheduler/forecast';
import type { Scheduler } from '@trainyard/scheduler/interface';
import type { Experience } from '../forecasting/experience.ts';
import type { LatestForecast, LatestForecasts } from '../forecasting/latest-forecasts.ts';
import {
  closedForecasts,
  closeForecasts,
  type FirstForecast,
  keepForecast,
  openForecasts,
} from '../forecasting/scores.ts';
import { GivenUp, inSlices } from '../scheduling/slices.ts';
import type { Controller, ControllerPorts } from './controller.ts';

/** A cluster's queue is looked at anew at most this often. */
const everyMs = 10_000;
/** Without any change a queue is looked at anew when the first start that was foretold has not come, but not sooner than this. */
const overdueMs = 60_000;
/** After a change: what follows from it at once, such as a start, is not worth a forecast. */
const settleMs = 1_000;
/** A thirtieth of the thread, in slices that nobody feels. */
const pace = { sliceMs: 4, restRatio: 30 };
/** A forecast is told anew when it moved by more than this, or by more than a fifth of the wait: each telling is an event. */
const materialMs = 5_000;
const materialShare = 0.2;

const actor = controllerActor('forecasts');

/** Keeps the forecast of each waiting job's start (whole in `latest`), one cluster at a time, and scores what came of the first one. */
export function createForecasts(
  ports: ControllerPorts,
  scheduler: Scheduler,
  experience: Experience,
  latest: LatestForecasts,
): Controller {
  const { writer, clock, logger } = ports;
  const { rows } = writer;
  /** Clusters whose queue changed since it was last looked at. */
  const changed = new Set<string>();
  const lookedAt = new Map<string, number>();
  /** First forecasts of jobs that wait. */
  let open = new Map<string, FirstForecast>();
  /** What became of some of them, to be written with the next forecasts. */
  const ends = new Map<string, number | null>();
  let recalled = false;
  let busy = false;
  let stopped = false;
  let cancel: (() => void) | undefined;
  /** Timers of queues whose first foretold start may not come. */
  const overdue = new Map<string, () => void>();

  return {
    name: 'forecasts',
    resync() {
      open = new Map(openForecasts(writer.connection).map((one) => [one.jobUid, one]));
      ends.clear();
      for (const { jobUid } of open.values()) {
        const job = rows.get('job', jobUid);
        if (!job || job.startedAt !== null) ends.set(jobUid, job?.startedAt ?? null);
      }
      for (const { uid } of rows.where('cluster', {})) changed.add(uid);
      arm();
    },
    wake(events) {
      for (const event of events) meet(event);
      arm();
    },
    stop() {
      stopped = true;
      cancel?.();
      for (const forget of overdue.values()) forget();
    },
  };

  function meet({ type, subject, clusterUid, jobUid, changed: columns, at }: TrainyardEvent): void {
    if (type === 'attempt.ended') {
      const attempt = rows.get('attempt', subject.uid);
      if (attempt) experience.learnRun(attempt);
    } else if (type === 'job.started' && jobUid) close(jobUid, at);
    else if ((type === 'job.deleted' || type === 'job.failed') && jobUid) close(jobUid, null);
    else if (type === 'node.updated' && columns.state === 'idle' && columns.ready !== undefined) {
      const node = rows.get('node', subject.uid);
      if (node) experience.learnArrival(node.clusterUid, Math.max(0, at - node.createdAt));
    }
    const moves = subject.kind === 'unit' || subject.kind === 'node' || subject.kind === 'cluster';
    if (moves && clusterUid) changed.add(clusterUid);
    else if (type === 'job.submitted' && typeof columns.clusterUid === 'string') changed.add(columns.clusterUid);
  }

  function close(jobUid: string, startedAt: number | null): void {
    const first = open.get(jobUid);
    if (!first) return;
    open.delete(jobUid);
    ends.set(jobUid, startedAt);
    if (startedAt !== null) experience.learnStart(first, startedAt);
  }

  /** Sets the timer for the cluster whose turn is next. */
  function arm(): void {
    if (stopped || busy || cancel || (changed.size === 0 && ends.size === 0)) return;
    const now = clock.monotonic();
    const waits = [...changed].map((uid) => Math.max(settleMs, (lookedAt.get(uid) ?? now - everyMs) + everyMs - now));
    cancel = clock.setTimeout(
      () => {
        cancel = undefined;
        busy = true;
        turn()
          .catch((error: unknown) => {
            if (!(error instanceof GivenUp)) logger.error({ error }, 'a forecast failed');
          })
          .finally(() => {
            busy = false;
            arm();
          });
      },
      Math.min(everyMs, ...waits),
    );
  }

  async function turn(): Promise<void> {
    if (!recalled) {
      recalled = true;
      await inSlices(clock, pace, experience.recall(), () => !stopped);
      for (const one of closedForecasts(writer.connection)) experience.learnStart(one, one.startedAt);
    }
    await writeEnds();
    const now = clock.monotonic();
    for (const clusterUid of [...changed]) {
      if ((lookedAt.get(clusterUid) ?? Number.NEGATIVE_INFINITY) + everyMs > now) continue;
      changed.delete(clusterUid);
      await look(clusterUid);
      lookedAt.set(clusterUid, clock.monotonic());
    }
    for (const uid of lookedAt.keys()) {
      if (rows.get('cluster', uid)) continue;
      lookedAt.delete(uid);
      latest.set(uid, new Map());
    }
  }

  async function look(clusterUid: string): Promise<void> {
    const now = clock.now();
    const search = forecastStarts(scheduler, clusterUid, now, experience.forecastOptions(clusterUid));
    const found = await inSlices(clock, pace, search, () => !stopped);
    expect(clusterUid, found, now);
    latest.set(clusterUid, wholeOf(found, now));
    if (found.length === 0) return;
    const fresh = await ports.change(actor, (tx) => found.flatMap((one) => tell(tx, one, now)));
    // Of those that started meanwhile the start was not noted: their first forecast came too late.
    for (const one of fresh) if (rows.get('job', one.jobUid)?.state === 'queued') open.set(one.jobUid, one);
  }

  /** By uid of the job; of an array the entry comes first. */
  function wholeOf(found: readonly UnitForecast[], now: number): Map<string, LatestForecast> {
    const whole = new Map<string, LatestForecast>();
    for (const one of found) {
      const jobUid = scheduler.unit(one.unitUid)?.jobUid;
      if (jobUid === undefined || whole.has(jobUid)) continue;
      whole.set(jobUid, { forecast: experience.told(one, now), curve: experience.curve(one, now) });
    }
    return whole;
  }

  /** A start that was foretold and does not come is news too. */
  function expect(clusterUid: string, found: readonly UnitForecast[], now: number): void {
    overdue.get(clusterUid)?.();
    overdue.delete(clusterUid);
    if (found.length === 0) return;
    const first = found.reduce((least, { p50 }) => Math.min(least, p50), Number.POSITIVE_INFINITY);
    const again = () => {
      overdue.delete(clusterUid);
      changed.add(clusterUid);
      arm();
    };
    overdue.set(clusterUid, clock.setTimeout(again, Math.max(overdueMs, first - now)));
  }

  /** Writes a job's forecast when it moved; answers it when it is the job's first. */
  function tell(tx: Tx, found: UnitForecast, now: number): FirstForecast[] {
    const unit = scheduler.unit(found.unitUid);
    const job = unit && tx.get('job', unit.jobUid);
    if (job?.state !== 'queued') return [];
    const told = experience.told(found, now);
    const before = (job.forecast?.at ?? 0) >= job.stateAt ? job.forecast : null;
    if (!before || moved(before, told)) tx.update('job', job.uid, { forecast: told }, 'job.updated');
    if (job.startedAt !== null || open.has(job.uid)) return [];
    const { uid: jobUid, workspaceUid } = job;
    const simulated = { simulatedP50: found.p50, simulatedP90: found.p90 };
    const first = { jobUid, workspaceUid, madeAt: now, p50: told.p50, p90: told.p90, ...simulated };
    keepForecast(tx.connection, first);
    return [first];
  }

  async function writeEnds(): Promise<void> {
    if (ends.size === 0) return;
    const written = new Map(ends);
    ends.clear();
    await ports.change(actor, (tx) => closeForecasts(tx.connection, written));
  }
}

/** True when a forecast differs enough from the one told before to be told anew. */
export function moved(before: StartForecast, after: StartForecast): boolean {
  const differs = (key: 'p50' | 'p90') =>
    Math.abs(after[key] - before[key]) > Math.max(materialMs, materialShare * (after[key] - after.at));
  return differs('p50') || differs('p90');
}
