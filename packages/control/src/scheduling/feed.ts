import { durationMs } from '@trainyard/contracts/durations';
import { parseWorkspaceRef } from '@trainyard/contracts/identity';
import { schedulingOf } from '@trainyard/contracts/queues';
import { workspaceKeyOf } from '@trainyard/contracts/workspace-key';
import type { ClusterRow, NodeRow, ReservationRow } from '@trainyard/db/entities';
import type { Rows } from '@trainyard/db/rows';
import type { Change, SchedulerCluster, SchedulerNode, Snapshot } from '@trainyard/scheduler/interface';
import { schedulerQueues } from './cluster-queues.ts';
import { nodeSizeOf } from './node-size.ts';
import { entryChange, unitChange } from './unit-feed.ts';

/** Idle time after which a node of an autoscaled cluster may go: nodes of this machine come back at once, others cost minutes. */
const idleDelayMs = { local: 30_000, elsewhere: 300_000 };

/** What the scheduler is told of a cluster beside its row. */
export interface Beside {
  /** Set while its provisioner has no more nodes. */
  noGrowth(cluster: ClusterRow): SchedulerCluster['noGrowth'];
  now(): number;
}

/** May this node take work now? */
export function isUsable(node: NodeRow): boolean {
  return (
    (node.state === 'idle' || node.state === 'running') &&
    node.ready &&
    node.schedulable &&
    node.health === 'ok' &&
    node.intent === 'keep'
  );
}

export function schedulerCluster(
  cluster: ClusterRow,
  reservations: readonly ReservationRow[],
  noGrowth: SchedulerCluster['noGrowth'],
): SchedulerCluster {
  const { uid, name, spec } = cluster;
  const { fairShare, ageing, preemption } = schedulingOf(spec);
  return {
    uid,
    name,
    scale: scaleOf(cluster),
    nodeSize: nodeSizeOf(cluster),
    labels: spec.nodeLabels ?? {},
    queues: schedulerQueues(cluster),
    fairShare,
    ageingMs: durationMs(ageing),
    preempts: preemption.enabled,
    reservations: reservations.map(({ uid, name, nodeCount, forUid, from, to }) => ({
      uid,
      name,
      nodeCount,
      workspaceUid: forUid,
      from,
      to: to ?? Number.POSITIVE_INFINITY,
    })),
    ...(noGrowth && { noGrowth }),
  };
}

/** A cluster with the reservations that have not ended. */
function clusterOf(rows: Rows, cluster: ClusterRow, beside: Beside): SchedulerCluster {
  const live = rows
    .where('reservation', { clusterUid: cluster.uid })
    .filter(({ to }) => (to ?? Number.POSITIVE_INFINITY) > beside.now());
  const told = schedulerCluster(cluster, live, beside.noGrowth(cluster));
  const { by, weights } = told.fairShare;
  return by === 'workspace' ? { ...told, fairShare: { by, weights: byUid(rows, weights) } } : told;
}

/** Weights are set by reference, and the scheduler knows workspaces by uid; those that are not there weigh nothing. */
function byUid(rows: Rows, weights: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(weights).flatMap(([ref, weight]) => {
      const key = parseWorkspaceRef(ref);
      const workspace = key && rows.where('workspace', { nameKey: workspaceKeyOf(key) })[0];
      return workspace ? [[workspace.uid, weight]] : [];
    }),
  );
}

/** The next moment at which a reservation begins or ends; Infinity when there is none. */
export function nextReservationEdge(rows: Rows, now: number): number {
  return rows
    .query('reservation', 'WHERE "from" > ? OR "to" > ?', [now, now])
    .flatMap(({ from, to }) => (to === null ? [from] : [from, to]))
    .reduce((least, at) => (at > now ? Math.min(least, at) : least), Number.POSITIVE_INFINITY);
}

function scaleOf({ spec, targetNodes, createdAt }: ClusterRow): SchedulerCluster['scale'] {
  const auto = spec.scaleSettings.autoScale;
  if (!auto) return { kind: 'manual', target: targetNodes };
  const fallback = spec.provisioner.kind === 'local' ? idleDelayMs.local : idleDelayMs.elsewhere;
  const idle = auto.idleDelay === undefined ? fallback : durationMs(auto.idleDelay);
  const { minimumNodeCount: minimum, maximumNodeCount: maximum, initialNodeCount } = auto;
  const scale = { kind: 'auto', minimum, maximum, idleDelayMs: idle, target: targetNodes } as const;
  // A node needs about as long to come as it may stay idle; then it is idle, and stays for as long again.
  const initial = initialNodeCount > minimum ? { nodes: initialNodeCount, until: createdAt + idle } : undefined;
  return initial ? { ...scale, initial } : scale;
}

export function schedulerNode(node: NodeRow, cluster: ClusterRow): SchedulerNode {
  return {
    uid: node.uid,
    clusterUid: node.clusterUid,
    ordinal: node.ordinal,
    usable: isUsable(node),
    counted: node.intent === 'keep',
    // One that an operator keeps from work comes back by his word only.
    broken: node.intent === 'keep' && (node.state === 'unusable' || !node.schedulable),
    ...nodeSizeOf(cluster),
    labels: { ...cluster.spec.nodeLabels, ...node.labels },
    idleSince: node.idleSince,
  };
}

/** The scheduler's whole state from the rows but for the limits, at start and after an undone commit. */
export function snapshot(rows: Rows, beside: Beside): Omit<Snapshot, 'limits'> {
  const clusters = rows.where('cluster', {}).filter(({ state }) => state !== 'deleting');
  const byUid = new Map(clusters.map((cluster) => [cluster.uid, cluster]));
  const units = rows.query('unit', `WHERE state IN ('queued', 'running')`).map((unit) => ({
    clusterUid: unit.clusterUid,
    change: () => unitChange(rows, unit.uid),
  }));
  const arrays = rows.query('job', `WHERE state IN ('queued', 'running') AND shards IS NOT NULL`).map((job) => ({
    clusterUid: job.clusterUid,
    change: () => entryChange(rows, job.uid),
  }));
  return {
    clusters: clusters.map((cluster) => clusterOf(rows, cluster, beside)),
    nodes: rows.where('node', {}).flatMap((node) => {
      const cluster = byUid.get(node.clusterUid);
      return cluster ? [schedulerNode(node, cluster)] : [];
    }),
    units: [...units, ...arrays].flatMap(({ clusterUid, change: changeOf }) => {
      const change = byUid.has(clusterUid) ? changeOf() : undefined;
      return change?.type === 'unit' ? [change.unit] : [];
    }),
  };
}

/** How the scheduler hears of a row that changed: as it is now, or that it is gone. */
export function clusterChange(rows: Rows, uid: string, beside: Beside): Change {
  const cluster = rows.get('cluster', uid);
  if (!cluster || cluster.state === 'deleting') return { type: 'clusterGone', uid };
  return { type: 'cluster', cluster: clusterOf(rows, cluster, beside) };
}

export function nodeChange(rows: Rows, uid: string): Change {
  const node = rows.get('node', uid);
  const cluster = node && rows.get('cluster', node.clusterUid);
  if (!node || !cluster || cluster.state === 'deleting') return { type: 'nodeGone', uid };
  return { type: 'node', node: schedulerNode(node, cluster) };
}
