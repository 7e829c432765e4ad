import type { TrainyardEvent } from '@trainyard/contracts/events';

/** An event for tests of what passes events on. */
export function eventOf(seq: number, more: Partial<TrainyardEvent> = {}): TrainyardEvent {
  return {
    seq,
    at: seq,
    type: 'job.updated',
    subject: { kind: 'job', uid: more.jobUid ?? 'x', path: '' },
    workspaceUid: 'w',
    clusterUid: null,
    jobUid: null,
    revision: 1,
    actor: { kind: 'controller', id: 'c', name: 'c', via: 'control' },
    cause: null,
    changed: {},
    ...more,
  };
}
