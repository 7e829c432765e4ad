import { Fault } from '@trainyard/contracts/errors';
import {
  formatWorkspaceRef,
  nativeResourceGroup,
  nativeSubscription,
  workspaceKeyOf,
} from '@trainyard/contracts/workspace-key';
import type { WorkspaceRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import type { Command } from './command.ts';
import { installation, mustStay } from './find.ts';
import { differingFields, refuseDifferent } from './same-again.ts';

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
    const [found] = tx.where('workspace', { nameKey });
    if (found) {
      if (!input.orSame) throw new Fault('AlreadyExists', { kind: 'workspace', name: formatWorkspaceRef(key) });
      return { uid: writeAgain(tx, found, input), made: false };
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
        writtenAt: null,
      },
      'workspace.created',
    );
    return { uid, made: true };
  },
};

/** Tags are those of whoever wrote last; a workspace does not move. */
function writeAgain(tx: Tx, row: WorkspaceRow, { location, tags }: Pick<WorkspaceRow, 'location' | 'tags'>): string {
  mustStay('workspace', row);
  if (regionOf(location) !== regionOf(row.location)) refuseDifferent('workspace', row.name, ['location']);
  if (differingFields(row.tags, tags).length > 0)
    tx.update('workspace', row.uid, { tags, writtenAt: tx.now }, 'workspace.updated');
  return row.uid;
}

/** `North Europe` is `northeurope`. */
function regionOf(location: string): string {
  return location.replace(/\s+/g, '').toLowerCase();
}
