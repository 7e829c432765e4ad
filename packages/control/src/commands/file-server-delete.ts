import { Fault } from '@trainyard/contracts/errors';
import { mountersOf } from '@trainyard/db/file-server-mounts';
import type { Tx } from '@trainyard/db/writer';
import type { Command } from './command.ts';
import { asObject, fileServerOf } from './find.ts';

/** Names in a refusal: enough to know where to begin. */
const namedMost = 8;

/** Marks a file server for deletion; its controller removes it with its files once nothing mounts it any more. */
export function markForDeletion(tx: Tx, uid: string): void {
  if (fileServerOf(tx, uid).state === 'deleting') return;
  tx.update('fileServer', uid, { state: 'deleting', stateAt: tx.now, errors: [] }, 'fileServer.updated');
}

export const fileServerDelete: Command<'fileServer.delete'> = {
  verb: 'delete',
  locate: (tx, { uid }) => asObject('fileServer', fileServerOf(tx, uid)),
  run(tx, { uid }) {
    const server = fileServerOf(tx, uid);
    const mounters = server.state === 'deleting' ? [] : mountersOf(tx, server);
    if (mounters.length > 0) {
      const mountedBy = mounters.slice(0, namedMost).map(({ kind, name }) => `${kind} ${name}`);
      if (mounters.length > namedMost) mountedBy.push('…');
      throw new Fault('FileServerInUse', { name: server.name, mountedBy, count: mounters.length });
    }
    markForDeletion(tx, uid);
    return { uid };
  },
};
