import { controllerActor } from '@trainyard/contracts/actors';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import type { Tx } from '@trainyard/db/writer';
import type { Change, Decision, Scheduler } from '@trainyard/scheduler/interface';
import { liveAttempt } from '../attempts/live.ts';
import { startUnit } from '../attempts/start.ts';
import { stopTasks } from '../attempts/stop.ts';
import { terminateJob } from '../commands/job-terminate.ts';
import { clusterChange, nodeChange, snapshot, unitChange } from '../scheduling/feed.ts';
import type { Controller, ControllerPorts } from './controller.ts';

/** Starts per pass: one transaction each, so that a pass does not hold the writer for long. */
const startsPerPass = 256;

const actor = controllerActor('scheduler');

/** Feeds the scheduler with what is committed, asks it, and carries out what it decides. */
export function createScheduling(ports: ControllerPorts, scheduler: Scheduler): Controller {
  const { writer, clock, logger } = ports;
  let busy = false;
  let again = false;
  let cancelTimer: (() => void) | undefined;
  let stopped = false;

  return {
    name: 'scheduling',
    resync() {
      scheduler.load(snapshot(writer.rows));
      pass();
    },
    wake(events) {
      const changes = changesOf(events);
      if (changes.length === 0) return;
      for (const change of changes) scheduler.apply(change);
      pass();
    },
    stop() {
      stopped = true;
      cancelTimer?.();
    },
  };

  function changesOf(events: readonly TrainyardEvent[]): Change[] {
    const touched = new Map<string, () => Change>();
    const { rows } = writer;
    for (const { subject, jobUid, changed } of events) {
      if (subject.kind === 'cluster') touched.set(subject.uid, () => clusterChange(rows, subject.uid));
      else if (subject.kind === 'node') touched.set(subject.uid, () => nodeChange(rows, subject.uid));
      else if (subject.kind === 'unit') touched.set(subject.uid, () => unitChange(rows, subject.uid));
      else if (subject.kind === 'job' && 'stopBy' in changed && jobUid) {
        for (const { uid } of rows.where('unit', { jobUid })) touched.set(uid, () => unitChange(rows, uid));
      }
    }
    return [...touched.values()].map((make) => make());
  }

  /** One pass at a time; what comes meanwhile makes one more. */
  function pass(): void {
    if (stopped) return;
    if (busy) {
      again = true;
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

  async function decideOnce(): Promise<void> {
    const now = clock.now();
    const decisions = scheduler.decide(now, startsPerPass);
    const started = decisions.filter((decision) => decision.type === 'start').length;
    const waits = decisions.filter((decision) => decision.type === 'wait' && reasonsDiffer(decision));
    const soon = decisions.flatMap((decision) =>
      decision.type === 'wait' && decision.until !== null
        ? [decision.until]
        : decision.type === 'resize' && decision.at > now
          ? [decision.at]
          : [],
    );
    const due = decisions.filter(
      (decision) =>
        decision.type === 'start' || decision.type === 'drain' || (decision.type === 'resize' && decision.at <= now),
    );
    const results = await Promise.all(
      [...due, ...waits].map((decision) => ports.change(actor, (tx) => carryOut(tx, decision))),
    );
    // A start that no longer fitted was decided on older facts; the facts' own events bring the next pass.
    if (started >= startsPerPass && results.some(Boolean)) again = true;
    arm(soon, now);
  }

  function arm(times: number[], now: number): void {
    cancelTimer?.();
    cancelTimer = undefined;
    if (times.length === 0 || stopped) return;
    cancelTimer = clock.setTimeout(pass, Math.max(1, Math.min(...times) - now));
  }

  function carryOut(tx: Tx, decision: Decision): boolean {
    switch (decision.type) {
      case 'start':
        return startUnit(tx, decision.unitUid, decision.placements, ports);
      case 'wait':
        return sayWhy(tx, decision.unitUid, decision.reasons);
      case 'resize':
        return resize(tx, decision.clusterUid, decision.target, decision.why);
      case 'drain':
        return drain(tx, decision.clusterUid, decision.nodeUids, decision.busy);
    }
  }

  /** Numbers in a reason move all the time; an event is written only when the kind of reason changes. */
  function reasonsDiffer(decision: Extract<Decision, { type: 'wait' }>): boolean {
    const unit = writer.rows.get('unit', decision.unitUid);
    const job = unit && writer.rows.get('job', unit.jobUid);
    if (job?.state !== 'queued') return false;
    return job.reasons.map(({ code }) => code).join() !== decision.reasons.map(({ code }) => code).join();
  }
}

function sayWhy(tx: Tx, unitUid: string, reasons: Text[]): boolean {
  const unit = tx.get('unit', unitUid);
  const job = unit && tx.get('job', unit.jobUid);
  if (job?.state !== 'queued') return false;
  tx.update('job', job.uid, { reasons }, 'job.updated');
  return true;
}

function resize(tx: Tx, clusterUid: string, target: number, why: Text): boolean {
  const cluster = tx.get('cluster', clusterUid);
  if (!cluster || cluster.state === 'deleting' || !cluster.spec.scaleSettings.autoScale) return false;
  tx.update('cluster', clusterUid, { targetNodes: target, targetReason: why }, 'cluster.scaled');
  return true;
}

/** Nodes the cluster has too many of: idle ones go at once, busy ones as the cluster's deallocation option says. */
function drain(tx: Tx, clusterUid: string, nodeUids: string[], busy: boolean): boolean {
  const cluster = tx.get('cluster', clusterUid);
  if (!cluster) return false;
  const option = cluster.spec.scaleSettings.manual?.nodeDeallocationOption ?? 'waitforjobcompletion';
  for (const uid of nodeUids) {
    const node = tx.get('node', uid);
    if (!node || node.intent === 'remove') continue;
    tx.update('node', uid, { intent: 'remove' }, 'node.updated');
    if (!busy || option === 'waitforjobcompletion') continue;
    for (const { jobUid, unit } of tx.where('allocation', { nodeUid: uid, to: null })) {
      const job = tx.get('job', jobUid);
      const attempt = liveAttempt(tx, jobUid, unit);
      if (job && option === 'terminate') terminateJob(tx, job);
      else if (attempt) stopTasks(tx, attempt, reason('nodeRemoved', { node: node.name }));
    }
  }
  return true;
}
