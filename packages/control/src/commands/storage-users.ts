import { Fault } from '@trainyard/contracts/errors';
import type { MountVolumes } from '@trainyard/contracts/volumes';
import type { ClusterRow, JobRow, StorageAccountRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import { accountsNamed } from '../volumes/account-keys.ts';

/** Users that a refusal names; the rest is counted. */
const toldMost = 10;

/** Clusters that are there and jobs that are not over, as far as they mount anything. */
const clusters = `WHERE spec -> '$.nodeSetup.mountVolumes' IS NOT NULL`;
const jobs = `WHERE state IN ('queued', 'running', 'terminating') AND (spec -> '$.mountVolumes' IS NOT NULL OR inputs <> '{}')`;

/** Throws StorageAccountInUse while a cluster or living job of one of the workspaces mounts the account. */
export function mustBeUnused(
  tx: Tx,
  { name, nameKey: key, workspaces }: StorageAccountRow,
  counts: (workspaceUid: string) => boolean,
): void {
  const may = (uid: string): boolean => (workspaces === null || workspaces.includes(uid)) && counts(uid);
  const mounts = (volumes: MountVolumes | undefined): boolean =>
    volumes !== undefined && accountsNamed(volumes).includes(key);
  const users = [
    ...clustersWith(tx, { nameKey: key })
      .filter(({ workspaceUid }) => may(workspaceUid))
      .map((cluster) => `cluster ${cluster.name}`),
    ...tx
      .query('job', jobs)
      .filter(
        ({ workspaceUid, spec, inputs }) =>
          may(workspaceUid) && [spec.mountVolumes, ...readBy(tx, inputs)].some(mounts),
      )
      .map((job) => `job ${job.name}`),
  ];
  if (users.length === 0) return;
  const more = users.length > toldMost ? [`${users.length - toldMost} more`] : [];
  throw new Fault('StorageAccountInUse', { name, users: [...users.slice(0, toldMost), ...more] });
}

/** Clusters whose nodes mount an account of this name. */
export function clustersWith(tx: Tx, { nameKey: key }: Pick<StorageAccountRow, 'nameKey'>): ClusterRow[] {
  const named = ({ spec }: ClusterRow) => accountsNamed(spec.nodeSetup?.mountVolumes ?? {}).includes(key);
  return tx.query('cluster', clusters).filter(named);
}

/** Volumes on which the outputs lie that a job reads. */
function readBy(tx: Tx, inputs: JobRow['inputs']): (MountVolumes | undefined)[] {
  return Object.values(inputs).flatMap((uid) => {
    const source = tx.get('job', uid);
    const cluster = source && tx.get('cluster', source.clusterUid);
    return [source?.spec.mountVolumes, cluster?.spec.nodeSetup?.mountVolumes];
  });
}
