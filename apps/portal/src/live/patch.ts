/** What an event changes of an object as it is presented: a row's new values become the presented ones. Pure. */
import type { Cluster } from '@trainyard/contracts/cluster';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { Job } from '@trainyard/contracts/job';
import { isTerminal, type JobState, jobMoves } from '@trainyard/contracts/lifecycles';
import type { Draining, Node, NodeSetupEnd } from '@trainyard/contracts/node';
import type { Pruned } from '@trainyard/contracts/retention';
import { formatTime } from '@trainyard/contracts/times';

/** `same`: the object has it already. `refetch`: something in between was not seen, or cannot be told from the event. */
export type Patched<T> = { kind: 'patched'; value: T } | { kind: 'same' } | { kind: 'refetch' };

type Change = Pick<TrainyardEvent, 'revision' | 'changed'>;
type Apply<T> = (object: T, value: never) => T;

/** Row field → what it changes of the presented object. A field that is not here cannot be shown without asking. */
type Fields<T> = Record<string, Apply<T>>;

const set =
  <T, K extends keyof T>(key: K): Apply<T> =>
  (object: T, value: never) => ({ ...object, [key]: value });
const time =
  <T, K extends keyof T>(key: K): Apply<T> =>
  (object: T, value: never) => ({ ...object, [key]: value === null ? null : formatTime(value) });

function info(job: Job, part: Partial<Job['executionInfo']>): Job {
  const executionInfo = { ...job.executionInfo, ...part };
  for (const [key, value] of Object.entries(part)) {
    if (value === undefined) delete executionInfo[key as keyof typeof executionInfo];
  }
  return { ...job, executionInfo };
}

function withState(job: Job, state: JobState): Job {
  const over = isTerminal(jobMoves, state) || state === 'terminating';
  // Whether this person may terminate was decided by the server; that there is nothing left to terminate is plain.
  const can = over ? { ...job.can, terminate: false } : job.can;
  return { ...job, executionState: state, can, forecast: state === 'queued' ? job.forecast : null };
}

const jobFields: Fields<Job> = {
  state: withState,
  stateAt: time('executionStateTransitionTime'),
  reasons: set('reasons'),
  tags: set('tags'),
  startedAt: (job, at: number | null) => info(job, { startTime: at === null ? undefined : formatTime(at) }),
  endedAt: (job, at: number | null) => info(job, { endTime: at === null ? undefined : formatTime(at) }),
  exitCode: (job, code: number | null) => info(job, { exitCode: code ?? undefined }),
  errors: (job, errors: { code: string; message: string }[]) =>
    info(job, { errors: errors.length > 0 ? errors : undefined }),
  deleting: (job, deleting: boolean) => ({ ...job, provisioningState: deleting ? 'deleting' : 'succeeded' }),
  stopBy: (job) => job,
  held: set('held'),
  shards: set('shards'),
  preemptions: set('preemptions'),
  vitals: set('vitals'),
  failure: set('failure'),
  family: (job) => job,
  dependencies: (job) => job,
  pruned: (job, pruned: Pruned) => ({
    ...job,
    pruned: Object.fromEntries(
      Object.entries(pruned).map(([what, part]) => [what, { ...part, at: formatTime(part.at) }]),
    ),
  }),
  forecast: (job, forecast: Job['forecast']) => ({
    ...job,
    forecast: job.executionState === 'queued' ? forecast : null,
  }),
  // Of what was submitted only the priority can change.
  spec: (job, { schedulingPriority }: Pick<Job, 'schedulingPriority'>) => ({ ...job, schedulingPriority }),
};

const clusterFields: Fields<Cluster> = {
  tags: set('tags'),
  state: set('provisioningState'),
  allocationState: set('allocationState'),
  allocationStateAt: time('allocationStateTransitionTime'),
  targetNodes: set('targetNodeCount'),
  targetReason: set('targetReason'),
  notes: set('notes'),
  nodesMade: (cluster) => cluster,
  writtenAt: (cluster) => cluster,
  hindrance: set('scalingHindrance'),
  spec: (cluster, spec: Partial<Cluster>) => ({
    ...cluster,
    scaleSettings: spec.scaleSettings,
    scheduling: spec.scheduling ?? cluster.scheduling,
    price: spec.price ?? null,
    lowPriority: spec.lowPriority ?? null,
    nodeSetup: spec.nodeSetup,
  }),
};

const nodeFields: Fields<Node> = {
  state: set('state'),
  stateAt: time('stateTransitionTime'),
  schedulable: set('schedulable'),
  health: set('health'),
  reason: set('reason'),
  intent: set('intent'),
  address: set('address'),
  agentVersion: set('agentVersion'),
  found: set('found'),
  capabilities: set('capabilities'),
  healthAt: (node) => node,
  helloAt: (node) => node,
  enrolled: (node) => node,
  ready: (node) => node,
  portFrom: (node) => node,
  portTo: (node) => node,
  idleSince: (node) => node,
  reclaimAt: time('reclaimTime'),
  drain: (node, drain: Draining | null) => ({
    ...node,
    drain: drain && {
      by: drain.by,
      since: formatTime(drain.since),
      deadline: drain.deadline === null ? null : formatTime(drain.deadline),
    },
  }),
  volumes: set('volumes'),
  setup: (node, setup: NodeSetupEnd | null) => ({
    ...node,
    setup: setup && { exitCode: setup.exitCode, stderr: setup.stderr, endTime: formatTime(setup.endedAt) },
  }),
  setupRound: (node) => node,
};

function patch<T extends { revision: number }>(fields: Fields<T>, object: T, event: Change): Patched<T> {
  if (event.revision <= object.revision) return { kind: 'same' };
  if (event.revision > object.revision + 1) return { kind: 'refetch' };
  let value = object;
  for (const [field, to] of Object.entries(event.changed)) {
    if (field === 'revision') continue;
    const apply = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (apply === undefined) return { kind: 'refetch' };
    value = apply(value, to as never);
  }
  return { kind: 'patched', value: { ...value, revision: event.revision } };
}

/** What an event of a job makes of it. */
export const patchJob = (job: Job, event: Change): Patched<Job> => patch(jobFields, job, event);
/** What an event of a cluster makes of it; counts of its nodes, and errors, in which theirs stand too, are fetched. */
export const patchCluster = (cluster: Cluster, event: Change): Patched<Cluster> => patch(clusterFields, cluster, event);
/** What an event of a node makes of it; the jobs it holds come with allocations. */
export const patchNode = (node: Node, event: Change): Patched<Node> => patch(nodeFields, node, event);
