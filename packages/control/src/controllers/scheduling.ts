import { controllerActor } from '@trainyard/contracts/actors';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { Text } from '@trainyard/contracts/texts';
import type { ClusterRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import type { Change, Decision, Scheduler } from '@trainyard/scheduler/interface';
import { drainNodes } from '../attempts/drain.ts';
import { liveUnits } from '../attempts/live.ts';
import { preemptUnits } from '../attempts/preempt.ts';
import { startUnit } from '../attempts/start.ts';
import { type Beside, clusterChange, nextReservationEdge, nodeChange, snapshot } from '../scheduling/feed.ts';
import { freshRows } from '../scheduling/fresh-rows.ts';
import { LimitsFeed } from '../scheduling/limits-feed.ts';
import { SteadyHindrances } from '../scheduling/steady-hindrances.ts';
import { blockedBy, entryChange, unitChange } from '../scheduling/unit-feed.ts';
import type { Controller, ControllerPorts } from './controller.ts';
import type { ProvisionBackoff } from './provision-backoff.ts';

/** Starts per pass: one transaction each, so that a pass does not hold the writer for long. */
const startsPerPass = 256;
/** A pass rests for three times as long as it took: with a long queue, deciding takes a quarter of the thread and no more. */
const restRatio = 3;
/** After one that only more waiting jobs followed, it rests for longer: they take nothing from those that wait, and a storm of them takes a tenth. */
const moreRatio = 9;
/** A pass quicker than this needs no rest: the next decision is made at once. */
const quickMs = 1;

const actor = controllerActor('scheduler');

/** Feeds the scheduler with what is committed, asks it, and carries out what it decides. */
export function createScheduling(ports: ControllerPorts, scheduler: Scheduler, backoff: ProvisionBackoff): Controller {
  const { writer, clock, logger } = ports;
  let busy = false;
  let again = false;
  let cancelTimer: (() => void) | undefined;
  let cancelRest: (() => void) | undefined;
  /** The newest pass: when it had decided, and how long that took. */
  let last = { at: 0, tookMs: 0 };
  /** Nothing but waiting jobs came since. */
  let onlyMore = true;
  let stopped = false;
  const limits = new LimitsFeed(writer.rows);
  const beside: Beside = {
    now: () => clock.now(),
    noGrowth({ uid, hindrance }) {
      const until = backoff.until(uid);
      return until !== undefined && hindrance ? { until, why: hindrance } : undefined;
    },
  };
  /** When the next reservation begins or ends. */
  let edge = Number.POSITIVE_INFINITY;
  const hindrances = new SteadyHindrances();
  /** The kinds of reasons last told for each waiting unit, so that a pass over a long queue reads no rows. */
  const told = new Map<string, string>();

  return {
    name: 'scheduling',
    resync() {
      const state = snapshot(writer.rows, beside);
      limits.meet(state.units);
      scheduler.load({ ...state, limits: limits.read() });
      edge = nextReservationEdge(writer.rows, clock.now());
      told.clear();
      hindrances.clear();
      pass();
    },
    wake(events) {
      const changes = changesOf(events);
      if (changes.length === 0) return;
      for (const change of changes) {
        scheduler.apply(change);
        if (change.type === 'unitGone') told.delete(change.uid);
        else if (change.type === 'unit' && change.unit.held) told.delete(change.unit.uid);
      }
      if (events.filter(({ type }) => type === 'unit.created').length < changes.length) hurry();
      pass();
    },
    stop() {
      stopped = true;
      cancelTimer?.();
      cancelRest?.();
    },
  };

  function changesOf(events: readonly TrainyardEvent[]): Change[] {
    const touched = new Map<string, () => Change>();
    const { rows } = writer;
    const fresh = freshRows(rows, events);
    for (const event of events) {
      const { subject, jobUid, clusterUid } = event;
      if (subject.kind === 'cluster') touched.set(subject.uid, () => clusterChange(rows, subject.uid, beside));
      else if (subject.kind === 'reservation' && clusterUid) {
        edge = nextReservationEdge(rows, clock.now());
        touched.set(clusterUid, () => clusterChange(rows, clusterUid, beside));
      } else if (subject.kind === 'limit') touched.set('limits', () => ({ type: 'limits', limits: limits.read() }));
      else if (subject.kind === 'node') touched.set(subject.uid, () => nodeChange(rows, subject.uid));
      else if (subject.kind === 'unit') touched.set(subject.uid, () => unitChange(fresh, subject.uid));
      else if (subject.kind === 'job' && jobUid) touchJob(touched, jobUid, event);
    }
    const changes = [...touched.values()].map((make) => make());
    const met = limits.meet(changes.flatMap((change) => (change.type === 'unit' ? [change.unit] : [])));
    return met ? [{ type: 'limits', limits: met }, ...changes] : changes;
  }

  /** What of a job the scheduler sees: its living units, and the entry that stands for the shards of an array. */
  function touchJob(touched: Map<string, () => Change>, uid: string, { type, changed }: TrainyardEvent): void {
    const { rows } = writer;
    if (changed.shards) touched.set(uid, () => entryChange(rows, uid));
    // The unit of a new gang tells of itself.
    if (type === 'job.submitted') return;
    const stopped = 'stopBy' in changed || changed.state === 'terminating';
    if (!stopped && !('held' in changed || 'dependencies' in changed || 'spec' in changed)) return;
    for (const unit of liveUnits(rows, uid)) touched.set(unit.uid, () => unitChange(rows, unit.uid));
    if (rows.get('job', uid)?.shards) touched.set(uid, () => entryChange(rows, uid));
  }

  /** One pass at a time; what comes meanwhile makes one more. */
  function pass(): void {
    if (stopped) return;
    if (busy) {
      again = true;
      return;
    }
    const rest = restLeft();
    if (rest > 0) {
      cancelRest ??= clock.setTimeout(() => {
        cancelRest = undefined;
        pass();
      }, rest);
      return;
    }
    busy = true;
    again = false;
    decideOnce()
      .catch((error: unknown) => logger.error({ error }, 'a scheduling pass failed'))
      .finally(() => {
        busy = false;
        if (again) pass();
      });
  }

  function restLeft(): number {
    if (last.tookMs < quickMs) return 0;
    return last.at + last.tookMs * (onlyMore ? moreRatio : restRatio) - clock.monotonic();
  }

  /** Something came that may let a job start. */
  function hurry(): void {
    onlyMore = false;
    cancelRest?.();
    cancelRest = undefined;
  }

  async function decideOnce(): Promise<void> {
    onlyMore = true;
    const from = clock.monotonic();
    const now = clock.now();
    const decisions = scheduler.decide(now, startsPerPass);
    const due: Exclude<Decision, { type: 'wait' }>[] = [];
    const waits: Extract<Decision, { type: 'wait' }>[] = [];
    if (edge <= now) edge = nextReservationEdge(writer.rows, now);
    let next = edge;
    let starts = 0;
    for (const decision of decisions) {
      if (decision.type === 'wait') {
        if (decision.until !== null) next = Math.min(next, decision.until);
        if (isNews(decision)) waits.push(decision);
      } else if (decision.type === 'resize' && decision.at > now) next = Math.min(next, decision.at);
      else if (decision.type !== 'hinder') due.push(decision);
      else if (backoff.until(decision.clusterUid) === undefined) hindrances.see(decision, now);
      // While its provisioner has no nodes, that is what hinders, and its own controller says it.
      else hindrances.forget(decision.clusterUid);
      if (decision.type === 'start') starts += 1;
    }
    due.push(...hindrances.due(now));
    next = Math.min(next, hindrances.next);
    // What a long queue costs is the deciding; carrying out is paid by what it brings.
    const at = clock.monotonic();
    last = { at, tookMs: at - from };
    const work = due.map((decision) => ports.change(actor, (tx) => carryOut(tx, decision)));
    if (waits.length > 0) {
      work.push(
        ports.change(actor, (tx) => waits.map(({ unitUid, reasons }) => sayWhy(tx, unitUid, reasons)).some(Boolean)),
      );
    }
    const results = await Promise.all(work);
    // A start that no longer fitted was decided on older facts; the facts' own events bring the next pass.
    if (starts >= startsPerPass && results.some(Boolean)) again = true;
    arm(next, now);
  }

  function arm(next: number, now: number): void {
    cancelTimer?.();
    cancelTimer = undefined;
    if (next === Number.POSITIVE_INFINITY || stopped) return;
    cancelTimer = clock.setTimeout(pass, Math.max(1, next - now));
  }

  function carryOut(tx: Tx, decision: Exclude<Decision, { type: 'wait' }>): boolean {
    switch (decision.type) {
      case 'start':
        return startUnit(tx, decision.unitUid, decision.placements, ports);
      case 'resize':
        return resize(tx, decision.clusterUid, decision.target, decision.why);
      case 'hinder':
        return hinder(tx, decision.clusterUid, decision.why);
      case 'preempt':
        return preemptUnits(tx, decision, ports.ids);
      case 'drain':
        return drainNodes(tx, decision, ports.ids);
    }
  }

  /** Numbers in a reason move all the time; an event is written only when the kind of reason changes. */
  function isNews({ unitUid, reasons }: Extract<Decision, { type: 'wait' }>): boolean {
    const codes = reasons.map(({ code }) => code).join();
    if (told.get(unitUid) === codes) return false;
    told.set(unitUid, codes);
    return true;
  }
}

/** Of a gang, or of the shards of an array that never started: one that starts again says so by its own count. */
function sayWhy(tx: Tx, unitUid: string, reasons: Text[]): boolean {
  const unit = tx.get('unit', unitUid);
  const job = tx.get('job', unit ? unit.jobUid : unitUid);
  const waits = unit ? job?.state === 'queued' : job?.state === 'queued' || job?.state === 'running';
  if (!job || !waits || (unit && job.shards)) return false;
  tx.update('job', job.uid, { reasons }, 'job.updated');
  return true;
}

function resize(tx: Tx, clusterUid: string, target: number, why: Text): boolean {
  const cluster = tx.get('cluster', clusterUid);
  if (!cluster || cluster.state === 'deleting' || !cluster.spec.scaleSettings.autoScale) return false;
  const targetReason = target > cluster.targetNodes ? withWaiting(tx, cluster, why) : why;
  tx.update('cluster', clusterUid, { targetNodes: target, targetReason }, 'cluster.scaled');
  return true;
}

/** Names that say whom a cluster grows for; the reason counts all. */
const waitingNamed = 3;
/** Looked at for that: jobs that wait for others stand among them. */
const waitingRead = 24;
/** By an index that SQLite does not choose by itself: a cluster may grow while 100,000 jobs wait, or have ended. */
const firstWaiting = `WHERE uid IN (SELECT jobUid FROM jobFacts INDEXED BY jobFactsByTurn
  WHERE workspaceUid = ? AND turn = 1 AND clusterUid = ? AND held = 0
  ORDER BY "order" LIMIT ${waitingRead}) ORDER BY "order"`;

/**
 * Who waits now: afterwards nobody could tell, since jobs start, end and are deleted. Jobs of other workspaces are counted and not named:
 * whoever may read of the cluster may not read of them.
 */
function withWaiting(tx: Tx, { uid, workspaceUid }: ClusterRow, why: Text): Text {
  const queued = tx.query('job', firstWaiting, [workspaceUid, uid]);
  const jobs = queued.filter((job) => !blockedBy(job)).map(({ name }) => name);
  return jobs.length === 0 ? why : { ...why, params: { ...why.params, jobs: jobs.slice(0, waitingNamed) } };
}

function hinder(tx: Tx, clusterUid: string, why: Text | null): boolean {
  const cluster = tx.get('cluster', clusterUid);
  if (!cluster || cluster.state === 'deleting' || cluster.hindrance?.code === why?.code) return false;
  tx.update('cluster', clusterUid, { hindrance: why }, 'cluster.updated');
  return true;
}
