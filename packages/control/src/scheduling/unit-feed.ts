import { durationMs } from '@trainyard/contracts/durations';
import { priorities } from '@trainyard/contracts/priorities';
import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import type { AllocationRow, JobRow, UnitRow } from '@trainyard/db/entities';
import type { Rows } from '@trainyard/db/rows';
import type { Change, SchedulerUnit } from '@trainyard/scheduler/interface';
import { shareOfJob } from './node-size.ts';

type Reading = Pick<Rows, 'get' | 'where'>;

/** Why a waiting job takes no part yet: it is held, or another one must end first. null: it takes part. */
export function blockedBy({ held, dependencies }: Pick<JobRow, 'held' | 'dependencies'>): Text | null {
  if (held) return reason('held');
  const [first] = dependencies;
  return first ? reason('waitingForJob', { job: first.name }) : null;
}

/** True for a job of which nothing more may start: somebody stopped it, or too many of its shards failed. */
export function isStopping({ state, stopBy }: Pick<JobRow, 'state' | 'stopBy'>): boolean {
  return stopBy !== null || state === 'terminating';
}

/** How the scheduler hears of a unit that changed: as it is now, or that it is gone. */
export function unitChange(rows: Reading, uid: string): Change {
  const unit = rows.get('unit', uid);
  const job = unit && rows.get('job', unit.jobUid);
  if (!unit || !job || (unit.state === 'queued' && isStopping(job))) return { type: 'unitGone', uid };
  if (unit.state === 'queued') return { type: 'unit', unit: schedulerUnit(rows, job, unit, null) };
  if (unit.state !== 'running') return { type: 'unitGone', uid };
  // What was told to stop holds its nodes, and counts against quotas, until it has.
  const held = rows.where('allocation', { jobUid: job.uid, unit: unit.index, to: null });
  return { type: 'unit', unit: schedulerUnit(rows, job, unit, held) };
}

/** How the scheduler hears of the shards of an array that never started: one entry, with the job's uid as its own. */
export function entryChange(rows: Reading, jobUid: string): Change {
  const job = rows.get('job', jobUid);
  const shards = job?.shards;
  const waits = job && shards && (job.state === 'queued' || job.state === 'running') && shards.waiting > 0;
  if (!waits || isStopping(job)) return { type: 'unitGone', uid: jobUid };
  const { waiting: left, running, retrying } = shards;
  const parallel = Math.max(0, (job.spec.array?.maxParallel ?? shards.count) - running - retrying);
  return { type: 'unit', unit: { ...ofJob(rows, job), uid: jobUid, ...neverStarted, array: { left, parallel } } };
}

/** What a unit has that holds nothing and never did. */
const neverStarted = {
  notBefore: 0,
  avoid: [],
  held: null,
  startedAt: null,
  checkpointAt: null,
  stopping: false,
} as const satisfies Partial<SchedulerUnit>;

function schedulerUnit(rows: Reading, job: JobRow, unit: UnitRow, held: AllocationRow[] | null): SchedulerUnit {
  const shared = ofJob(rows, job);
  // Why it starts again was said when it was queued again; the scheduler knows only until when.
  const again = job.reasons.find(({ code }) => code === 'waitingForRestart');
  return {
    ...shared,
    uid: unit.uid,
    // What keeps a job from starting does not stop what runs.
    blocked: held ? null : shared.blocked,
    avoid: unit.avoid,
    limitMs: Math.max(0, shared.limitMs - unit.ranMs),
    startedAt: unit.startedAt,
    checkpointAt: unit.checkpointAt,
    stopping: unit.stopping || isStopping(job),
    notBefore: unit.notBefore,
    ...(again && !job.shards && { notBeforeReason: again }),
    held: held?.map(({ nodeUid, gpuIds, cpus, memoryBytes }) => ({ nodeUid, gpuIds, cpus, memoryBytes })) ?? null,
  };
}

/** What all units of a job have in common. */
function ofJob(rows: Reading, job: JobRow) {
  const { spec } = job;
  const { gpusPerNode, cpusPerNode, memoryPerNode } = spec;
  // Most jobs take whole nodes: for a long queue the cluster is not read as often as it has jobs.
  const shares = gpusPerNode !== undefined || cpusPerNode !== undefined || memoryPerNode !== undefined;
  const cluster = shares ? rows.get('cluster', job.clusterUid) : undefined;
  return {
    jobUid: job.uid,
    name: job.name,
    clusterUid: job.clusterUid,
    workspaceUid: job.workspaceUid,
    user: job.createdBy,
    queue: spec.queue.toLowerCase(),
    nodeCount: spec.nodeCount,
    share: cluster ? shareOfJob(job, cluster) : null,
    labels: spec.nodeLabels ?? {},
    priority: priorities.indexOf(spec.schedulingPriority),
    order: job.order,
    since: job.createdAt,
    limitMs: wallClockOf(job),
    blocked: blockedBy(job),
  };
}

/** ms that all attempts of a unit together may run. */
export function wallClockOf({ spec }: Pick<JobRow, 'spec'>): number {
  return durationMs(spec.constraints.maxWallClockTime);
}
