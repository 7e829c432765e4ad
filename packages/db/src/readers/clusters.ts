import type { Labels } from '@trainyard/contracts/labels';
import type { NodeState } from '@trainyard/contracts/lifecycles';
import type { ClusterRow, NodeRow } from '../entities.ts';
import { type PageInput, type PageOf, pageOf, type ReadDb } from './read-db.ts';
import { workspaceRefOf } from './workspaces.ts';

export interface ClusterView {
  row: ClusterRow;
  workspace: string;
  /** Nodes by state; a state without nodes is absent. */
  nodes: Partial<Record<NodeState, number>>;
  /** Nodes that cannot be used, oldest first. */
  unusable: Pick<NodeRow, 'name' | 'reason' | 'setup'>[];
}

/** Faults of nodes that a cluster tells: what is past these reads alike, and each node tells its own. */
const toldMost = 16;

export function findCluster(db: ReadDb, input: { workspaceUid: string; nameKey: string }): ClusterView | null {
  const row = db.rows.where('cluster', input)[0];
  return row ? clusterView(db, row) : null;
}

export function getCluster(db: ReadDb, { uid }: { uid: string }): ClusterView | null {
  const row = db.rows.get('cluster', uid);
  return row ? clusterView(db, row) : null;
}

export function listClusters(db: ReadDb, input: PageInput & { workspaceUid: string }): PageOf<ClusterView> {
  const tail = 'WHERE workspaceUid = ? AND uid > ? ORDER BY uid LIMIT ?';
  const rows = db.rows.query('cluster', tail, [input.workspaceUid, input.after ?? '', input.limit + 1]);
  return pageOf(
    db,
    rows,
    input.limit,
    (row) => row.uid,
    (row) => clusterView(db, row),
  );
}

function clusterView(db: ReadDb, row: ClusterRow): ClusterView {
  const counts = db.statement('SELECT state, count(*) AS count FROM nodes WHERE clusterUid = ? GROUP BY state');
  const found = counts.all(row.uid) as { state: NodeState; count: number }[];
  const nodes = Object.fromEntries(found.map(({ state, count }) => [state, count]));
  const tail = `WHERE clusterUid = ? AND state = 'unusable' ORDER BY stateAt, uid LIMIT ?`;
  const unusable = 'unusable' in nodes ? db.rows.query('node', tail, [row.uid, toldMost]) : [];
  return { row, workspace: workspaceRefOf(db, row.workspaceUid), nodes, unusable };
}

export interface NodeView {
  row: NodeRow;
  workspace: string;
  cluster: string;
  vmSize: string;
  /** Of the cluster; the node's own stand above them. */
  labels: Labels;
  /** Jobs that hold something of it now. */
  jobs: { uid: string; workspaceUid: string; name: string; gpuIds: number[] }[];
}

export function getNode(db: ReadDb, { uid }: { uid: string }): NodeView | null {
  const row = db.rows.get('node', uid);
  return row ? nodeView(db, row) : null;
}

export function listNodes(db: ReadDb, input: PageInput & { clusterUid: string }): PageOf<NodeView> {
  const tail = 'WHERE clusterUid = ? AND uid > ? ORDER BY uid LIMIT ?';
  const rows = db.rows.query('node', tail, [input.clusterUid, input.after ?? '', input.limit + 1]);
  return pageOf(
    db,
    rows,
    input.limit,
    (row) => row.uid,
    (row) => nodeView(db, row),
  );
}

const held = `SELECT jobs.uid, jobs.workspaceUid, jobs.name, allocations.gpuIds FROM allocations JOIN jobs ON jobs.uid = allocations.jobUid
  WHERE allocations.nodeUid = ? AND allocations."to" IS NULL`;

/** A node with what stands around it. */
export function nodeView(db: ReadDb, row: NodeRow): NodeView {
  const cluster = db.rows.get('cluster', row.clusterUid);
  const jobs = db.statement(held).all(row.uid) as (Omit<NodeView['jobs'][number], 'gpuIds'> & { gpuIds: string })[];
  return {
    row,
    workspace: workspaceRefOf(db, row.workspaceUid),
    cluster: cluster?.name ?? row.clusterUid,
    vmSize: cluster?.spec.vmSize ?? '',
    // A cluster of an earlier version has none.
    labels: cluster?.spec.nodeLabels ?? {},
    jobs: jobs.map(({ gpuIds, ...job }) => ({ ...job, gpuIds: JSON.parse(gpuIds) })),
  };
}
