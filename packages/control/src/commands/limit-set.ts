import { Fault } from '@trainyard/contracts/errors';
import { parseWorkspaceRef } from '@trainyard/contracts/identity';
import type { LimitScope } from '@trainyard/contracts/limits';
import { formatWorkspaceRef, workspaceKeyOf } from '@trainyard/contracts/workspace-key';
import type { Tx } from '@trainyard/db/writer';
import type { Command } from './command.ts';
import { installation } from './find.ts';

/** Limits what a workspace or user may use at once; the amounts given replace those before. Running jobs go on. */
export const limitSet: Command<'limit.set'> = {
  verb: 'administer',
  locate: () => installation('limits'),
  run(tx, { scope, name: given, limits }, { ids }) {
    const { key, name, workspaceUid } = whose(tx, scope, given);
    const old = tx.where('limit', { scope, key })[0];
    if (old) {
      tx.update('limit', old.uid, { limits, name }, 'limit.updated');
      return { uid: old.uid };
    }
    const uid = ids.uid();
    tx.insert(
      'limit',
      { uid, workspaceUid, path: `limits/${scope}/${name}`, scope, key, name, limits },
      'limit.created',
    );
    return { uid };
  },
};

/** A user is a name, whether or not anybody bears it yet; a workspace must be there, and is kept by its uid. */
export function whose(tx: Tx, scope: LimitScope, name: string): { key: string; name: string; workspaceUid: string } {
  if (scope === 'user' || name === '*') return { key: name, name, workspaceUid: '' };
  const ref = parseWorkspaceRef(name);
  const workspace = ref && tx.where('workspace', { nameKey: workspaceKeyOf(ref) })[0];
  if (!workspace) throw new Fault('WorkspaceNotFound', { name });
  return { key: workspace.uid, name: formatWorkspaceRef(workspace), workspaceUid: workspace.uid };
}
