import { Fault } from '@trainyard/contracts/errors';
import { nameKey } from '@trainyard/contracts/workspace-key';
import type { Command } from './command.ts';
import { asObject, mustStay, workspaceOf } from './find.ts';

/** Views of a workspace: more than a menu shows are found by nobody. */
const viewsMost = 200;

/** Keeps a way to look at the jobs of a workspace under a name; one of that name is replaced. */
export const viewSave: Command<'view.save'> = {
  verb: 'update',
  locate: (tx, { workspaceUid }) => ({ ...asObject('workspace', workspaceOf(tx, workspaceUid)), workspaceUid }),
  run(tx, { workspaceUid, name, query }, { ids }) {
    const workspace = workspaceOf(tx, workspaceUid);
    mustStay('workspace', workspace);
    const found = tx.where('view', { workspaceUid, nameKey: nameKey(name) })[0];
    if (found) {
      tx.update('view', found.uid, { name, query }, 'view.updated');
      return { uid: found.uid };
    }
    if (tx.where('view', { workspaceUid }).length >= viewsMost) throw new Fault('TooManyViews', { limit: viewsMost });
    const uid = ids.uid();
    const path = `${workspace.path}/views/${name}`;
    const row = { uid, path, workspaceUid, name, nameKey: nameKey(name), query, createdBy: tx.actor.name };
    tx.insert('view', row, 'view.created');
    return { uid };
  },
};

export const viewDelete: Command<'view.delete'> = {
  verb: 'delete',
  locate: (tx, { uid }) => {
    const view = tx.get('view', uid);
    if (!view) throw new Fault('ViewNotFound', { name: uid, workspace: '?' });
    return asObject('view', view);
  },
  run(tx, { uid }) {
    tx.remove('view', uid, 'view.deleted');
    return { uid };
  },
};
