import { Fault } from '@trainyard/contracts/errors';
import { nameKey } from '@trainyard/contracts/workspace-key';
import type { StorageAccountRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import type { Command, CommandPorts } from './command.ts';
import { installation } from './find.ts';
import { sealSecrets } from './secrets.ts';
import { checkedCredentials, namedWorkspaces } from './storage-backing.ts';

/** Says what lies behind the name of a storage account, for the whole installation. */
export const storageCreate: Command<'storage.create'> = {
  verb: 'administer',
  locate: () => installation('storage accounts'),
  run(tx, { name, backing, credentials, workspaces }, { ids, vault }) {
    if (tx.where('storageAccount', { nameKey: nameKey(name) }).length > 0) {
      throw new Fault('AlreadyExists', { kind: 'storage account', name });
    }
    const { names, secrets } = checkedCredentials(backing, credentials);
    const open = namedWorkspaces(tx, workspaces);
    const { uid } = insertAccount(tx, { ids }, { name, backing, credentials: names, workspaces: open });
    sealSecrets(tx, vault, uid, secrets);
    return { uid };
  },
};

/** Adds the row of an account. */
export function insertAccount(
  tx: Tx,
  { ids }: Pick<CommandPorts, 'ids'>,
  account: Pick<StorageAccountRow, 'name' | 'backing' | 'credentials' | 'workspaces'>,
): StorageAccountRow {
  const { name } = account;
  const found = { uid: ids.uid(), workspaceUid: '', path: `storage-accounts/${name}`, nameKey: nameKey(name) };
  return tx.insert('storageAccount', { ...account, ...found, createdBy: tx.actor.name }, 'storageAccount.created');
}
