import type { Actor } from '@trainyard/contracts/actors';
import { formatTime } from '@trainyard/contracts/times';
import type { Workspace } from '@trainyard/contracts/workspace';
import { formatWorkspaceRef } from '@trainyard/contracts/workspace-key';
import type { WorkspaceRow } from '@trainyard/db/entities';
import { canOf } from '../../access/authorise.ts';

export function presentWorkspace(row: WorkspaceRow, actor: Actor): Workspace {
  const object = { kind: 'workspace', name: row.name, workspaceUid: row.uid };
  return {
    uid: row.uid,
    ref: formatWorkspaceRef(row),
    subscription: row.subscription,
    resourceGroup: row.resourceGroup,
    name: row.name,
    location: row.location,
    tags: row.tags,
    provisioningState: row.state,
    retention: row.retention,
    creationTime: formatTime(row.createdAt),
    revision: row.revision,
    can: canOf(actor, object, ['create', 'update', 'delete', 'submit']),
  };
}
