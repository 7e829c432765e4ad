import type { Command } from './command.ts';
import { installation, storageAccountOf } from './find.ts';
import { dropSecrets } from './secrets.ts';
import { mustBeUnused } from './storage-users.ts';

/** Forgets an account and its credentials; its files stay where they are. Throws StorageAccountInUse. */
export const storageDelete: Command<'storage.delete'> = {
  verb: 'administer',
  locate: () => installation('storage accounts'),
  run(tx, { uid }) {
    mustBeUnused(tx, storageAccountOf(tx, uid), () => true);
    tx.remove('storageAccount', uid, 'storageAccount.deleted');
    dropSecrets(tx, uid);
    return { uid };
  },
};
