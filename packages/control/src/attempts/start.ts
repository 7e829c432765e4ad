import type { TaskPlan } from '@trainyard/contracts/task-plan';
import type { JobRow, UnitRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import type { Chance } from '@trainyard/runtime/chance';
import type { Ids } from '@trainyard/runtime/ids';
import type { Placement } from '@trainyard/scheduler/interface';
import { planTasks } from '../plans/plan-tasks.ts';
import { blockedBy, isStopping } from '../scheduling/unit-feed.ts';
import { mountsOf } from '../volumes/mounts-of.ts';
import { nodesThatFit } from './fits.ts';
import { insertUnit } from './fresh-unit.ts';
import { noteResumed } from './receipts.ts';
import { endJob, mayStartShard, nextShard, shardStarted } from './shards.ts';

/**
 * Starts a new attempt of a waiting unit on the nodes that the scheduler chose: allocations, tasks and their plans in one
 * transaction. The uid of an array's job starts its next shard. Answers false when the choice no longer fits, so that it is made
 * again.
 */
export function startUnit(
  tx: Tx,
  uid: string,
  placements: readonly Placement[],
  ports: { ids: Ids; chance: Chance; storageHome: string },
): boolean {
  const waiting = waitingUnit(tx, uid);
  if (!waiting || isStopping(waiting.job) || blockedBy(waiting.job)) return false;
  const { job } = waiting;
  const sorted = [...placements].sort((a, b) => a.task - b.task);
  const nodes = nodesThatFit(tx, job, sorted);
  if (!nodes) return false;
  const { index, attempts = 0, ranMs = 0 } = waiting.unit ?? { index: nextShard(job) };
  const number = attempts + 1;
  const mounts = mountsOf(tx, job, ports.storageHome);
  if (mounts.why) {
    // It was there when the job was submitted, and is not any more: the job cannot run as it was asked for.
    endJob(tx, job, { state: 'failed', exitCode: null, reason: mounts.why, code: 'JobFailed' });
    return false;
  }
  const plans = planTasks(tx, job, { index, attempts: number, ranMs }, sorted, nodes, ports.chance, mounts);
  if (!plans) return false;
  const unit = waiting.unit ?? insertUnit(tx, ports, job, index);
  const holding = { startedAt: tx.now, checkpointAt: null, stopping: false };
  tx.update('unit', unit.uid, { state: 'running', attempts: number, ...holding }, 'unit.updated');
  if (job.shards) shardStarted(tx, job, waiting.unit ? 'retrying' : 'waiting');
  else {
    const since = { stateAt: tx.now, startedAt: tx.now };
    tx.update('job', job.uid, { state: 'running', ...since, reasons: [] }, 'job.started');
  }
  addAttempt(tx, job, unit, number, sorted, plans, ports.ids);
  return true;
}

/** A unit that waits, or an array with a shard that may start: that one has no row yet. */
function waitingUnit(tx: Tx, uid: string): { job: JobRow; unit: UnitRow | null } | undefined {
  const unit = tx.get('unit', uid);
  const job = tx.get('job', unit ? unit.jobUid : uid);
  if (!job) return undefined;
  if (unit) return unit.state === 'queued' ? { job, unit } : undefined;
  return mayStartShard(job) ? { job, unit: null } : undefined;
}

function addAttempt(
  tx: Tx,
  job: JobRow,
  unit: UnitRow,
  number: number,
  placements: readonly Placement[],
  plans: NonNullable<ReturnType<typeof planTasks>>,
  ids: Ids,
): void {
  const { workspaceUid, clusterUid } = unit;
  const path = `${job.shards ? unit.path : job.path}/attempts/${number}`;
  const cause = tx.seq;
  noteResumed(tx, job, unit.index);
  const over = { outcome: null, exitCode: null, reason: null } as const;
  tx.insert(
    'attempt',
    {
      uid: ids.uid(),
      workspaceUid,
      path,
      jobUid: job.uid,
      unit: unit.index,
      number,
      phase: 'allocating',
      phaseTimes: { allocating: tx.now },
      ...over,
      endedAt: null,
      culprit: null,
      failure: null,
      family: null,
    },
    'attempt.created',
    cause,
  );
  placements.forEach(({ nodeUid, task, gpuIds, cpus, memoryBytes }, at) => {
    const plan = plans[at];
    if (!plan) throw new Error('a placement without a plan');
    const where = { workspaceUid, jobUid: job.uid, unit: unit.index, attempt: number, nodeUid, clusterUid, gpuIds };
    const granted = { task, cpus, memoryBytes, from: tx.now, to: null };
    const allocation = { ...where, uid: ids.uid(), path: `${path}/allocations/${task}`, ...granted };
    tx.insert('allocation', allocation, 'allocation.made', cause);
    const go = startsAlone(plans);
    const fresh = { phase: 'allocating', want: 'run', wantReason: null, grace: null, report: null, ...over } as const;
    const row = { ...where, ...fresh, uid: ids.uid(), path: `${path}/tasks/${task}`, index: task, go, plan };
    tx.insert('task', row, 'task.created', cause);
    const moved = tx.get('node', nodeUid)?.state === 'running' ? {} : { state: 'running' as const, stateAt: tx.now };
    tx.update('node', nodeUid, { ...moved, idleSince: null }, 'node.updated', cause);
  });
}

/**
 * Whether each node may start its processes as soon as it is ready itself: there is nothing that takes long or may fail on another node
 * first, and none that a process of this one starts others on.
 */
function startsAlone(plans: readonly TaskPlan[]): boolean {
  if (plans.length === 1) return true;
  return plans.every(
    ({ preparation, image, processes }) =>
      preparation === null && image === null && processes.some(({ startedBy }) => startedBy === 'agent'),
  );
}
