import { createHash } from 'node:crypto';
import { nameKey } from '@trainyard/contracts/workspace-key';
import type { Command } from './command.ts';
import { asObject, mustStay, workspaceOf } from './find.ts';
import { insertAccount } from './storage-create.ts';

/** Names that Batch AI's own command line gave what it made. */
export const autoShare = 'batchaishare';
export const autoContainer = 'batchaicontainer';

/** The local account of a workspace, with its share and container: made at the first call, answered after. */
export const storageEnsureAuto: Command<'storage.ensureAuto'> = {
  verb: 'create',
  locate: (tx, { workspaceUid }) => asObject('workspace', workspaceOf(tx, workspaceUid)),
  run(tx, { workspaceUid }, { ids }) {
    mustStay('workspace', workspaceOf(tx, workspaceUid));
    const name = autoAccountName(workspaceUid);
    const found = tx.where('storageAccount', { nameKey: nameKey(name) })[0];
    const local = { name, backing: { kind: 'local' } as const, credentials: [], workspaces: [workspaceUid] };
    const { uid } = found ?? insertAccount(tx, { ids }, local);
    return { uid, share: autoShare, container: autoContainer };
  },
};

/** `bai` and twelve letters as Batch AI's were; the same for a workspace each time, so that its files are found again. */
export function autoAccountName(workspaceUid: string): string {
  const bytes = createHash('sha256').update(workspaceUid).digest().subarray(0, 12);
  return `bai${Array.from(bytes, (byte) => String.fromCharCode(97 + (byte % 26))).join('')}`;
}
