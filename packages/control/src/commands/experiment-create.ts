import { Fault } from '@trainyard/contracts/errors';
import { nameKey } from '@trainyard/contracts/workspace-key';
import type { Command } from './command.ts';
import { asObject, mustStay, workspaceOf } from './find.ts';

export const experimentCreate: Command<'experiment.create'> = {
  verb: 'create',
  locate: (tx, input) => asObject('workspace', workspaceOf(tx, input.workspaceUid)),
  run(tx, { workspaceUid, name, orSame }, { ids }) {
    const workspace = workspaceOf(tx, workspaceUid);
    mustStay('workspace', workspace);
    const [found] = tx.where('experiment', { workspaceUid, nameKey: nameKey(name) });
    if (found) {
      if (!orSame) throw new Fault('AlreadyExists', { kind: 'experiment', name });
      mustStay('experiment', found);
      return { uid: found.uid, made: false };
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
        writtenAt: null,
      },
      'experiment.created',
    );
    return { uid, made: true };
  },
};
