import type { Actor } from '@trainyard/contracts/actors';
import { formatTime } from '@trainyard/contracts/times';
import type { SavedView } from '@trainyard/contracts/view';
import type { ViewRow } from '@trainyard/db/entities';
import { canOf } from '../../access/authorise.ts';

export function presentView(row: ViewRow, actor: Actor): SavedView {
  const { uid, name, query, createdAt, createdBy, revision, workspaceUid } = row;
  const can = canOf(actor, { kind: 'view', name, workspaceUid }, ['update', 'delete']);
  return { uid, name, query, creationTime: formatTime(createdAt), createdBy, revision, can };
}
