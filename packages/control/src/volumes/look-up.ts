import { parseWorkspaceRef } from '@trainyard/contracts/identity';
import type { MountVolumes } from '@trainyard/contracts/volumes';
import { formatWorkspaceRef, nameKey, workspaceKeyOf } from '@trainyard/contracts/workspace-key';
import type { ClusterRow, JobRow } from '@trainyard/db/entities';
import type { Rows } from '@trainyard/db/rows';
import { accountsNamed } from './account-keys.ts';
import { type Resolution, resolveVolumes } from './resolve-volumes.ts';
import type { AccountSeen } from './sources.ts';
import { type FileServerSeen, fileServerKey } from './volume-kinds.ts';

/** Rows of a transaction, or of the writer between two. */
export type Reading = Pick<Rows, 'get' | 'where'>;

/** Where volumes stand in a body. */
export interface Place {
  path: string;
  owner: string;
  workspaceUid: string;
}

const nothing: Resolution = { volumes: [], faults: [] };

/** Resolves volumes of a workspace by what the database has now. `storageHome`: directory of local accounts that name none. */
export function resolveIn(
  rows: Reading,
  volumes: MountVolumes | undefined,
  { path, owner, workspaceUid }: Place,
  storageHome: string,
): Resolution {
  if (!volumes) return nothing;
  const accounts = accountsFor(rows, accountsNamed(volumes), workspaceUid);
  const fileServers = fileServersFor(rows, volumes, workspaceUid);
  const home = rows.get('workspace', workspaceUid);
  const workspace = home ? formatWorkspaceRef(home) : '';
  return resolveVolumes({ workspace, volumes, path, owner, accounts, fileServers, storageHome });
}

/** JSON path of a job's volumes, and of a cluster's. */
export const jobVolumesPath = 'mountVolumes';
export const clusterVolumesPath = 'nodeSetup.mountVolumes';

/** The volumes of a job as they are now. */
export function volumesOfJob(
  rows: Reading,
  job: Pick<JobRow, 'uid' | 'workspaceUid' | 'spec'>,
  storageHome: string,
): Resolution {
  const place = { path: jobVolumesPath, owner: job.uid, workspaceUid: job.workspaceUid };
  return resolveIn(rows, job.spec.mountVolumes, place, storageHome);
}

/** The volumes of a cluster's nodes as they are now. */
export function volumesOfCluster(
  rows: Reading,
  cluster: Pick<ClusterRow, 'uid' | 'workspaceUid' | 'spec'>,
  storageHome: string,
): Resolution {
  const place = { path: clusterVolumesPath, owner: cluster.uid, workspaceUid: cluster.workspaceUid };
  return resolveIn(rows, cluster.spec.nodeSetup?.mountVolumes, place, storageHome);
}

/** Accounts by name that a workspace may use: another's are not there at all. */
function accountsFor(rows: Reading, names: readonly string[], workspaceUid: string): Map<string, AccountSeen> {
  const found = names.flatMap((key) => rows.where('storageAccount', { nameKey: key }));
  const open = found.filter(({ workspaces }) => workspaces === null || workspaces.includes(workspaceUid));
  return new Map(open.map(({ uid, name, backing, nameKey: key }) => [key, { uid, name, backing }]));
}

function fileServersFor(rows: Reading, volumes: MountVolumes, workspaceUid: string): Map<string, FileServerSeen> {
  const found = new Map<string, FileServerSeen>();
  for (const { fileServer } of volumes.fileServers ?? []) {
    const seen = fileServerNamed(rows, fileServer, workspaceUid);
    if (seen) found.set(fileServerKey(fileServer), seen);
  }
  return found;
}

function fileServerNamed(
  rows: Reading,
  { workspace: ref, name }: { workspace?: string | undefined; name: string },
  homeUid: string,
): FileServerSeen | undefined {
  const key = ref === undefined ? undefined : parseWorkspaceRef(ref);
  const workspace =
    ref === undefined
      ? rows.get('workspace', homeUid)
      : key && rows.where('workspace', { nameKey: workspaceKeyOf(key) })[0];
  const row = workspace && rows.where('fileServer', { workspaceUid: workspace.uid, nameKey: nameKey(name) })[0];
  if (!row) return undefined;
  const { uid, state, place } = row;
  return { uid, name: row.name, state, place };
}
