import { parseWorkspaceRef } from '@trainyard/contracts/identity';
import type { MountVolumes } from '@trainyard/contracts/volumes';
import { nameKey, workspaceKeyOf } from '@trainyard/contracts/workspace-key';
import type { FileServerRow } from './entities.ts';
import type { Rows } from './rows.ts';

/** A cluster or a job that is not over, and that names a file server among its volumes. */
export interface FileServerMounter {
  kind: 'cluster' | 'job';
  uid: string;
  name: string;
  workspaceUid: string;
}

/** Word for word the condition of the index, which could not be used otherwise. */
const livingJobs = `INDEXED BY jobsWithFileServers WHERE state IN ('queued', 'running', 'terminating') AND instr(spec, '"fileServers"') > 0 ORDER BY uid`;

/** Everything that mounts a file server: clusters until they are gone, jobs until they are over. Oldest first, clusters before jobs. */
export function mountersOf(
  rows: Pick<Rows, 'get' | 'where' | 'query'>,
  server: Pick<FileServerRow, 'workspaceUid' | 'nameKey'>,
): FileServerMounter[] {
  const workspace = rows.get('workspace', server.workspaceUid);
  const names = (mounts: MountVolumes | undefined, from: string): boolean =>
    (mounts?.fileServers ?? []).some(({ fileServer: { workspace: ref, name } }) => {
      if (nameKey(name) !== server.nameKey) return false;
      if (ref === undefined) return from === server.workspaceUid;
      const key = parseWorkspaceRef(ref);
      return key !== undefined && workspaceKeyOf(key) === workspace?.nameKey;
    });
  const clusters = rows
    .where('cluster', {})
    .filter(({ spec, workspaceUid }) => names(spec.nodeSetup?.mountVolumes, workspaceUid));
  const jobs = rows.query('job', livingJobs).filter(({ spec, workspaceUid }) => names(spec.mountVolumes, workspaceUid));
  return [
    ...clusters.map(({ uid, name, workspaceUid }) => ({ kind: 'cluster' as const, uid, name, workspaceUid })),
    ...jobs.map(({ uid, name, workspaceUid }) => ({ kind: 'job' as const, uid, name, workspaceUid })),
  ];
}
