import type { Command } from './command.ts';
import { installation, storageAccountOf } from './find.ts';
import { dropSecrets, sealSecrets } from './secrets.ts';
import { checkedCredentials, namedWorkspaces } from './storage-backing.ts';
import { mustBeUnused } from './storage-users.ts';

/**
 * Replaces what lies behind an account. It counts for whatever is planned from now on: what is mounted stays as it is until its job ends or
 * its node is set up again.
 */
export const storageUpdate: Command<'storage.update'> = {
  verb: 'administer',
  locate: () => installation('storage accounts'),
  run(tx, { uid, body: { backing, credentials, workspaces } }, { vault }) {
    const before = storageAccountOf(tx, uid);
    const { names, secrets } = checkedCredentials(backing, credentials, before);
    const open = namedWorkspaces(tx, workspaces);
    // Whoever has it may not lose it under way.
    if (open) mustBeUnused(tx, before, (workspaceUid) => !open.includes(workspaceUid));
    tx.update('storageAccount', uid, { backing, credentials: names, workspaces: open }, 'storageAccount.updated');
    if (secrets.length > 0 || names.length === 0) dropSecrets(tx, uid);
    sealSecrets(tx, vault, uid, secrets);
    return { uid };
  },
};
