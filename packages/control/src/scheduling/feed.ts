import { parseDuration } from '@trainyard/contracts/durations';
import { defaultScheduling, type Quota } from '@trainyard/contracts/queues';
import type { ClusterRow, NodeRow } from '@trainyard/db/entities';
import type { Rows } from '@trainyard/db/rows';
import type { Amounts, Change, SchedulerCluster, SchedulerNode, Snapshot } from '@trainyard/scheduler/interface';
import { nodeSizeOf } from './node-size.ts';
import { entryChange, unitChange } from './unit-feed.ts';

/** Idle time after which a node of an autoscaled cluster may go: nodes of this machine come back at once, others cost minutes. */
const ageingFallbackMs = 86_400_000;
const idleDelayMs = { local: 30_000, elsewhere: 300_000 };

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

export function schedulerCluster(cluster: ClusterRow): SchedulerCluster {
  const { uid, name, spec } = cluster;
  const { queues, fairShare, ageing, preemption } = spec.scheduling ?? defaultScheduling;
  return {
    uid,
    name,
    scale: scaleOf(cluster),
    nodeSize: nodeSizeOf(cluster),
    labels: spec.nodeLabels ?? {},
    queues: queues.map(({ name, cohort, nominal, borrowingLimit, lendingLimit }) => ({
      name: name.toLowerCase(),
      cohort: cohort?.toLowerCase() ?? null,
      nominal: amounts(nominal),
      borrowing: borrowingLimit ? amounts(borrowingLimit) : null,
      lending: lendingLimit ? amounts(lendingLimit) : null,
    })),
    fairShare,
    ageingMs: parseDuration(ageing) ?? ageingFallbackMs,
    preempts: preemption.enabled,
    reservations: [],
  };
}

/** Without the fields that are not given. */
function amounts({ nodes, cpus, gpus }: Quota): Amounts {
  return {
    ...(nodes !== undefined && { nodes }),
    ...(cpus !== undefined && { cpus }),
    ...(gpus !== undefined && { gpus }),
  };
}

function scaleOf({ spec, targetNodes, createdAt }: ClusterRow): SchedulerCluster['scale'] {
  const auto = spec.scaleSettings.autoScale;
  if (!auto) return { kind: 'manual', target: targetNodes };
  const fallback = spec.provisioner.kind === 'local' ? idleDelayMs.local : idleDelayMs.elsewhere;
  const idle = auto.idleDelay === undefined ? fallback : (parseDuration(auto.idleDelay) ?? fallback);
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
    broken: node.state === 'unusable' && node.intent === 'keep',
    ...nodeSizeOf(cluster),
    labels: { ...cluster.spec.nodeLabels, ...node.labels },
    idleSince: node.idleSince,
  };
}

/** The scheduler's whole state from the rows, at start and after an undone commit. */
export function snapshot(rows: Rows): Snapshot {
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
    clusters: clusters.map(schedulerCluster),
    nodes: rows.where('node', {}).flatMap((node) => {
      const cluster = byUid.get(node.clusterUid);
      return cluster ? [schedulerNode(node, cluster)] : [];
    }),
    units: [...units, ...arrays].flatMap(({ clusterUid, change: changeOf }) => {
      const change = byUid.has(clusterUid) ? changeOf() : undefined;
      return change?.type === 'unit' ? [change.unit] : [];
    }),
    limits: [],
  };
}

/** How the scheduler hears of a row that changed: as it is now, or that it is gone. */
export function clusterChange(rows: Rows, uid: string): Change {
  const cluster = rows.get('cluster', uid);
  if (!cluster || cluster.state === 'deleting') return { type: 'clusterGone', uid };
  return { type: 'cluster', cluster: schedulerCluster(cluster) };
}

export function nodeChange(rows: Rows, uid: string): Change {
  const node = rows.get('node', uid);
  const cluster = node && rows.get('cluster', node.clusterUid);
  if (!node || !cluster || cluster.state === 'deleting') return { type: 'nodeGone', uid };
  return { type: 'node', node: schedulerNode(node, cluster) };
}
