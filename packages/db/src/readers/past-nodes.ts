import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { Text } from '@trainyard/contracts/texts';
import type { AllocationRow, NodeRow } from '../entities.ts';
import { readEvents } from '../event-log.ts';
import { type NodeView, nodeView } from './clusters.ts';
import { type PageInput, type PageOf, pageOf, type ReadDb } from './read-db.ts';
import { workspaceRefOf } from './workspaces.ts';

/** A node as it is, or as it was when it went. */
export interface NodeOnce extends NodeView {
  gone: { at: number; by: TrainyardEvent['actor'] } | null;
}

/** Events of one node that are folded: a node changes a few times a day. */
const eventsMost = 20_000;

/** A node of a cluster by name or uid, also one that is gone: its last state is what its events add up to. Null: there was none. */
export function findNode(db: ReadDb, { clusterUid, node }: { clusterUid: string; node: string }): NodeOnce | null {
  const here = db.rows.query('node', 'WHERE clusterUid = ? AND (uid = ? OR name = ?) LIMIT 1', [
    clusterUid,
    node,
    node,
  ])[0];
  if (here) return { ...nodeView(db, here), gone: null };
  const uid = db
    .statement(
      `SELECT uid FROM events WHERE clusterUid = ? AND type = 'node.created' AND (uid = ? OR changed ->> '$.name' = ?)
        ORDER BY seq DESC LIMIT 1`,
    )
    .pluck()
    .get(clusterUid, node, node) as string | undefined;
  if (uid === undefined) return null;
  const events = readEvents(db.connection, { subject: uid }, 0, eventsMost);
  const last = events.findLast(({ type }) => type === 'node.deleted');
  if (last === undefined) return null;
  const row = Object.assign({}, ...events.map(({ changed }) => changed)) as NodeRow;
  return { ...nodeView(db, row), gone: { at: last.at, by: last.actor } };
}

export interface NodeTaskView {
  row: AllocationRow;
  job: { uid: string; workspaceUid: string; workspace: string; experiment: string; name: string };
  outcome: string | null;
  exitCode: number | null;
  reason: Text | null;
}

/** What jobs held of a node, newest first; the key of a page is the uid of the allocation, which grows with time. */
export function tasksOfNode(db: ReadDb, input: PageInput & { nodeUid: string }): PageOf<NodeTaskView> {
  const tail = 'WHERE nodeUid = ? AND uid < ? ORDER BY uid DESC LIMIT ?';
  const rows = db.rows.query('allocation', tail, [input.nodeUid, input.after ?? '~', input.limit + 1]);
  return pageOf(
    db,
    rows,
    input.limit,
    ({ uid }) => uid,
    (row) => {
      const task = db.rows.query('task', 'WHERE jobUid = ? AND unit = ? AND attempt = ? AND "index" = ?', [
        row.jobUid,
        row.unit,
        row.attempt,
        row.task,
      ])[0];
      const job = db.rows.get('job', row.jobUid);
      const experiment = job && db.rows.get('experiment', job.experimentUid);
      return {
        row,
        job: {
          uid: row.jobUid,
          workspaceUid: row.workspaceUid,
          workspace: workspaceRefOf(db, row.workspaceUid),
          experiment: experiment?.name ?? '',
          name: job?.name ?? row.jobUid,
        },
        outcome: task?.outcome ?? null,
        exitCode: task?.exitCode ?? null,
        reason: task?.reason ?? null,
      };
    },
  );
}
