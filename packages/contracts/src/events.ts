import type { Actor } from './actors.ts';

/** Kinds of objects that events speak of. */
export const subjectKinds = [
  'workspace',
  'experiment',
  'cluster',
  'node',
  'job',
  'unit',
  'attempt',
  'task',
  'allocation',
  'artifact',
  'token',
  'reservation',
  'limit',
  'preemption',
  'channel',
  'storageAccount',
  'fileServer',
  'view',
] as const;
export type SubjectKind = (typeof subjectKinds)[number];

/** Every type of event, and the kind of its subject. `made` events carry the whole object, `gone` events what was last to say of it, mostly nothing. */
export const eventTypes = {
  'workspace.created': { kind: 'workspace', effect: 'made' },
  'workspace.updated': { kind: 'workspace', effect: 'changed' },
  'workspace.deleted': { kind: 'workspace', effect: 'gone' },
  'experiment.created': { kind: 'experiment', effect: 'made' },
  'experiment.updated': { kind: 'experiment', effect: 'changed' },
  'experiment.deleted': { kind: 'experiment', effect: 'gone' },
  'cluster.created': { kind: 'cluster', effect: 'made' },
  'cluster.updated': { kind: 'cluster', effect: 'changed' },
  'cluster.scaled': { kind: 'cluster', effect: 'changed' },
  'cluster.deleted': { kind: 'cluster', effect: 'gone' },
  'node.created': { kind: 'node', effect: 'made' },
  'node.updated': { kind: 'node', effect: 'changed' },
  'node.lost': { kind: 'node', effect: 'changed' },
  'node.returned': { kind: 'node', effect: 'changed' },
  'node.deleted': { kind: 'node', effect: 'gone' },
  'job.submitted': { kind: 'job', effect: 'made' },
  'job.updated': { kind: 'job', effect: 'changed' },
  'job.started': { kind: 'job', effect: 'changed' },
  'job.requeued': { kind: 'job', effect: 'changed' },
  'job.terminating': { kind: 'job', effect: 'changed' },
  'job.succeeded': { kind: 'job', effect: 'changed' },
  'job.failed': { kind: 'job', effect: 'changed' },
  'job.findingBegan': { kind: 'job', effect: 'changed' },
  'job.findingEnded': { kind: 'job', effect: 'changed' },
  'job.pruned': { kind: 'job', effect: 'changed' },
  'job.deleted': { kind: 'job', effect: 'gone' },
  'unit.created': { kind: 'unit', effect: 'made' },
  'unit.updated': { kind: 'unit', effect: 'changed' },
  'unit.deleted': { kind: 'unit', effect: 'gone' },
  'attempt.created': { kind: 'attempt', effect: 'made' },
  'attempt.updated': { kind: 'attempt', effect: 'changed' },
  'attempt.ended': { kind: 'attempt', effect: 'changed' },
  'attempt.deleted': { kind: 'attempt', effect: 'gone' },
  'task.created': { kind: 'task', effect: 'made' },
  'task.updated': { kind: 'task', effect: 'changed' },
  'task.ended': { kind: 'task', effect: 'changed' },
  'task.deleted': { kind: 'task', effect: 'gone' },
  'allocation.made': { kind: 'allocation', effect: 'made' },
  'allocation.released': { kind: 'allocation', effect: 'changed' },
  'allocation.deleted': { kind: 'allocation', effect: 'gone' },
  'artifact.stored': { kind: 'artifact', effect: 'made' },
  'artifact.deleted': { kind: 'artifact', effect: 'gone' },
  'reservation.created': { kind: 'reservation', effect: 'made' },
  'reservation.deleted': { kind: 'reservation', effect: 'gone' },
  'limit.created': { kind: 'limit', effect: 'made' },
  'limit.updated': { kind: 'limit', effect: 'changed' },
  'limit.deleted': { kind: 'limit', effect: 'gone' },
  'preemption.made': { kind: 'preemption', effect: 'made' },
  'preemption.updated': { kind: 'preemption', effect: 'changed' },
  'preemption.deleted': { kind: 'preemption', effect: 'gone' },
  'channel.opened': { kind: 'channel', effect: 'made' },
  'channel.closed': { kind: 'channel', effect: 'gone' },
  'storageAccount.created': { kind: 'storageAccount', effect: 'made' },
  'storageAccount.updated': { kind: 'storageAccount', effect: 'changed' },
  'storageAccount.deleted': { kind: 'storageAccount', effect: 'gone' },
  'fileServer.created': { kind: 'fileServer', effect: 'made' },
  'fileServer.updated': { kind: 'fileServer', effect: 'changed' },
  'fileServer.deleted': { kind: 'fileServer', effect: 'gone' },
  'view.created': { kind: 'view', effect: 'made' },
  'view.updated': { kind: 'view', effect: 'changed' },
  'view.deleted': { kind: 'view', effect: 'gone' },
  'token.created': { kind: 'token', effect: 'made' },
  'token.revoked': { kind: 'token', effect: 'changed' },
} as const satisfies Record<string, { kind: SubjectKind; effect: 'made' | 'changed' | 'gone' }>;

export type EventType = keyof typeof eventTypes;

/** A recorded change, in commit order. Folding all events of a subject by `changed` gives its state. */
export interface TrainyardEvent {
  /** 1, 2, 3 … without gaps. */
  seq: number;
  /** ms since 1970, the control plane's clock. */
  at: number;
  type: EventType;
  subject: { kind: SubjectKind; uid: string; path: string };
  workspaceUid: string | null;
  /** The cluster and job it also belongs to, for topics. */
  clusterUid: string | null;
  jobUid: string | null;
  /** The subject's revision after the change. */
  revision: number;
  actor: Pick<Actor, 'kind' | 'id' | 'name' | 'via'>;
  /** seq of the event that led to this one, or null. */
  cause: number | null;
  /** After-image of the changed fields. */
  changed: Record<string, unknown>;
}
