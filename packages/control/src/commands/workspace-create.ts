import { Fault } from '@trainyard/contracts/errors';
import {
  formatWorkspaceRef,
  nativeResourceGroup,
  nativeSubscription,
  workspaceKeyOf,
} from '@trainyard/contracts/workspace-key';
import type { Command } from './command.ts';
import { installation } from './find.ts';

export const workspaceCreate: Command<'workspace.create'> = {
  verb: 'create',
  locate: (_tx, input) => installation(`workspace ${input.name}`),
  run(tx, input, { ids }) {
    const key = {
      subscription: input.subscription ?? nativeSubscription,
      resourceGroup: input.resourceGroup ?? nativeResourceGroup,
      name: input.name,
    };
    const nameKey = workspaceKeyOf(key);
    if (tx.where('workspace', { nameKey }).length > 0) {
      throw new Fault('AlreadyExists', { kind: 'workspace', name: formatWorkspaceRef(key) });
    }
    const uid = ids.uid();
    tx.insert(
      'workspace',
      {
        uid,
        workspaceUid: uid,
        path: `${key.subscription}/${key.resourceGroup}/${key.name}`,
        ...key,
        nameKey,
        location: input.location,
        tags: input.tags,
        state: 'succeeded',
        createdBy: tx.actor.name,
        retention: {},
      },
      'workspace.created',
    );
    return { uid };
  },
};
