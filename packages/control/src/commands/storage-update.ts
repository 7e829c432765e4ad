import type { StorageAccountRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import { volumesOfCluster } from '../volumes/look-up.ts';
import type { Resolution } from '../volumes/resolve-volumes.ts';
import type { Command } from './command.ts';
import { installation, storageAccountOf } from './find.ts';
import { setUpAgain } from './node-set-up.ts';
import { dropSecrets, sealSecrets } from './secrets.ts';
import { checkedCredentials, namedWorkspaces } from './storage-backing.ts';
import { clustersWith, mustBeUnused } from './storage-users.ts';

/**
 * Replaces what lies behind an account. It counts for what is planned from now on: the volumes of a task stay as they are, nodes mount theirs
 * anew before they take new work.
 */
export const storageUpdate: Command<'storage.update'> = {
  verb: 'administer',
  locate: () => installation('storage accounts'),
  run(tx, { uid, body: { backing, credentials, workspaces } }, { vault, storageHome }) {
    const before = storageAccountOf(tx, uid);
    const { names, secrets } = checkedCredentials(backing, credentials, before);
    const open = namedWorkspaces(tx, workspaces);
    // Whoever has it may not lose it under way.
    if (open) mustBeUnused(tx, before, (workspaceUid) => !open.includes(workspaceUid));
    const mounted = nodeVolumes(tx, before, storageHome);
    tx.update('storageAccount', uid, { backing, credentials: names, workspaces: open }, 'storageAccount.updated');
    if (secrets.length > 0 || names.length === 0) dropSecrets(tx, uid);
    sealSecrets(tx, vault, uid, secrets);
    for (const [clusterUid, volumes] of nodeVolumes(tx, before, storageHome)) {
      if (mounted.get(clusterUid) === volumes) continue;
      for (const node of tx.where('node', { clusterUid })) setUpAgain(tx, node);
    }
    return { uid };
  },
};

/** What the nodes of each cluster mount that names an account. */
function nodeVolumes(tx: Tx, account: StorageAccountRow, storageHome: string): Map<string, string> {
  const told = ({ volumes }: Resolution) => JSON.stringify(volumes.map(({ volume }) => volume));
  return new Map(
    clustersWith(tx, account).map((cluster) => [cluster.uid, told(volumesOfCluster(tx, cluster, storageHome))]),
  );
}
