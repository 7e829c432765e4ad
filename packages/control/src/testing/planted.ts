import type { Writer } from '@trainyard/db/writer';
import type { Scheduler, SchedulerCluster, SchedulerNode, SchedulerUnit } from '@trainyard/scheduler/interface';
import type { Bend } from './bend.ts';

type Tx = Parameters<Parameters<Writer['run']>[1]>[0];

/** A bug put in on purpose, and words of the invariant that must notice it. */
export interface Planted {
  what: string;
  noticed: RegExp;
  bend: Bend;
}

/** The worst that could be wrong: each of these would lose or double somebody's work. */
export const plantedBugs: readonly Planted[] = [
  {
    what: 'a second attempt starts before the old one is proven dead',
    noticed: /runs as attempts .* at once/,
    bend: { fleet: (fleet) => Object.assign(fleet, { fence: async () => 'fenced' }) },
  },
  {
    what: 'a GPU is given twice: the scheduler sees all nodes as free, and so does the ledger when it is asked',
    noticed: /is held twice|CPUs of node .* are held by/,
    bend: { scheduler: blindToHoldings, writer: (right) => changingTx(right, withoutHoldings) },
  },
  {
    what: 'a gang starts with one task missing',
    noticed: /has \d+ tasks of \d+/,
    bend: { writer: (right) => changingTx(right, withoutLaterTasks) },
  },
  {
    what: 'a unit is not queued again after its node was lost',
    noticed: /is running and has no living attempt|long after all trouble ended/,
    bend: { writer: (right) => changingTx(right, forgettingRequeues) },
  },
  {
    what: 'a late report revives a job that has ended',
    noticed: /went from (succeeded|failed) to running/,
    bend: { writer: (right) => changingTx(right, believingLateReports) },
  },
  {
    what: 'quotas of queues are ignored',
    noticed: /queue \w+ uses .* of|cohort \w+ uses .* of/,
    bend: { scheduler: blindToQuotas },
  },
];

/** The right scheduler, told of units that hold nothing and of nodes that are idle. */
function blindToHoldings(right: Scheduler): Scheduler {
  const waiting = (unit: SchedulerUnit): SchedulerUnit[] => (unit.held ? [] : [unit]);
  const idle = (node: SchedulerNode): SchedulerNode => ({ ...node, idleSince: node.idleSince ?? 0 });
  return {
    ...bound(right),
    load: ({ nodes, units, ...rest }) => right.load({ ...rest, nodes: nodes.map(idle), units: units.flatMap(waiting) }),
    apply(change) {
      if (change.type === 'unit' && change.unit.held) right.apply({ type: 'unitGone', uid: change.unit.uid });
      else right.apply(change.type === 'node' ? { ...change, node: idle(change.node) } : change);
    },
  };
}

/** The right scheduler for clusters without quotas. */
function blindToQuotas(right: Scheduler): Scheduler {
  const free = (cluster: SchedulerCluster): SchedulerCluster => ({ ...cluster, queues: [] });
  return {
    ...bound(right),
    load: (snapshot) => right.load({ ...snapshot, clusters: snapshot.clusters.map(free) }),
    apply: (change) => right.apply(change.type === 'cluster' ? { ...change, cluster: free(change.cluster) } : change),
  };
}

function bound(right: Scheduler): Scheduler {
  return {
    load: (snapshot) => right.load(snapshot),
    apply: (change) => right.apply(change),
    decide: (now, limit) => right.decide(now, limit),
    explain: (unit, now) => right.explain(unit, now),
    standing: (unit, now) => right.standing(unit, now),
    queues: (cluster) => right.queues(cluster),
    nodes: (unit, now, most) => right.nodes(unit, now, most),
    unit: (uid) => right.unit(uid),
    contents: (cluster) => right.contents(cluster),
    fork: (clusters) => right.fork(clusters),
  };
}

/** The right writer, whose transactions are changed on their way. */
function changingTx(right: Writer, change: (tx: Tx) => Tx): Writer {
  const run: Writer['run'] = (actor, work) => right.run(actor, (tx) => work(change(tx)));
  return new Proxy(right, {
    get: (_, name) => {
      if (name === 'run') return run;
      const value: unknown = Reflect.get(right, name, right);
      return typeof value === 'function' ? value.bind(right) : value;
    },
  });
}

function withoutHoldings(tx: Tx): Tx {
  if (tx.actor.id !== 'scheduler') return tx;
  return { ...tx, where: (kind, where, order) => (kind === 'allocation' ? [] : tx.where(kind, where, order)) };
}

function withoutLaterTasks(tx: Tx): Tx {
  const insert: Tx['insert'] = (kind, row, type, cause) => {
    const later = kind === 'task' && 'index' in row && (row.index as number) > 0;
    return later ? ({ ...row, revision: 1, createdAt: tx.now } as never) : tx.insert(kind, row, type, cause);
  };
  return { ...tx, insert };
}

function forgettingRequeues(tx: Tx): Tx {
  const update: Tx['update'] = (kind, uid, patch, type, cause) => {
    const lost = kind === 'unit' && 'losses' in patch;
    const old = lost ? tx.get(kind, uid) : undefined;
    return old ?? tx.update(kind, uid, patch, type, cause);
  };
  return { ...tx, update };
}

/** Whatever an agent says of a task is taken for a sign of life of its job. */
function believingLateReports(tx: Tx): Tx {
  if (tx.actor.kind !== 'agent') return tx;
  const where: Tx['where'] = (kind, where, order) => {
    const rows = tx.where(kind, where, order);
    const task = kind === 'task' ? (rows[0] as { phase: string; jobUid: string } | undefined) : undefined;
    if (task?.phase === 'ended' && 'index' in where && tx.get('job', task.jobUid)?.endedAt)
      tx.update('job', task.jobUid, { state: 'running' }, 'job.started');
    return rows;
  };
  return { ...tx, where };
}
