import type { Actor } from '@trainyard/contracts/actors';
import type { FileServer } from '@trainyard/contracts/file-server';
import { formatTime } from '@trainyard/contracts/times';
import { inScope } from '@trainyard/control/policies/decide';
import type { FileServerView } from '@trainyard/db/readers/file-servers';
import { canOf } from '../../access/authorise.ts';
import { withoutWithheld } from '../withheld.ts';

const bytesPerGb = 1024 ** 3;
/** What mounts it, as far as a page shows it. */
const mountersMost = 100;

/** A file server as `actor` may see it: what of other workspaces mounts it is told to those only who see these. */
export function presentFileServer({ row, workspace, mountedBy }: FileServerView, actor: Actor): FileServer {
  const object = { kind: 'fileServer', name: row.name, workspaceUid: row.workspaceUid };
  const { diskSizeInGB, diskCount } = row.spec.dataDisks;
  return {
    ...withoutWithheld(row.spec),
    uid: row.uid,
    workspace,
    name: row.name,
    provisioningState: row.state,
    provisioningStateTransitionTime: formatTime(row.stateAt),
    mountSettings: mountSettingsOf(row.place),
    bytesLimit: diskSizeInGB * diskCount * bytesPerGb,
    bytesUsed: row.bytesUsed,
    errors: row.errors,
    notes: row.notes,
    mountedBy: mountedBy
      .filter((mounter) => inScope(actor, mounter))
      .slice(0, mountersMost)
      .map(({ kind, name }) => ({ kind, name })),
    creationTime: formatTime(row.createdAt),
    createdBy: row.createdBy,
    revision: row.revision,
    can: canOf(actor, object, ['delete']),
  };
}

/** A server without NFS is mounted on its own machine only, which is where clients on that machine find it. */
function mountSettingsOf(place: FileServerView['row']['place']): FileServer['mountSettings'] {
  if (!place) return null;
  const { nfs } = place;
  const address = nfs?.host ?? '127.0.0.1';
  return {
    mountPoint: nfs?.path ?? '/data',
    fileServerPublicIP: address,
    fileServerInternalIP: address,
    port: nfs?.port ?? null,
  };
}
