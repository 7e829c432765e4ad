import type { Job } from '@trainyard/contracts/job';

/** A uid whose order is its number's, as UUIDv7 follow time. */
export const uidOf = (number: number): string => `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`;

/** A job as the server presents it. */
export function jobOf(number: number, more: Partial<Job> = {}): Job {
  return {
    uid: uidOf(number),
    workspace: 'w',
    experiment: 'e',
    name: `job-${number}`,
    cluster: { uid: uidOf(9_000), workspace: 'w', name: 'c' },
    toolType: 'custom',
    nodeCount: 1,
    schedulingPriority: 'normal',
    queue: 'default',
    tags: {},
    executionState: 'queued',
    executionStateTransitionTime: '2026-01-01T00:00:00Z',
    provisioningState: 'succeeded',
    executionInfo: {},
    reasons: [],
    held: false,
    forecast: null,
    shards: null,
    services: [],
    preemptions: 0,
    resubmittedFrom: null,
    vitals: null,
    attempt: 0,
    phase: null,
    jobOutputDirectoryPathSegment: 's',
    pruned: {},
    creationTime: '2026-01-01T00:00:00Z',
    createdBy: 'admin',
    revision: 1,
    can: { terminate: true, delete: true, submit: true },
    ...more,
  };
}
