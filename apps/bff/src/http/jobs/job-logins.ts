import type { RemoteLogin } from '@trainyard/contracts/remote-login';
import type { JobRow } from '@trainyard/db/entities';
import type { Doors } from '../../doors.ts';
import { presentLogin } from '../nodes/present-login.ts';

/** Of a job with more attempts than a page takes, the nodes of these. */
const attempts = { after: undefined, limit: 1000 } as const;

/** How people sign in to the nodes that ran a job and are still there. */
export async function jobLogins(
  { read }: Pick<Doors, 'read'>,
  row: JobRow,
): Promise<{ items: RemoteLogin[]; seq: number }> {
  const cluster = await read('cluster.get', { uid: row.clusterUid });
  const { tasks, seq } = await read('job.attempts', { jobUid: row.uid, unit: undefined, ...attempts });
  const uids = [...new Set(tasks.map(({ nodeUid }) => nodeUid))];
  const nodes = await Promise.all(uids.map((uid) => read('node.get', { uid })));
  return { items: nodes.flatMap((node) => (node && cluster ? [presentLogin(node, cluster)] : [])), seq };
}
