import type { NodeRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import type { Chance } from '@trainyard/runtime/chance';
import type { Ids } from '@trainyard/runtime/ids';
import type { Placement } from '@trainyard/scheduler/interface';
import { planTasks } from '../plans/plan-tasks.ts';
import { isUsable } from '../scheduling/feed.ts';
import { noteResumed } from './receipts.ts';

/**
 * Starts a new attempt of a waiting unit on the nodes that the scheduler chose: allocations, tasks and their plans in one
 * transaction. Answers false when the choice no longer fits, so that it is made again.
 */
export function startUnit(
  tx: Tx,
  unitUid: string,
  placements: readonly Placement[],
  ports: { ids: Ids; chance: Chance },
): boolean {
  const unit = tx.get('unit', unitUid);
  const job = unit && tx.get('job', unit.jobUid);
  if (!unit || !job || unit.state !== 'queued' || job.stopBy !== null) return false;
  const sorted = [...placements].sort((a, b) => a.task - b.task);
  const nodes = sorted.map(({ nodeUid }) => tx.get('node', nodeUid)).filter((node): node is NodeRow => fits(tx, node));
  if (nodes.length !== placements.length) return false;
  const number = unit.attempts + 1;
  const { workspaceUid, clusterUid } = unit;
  const path = `${job.path}/attempts/${number}`;
  tx.update(
    'unit',
    unit.uid,
    { state: 'running', attempts: number, startedAt: tx.now, checkpointAt: null, stopping: false },
    'unit.updated',
  );
  const started = tx.update(
    'job',
    job.uid,
    { state: 'running', stateAt: tx.now, startedAt: tx.now, reasons: [] },
    'job.started',
  );
  const cause = tx.seq;
  noteResumed(tx, job, unit.index);
  tx.insert(
    'attempt',
    {
      uid: ports.ids.uid(),
      workspaceUid,
      path,
      jobUid: job.uid,
      unit: unit.index,
      number,
      phase: 'allocating',
      phaseTimes: { allocating: tx.now },
      outcome: null,
      exitCode: null,
      reason: null,
      endedAt: null,
    },
    'attempt.created',
    cause,
  );
  const plans = planTasks(tx, started, { ...unit, attempts: number }, sorted, nodes, ports.chance);
  sorted.forEach(({ nodeUid, task, gpuIds, cpus, memoryBytes }, at) => {
    const plan = plans[at];
    if (!plan) throw new Error('a placement without a plan');
    const where = { workspaceUid, jobUid: job.uid, unit: unit.index, attempt: number, nodeUid, clusterUid, gpuIds };
    tx.insert(
      'allocation',
      {
        ...where,
        uid: ports.ids.uid(),
        path: `${path}/allocations/${task}`,
        task,
        cpus,
        memoryBytes,
        from: tx.now,
        to: null,
      },
      'allocation.made',
      cause,
    );
    // Without a preparation there is nothing to wait for: the processes start as soon as each node is ready.
    const go = plan.preparation === null || plans.length === 1;
    const fresh = {
      phase: 'allocating',
      want: 'run',
      wantReason: null,
      grace: null,
      report: null,
      outcome: null,
      exitCode: null,
      reason: null,
    } as const;
    tx.insert(
      'task',
      { ...where, ...fresh, uid: ports.ids.uid(), path: `${path}/tasks/${task}`, index: task, go, plan },
      'task.created',
      cause,
    );
    tx.update('node', nodeUid, { state: 'running', stateAt: tx.now, idleSince: null }, 'node.updated', cause);
  });
  return true;
}

function fits(tx: Tx, node: NodeRow | undefined): boolean {
  return node !== undefined && isUsable(node) && tx.where('allocation', { nodeUid: node.uid, to: null }).length === 0;
}
