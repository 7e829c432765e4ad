import type { Command } from './command.ts';
import { asObject, mustStay, workspaceOf } from './find.ts';

export const workspaceUpdate: Command<'workspace.update'> = {
  verb: 'update',
  locate: (tx, { uid }) => asObject('workspace', workspaceOf(tx, uid)),
  run(tx, { uid, change: { tags, retention } }) {
    const workspace = workspaceOf(tx, uid);
    mustStay('workspace', workspace);
    const times = { ...workspace.retention, ...retention };
    const written = tags && { tags, writtenAt: tx.now };
    tx.update('workspace', uid, { ...written, retention: times }, 'workspace.updated');
    return { uid };
  },
};
