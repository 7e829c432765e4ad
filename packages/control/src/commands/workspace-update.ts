import type { Command } from './command.ts';
import { asObject, mustStay, workspaceOf } from './find.ts';

export const workspaceUpdate: Command<'workspace.update'> = {
  verb: 'update',
  locate: (tx, { uid }) => asObject('workspace', workspaceOf(tx, uid)),
  run(tx, { uid, tags }) {
    mustStay('workspace', workspaceOf(tx, uid));
    tx.update('workspace', uid, { tags }, 'workspace.updated');
    return { uid };
  },
};
