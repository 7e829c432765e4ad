import type { CommandName } from '../interface.ts';
import type { QuestionName } from '../questions/registry.ts';
import { artifactStore } from './artifact-store.ts';
import { attemptExplain } from './attempt-explain.ts';
import { blobCollect } from './blob-collect.ts';
import { blobKeep } from './blob-keep.ts';
import { blobStore } from './blob-store.ts';
import { channelClose, channelCloseAll } from './channel-close.ts';
import { channelOpen } from './channel-open.ts';
import { clusterCreate } from './cluster-create.ts';
import { clusterDelete } from './cluster-delete.ts';
import { clusterQueues } from './cluster-queues.ts';
import { clusterUpdate } from './cluster-update.ts';
import type { Command } from './command.ts';
import { experimentCreate } from './experiment-create.ts';
import { experimentDelete } from './experiment-delete.ts';
import { fileServerCreate } from './file-server-create.ts';
import { fileServerDelete } from './file-server-delete.ts';
import { jobDelete } from './job-delete.ts';
import { jobFare } from './job-fare.ts';
import { jobMany } from './job-many.ts';
import { jobResubmit } from './job-resubmit.ts';
import { jobSubmit } from './job-submit.ts';
import { jobSubmitMany } from './job-submit-many.ts';
import { jobTerminate } from './job-terminate.ts';
import { jobUpdate } from './job-update.ts';
import { limitDelete } from './limit-delete.ts';
import { limitSet } from './limit-set.ts';
import { linkCreate } from './link-create.ts';
import { nodeContactLost } from './node-contact-lost.ts';
import { nodeDeclareLost } from './node-declare-lost.ts';
import { nodeDrain } from './node-drain.ts';
import { nodeEnrol } from './node-enrol.ts';
import { nodeHello } from './node-hello.ts';
import { nodeReclaim } from './node-reclaim.ts';
import { nodeReport } from './node-report.ts';
import { nodeSecrets } from './node-secrets.ts';
import { nodeSetUp } from './node-set-up.ts';
import { nodeUpdate } from './node-update.ts';
import { reservationCreate } from './reservation-create.ts';
import { reservationDelete } from './reservation-delete.ts';
import { serviceOpen } from './service-open.ts';
import { sessionClose } from './session-close.ts';
import { sessionOpen } from './session-open.ts';
import { storageCreate } from './storage-create.ts';
import { storageDelete } from './storage-delete.ts';
import { storageEnsureAuto } from './storage-ensure-auto.ts';
import { storageSecrets } from './storage-secrets.ts';
import { storageUpdate } from './storage-update.ts';
import { taskSecrets } from './task-secrets.ts';
import { tokenCreate } from './token-create.ts';
import { tokenRevoke } from './token-revoke.ts';
import { viewDelete, viewSave } from './view-save.ts';
import { workspaceCreate } from './workspace-create.ts';
import { workspaceDelete } from './workspace-delete.ts';
import { workspaceUpdate } from './workspace-update.ts';

/** Every command by name: the one list. */
export const commands: { [N in Exclude<CommandName, QuestionName>]: Command<N> } = {
  'workspace.create': workspaceCreate,
  'workspace.update': workspaceUpdate,
  'workspace.delete': workspaceDelete,
  'experiment.create': experimentCreate,
  'experiment.delete': experimentDelete,
  'cluster.create': clusterCreate,
  'cluster.update': clusterUpdate,
  'cluster.queues': clusterQueues,
  'cluster.delete': clusterDelete,
  'fileServer.create': fileServerCreate,
  'fileServer.delete': fileServerDelete,
  'job.submit': jobSubmit,
  'job.submitMany': jobSubmitMany,
  'job.update': jobUpdate,
  'job.fare': jobFare,
  'job.terminate': jobTerminate,
  'job.delete': jobDelete,
  'job.resubmit': jobResubmit,
  'job.many': jobMany,
  'attempt.explain': attemptExplain,
  'view.save': viewSave,
  'view.delete': viewDelete,
  'node.enrol': nodeEnrol,
  'node.hello': nodeHello,
  'node.report': nodeReport,
  'node.contactLost': nodeContactLost,
  'node.declareLost': nodeDeclareLost,
  'node.secrets': nodeSecrets,
  'node.setUp': nodeSetUp,
  'node.update': nodeUpdate,
  'node.reclaim': nodeReclaim,
  'node.drain': nodeDrain,
  'reservation.create': reservationCreate,
  'reservation.delete': reservationDelete,
  'limit.set': limitSet,
  'limit.delete': limitDelete,
  'storage.create': storageCreate,
  'storage.update': storageUpdate,
  'storage.delete': storageDelete,
  'storage.ensureAuto': storageEnsureAuto,
  'storage.secrets': storageSecrets,
  'task.secrets': taskSecrets,
  'artifact.store': artifactStore,
  'blob.store': blobStore,
  'blob.keep': blobKeep,
  'blob.collect': blobCollect,
  'token.create': tokenCreate,
  'token.revoke': tokenRevoke,
  'session.open': sessionOpen,
  'session.close': sessionClose,
  'link.create': linkCreate,
  'channel.open': channelOpen,
  'service.open': serviceOpen,
  'channel.close': channelClose,
  'channel.closeAll': channelCloseAll,
};

/** A command by name; undefined when there is none. */
export function commandNamed<N extends CommandName>(name: N): Command<N> | undefined {
  return Object.hasOwn(commands, name) ? (commands as { [M in CommandName]?: Command<M> })[name] : undefined;
}
