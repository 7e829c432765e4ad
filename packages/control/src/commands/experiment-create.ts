import { Fault } from '@trainyard/contracts/errors';
import { nameKey } from '@trainyard/contracts/workspace-key';
import type { Command } from './command.ts';
import { asObject, mustStay, workspaceOf } from './find.ts';

export const experimentCreate: Command<'experiment.create'> = {
  verb: 'create',
  locate: (tx, input) => asObject('workspace', workspaceOf(tx, input.workspaceUid)),
  run(tx, { workspaceUid, name }, { ids }) {
    const workspace = workspaceOf(tx, workspaceUid);
    mustStay('workspace', workspace);
    if (tx.where('experiment', { workspaceUid, nameKey: nameKey(name) }).length > 0) {
      throw new Fault('AlreadyExists', { kind: 'experiment', name });
    }
    const uid = ids.uid();
    tx.insert(
      'experiment',
      {
        uid,
        workspaceUid,
        path: `${workspace.path}/experiments/${name}`,
        name,
        nameKey: nameKey(name),
        state: 'succeeded',
        createdBy: tx.actor.name,
      },
      'experiment.created',
    );
    return { uid };
  },
};
