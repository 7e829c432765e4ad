import type { ArrayProgress } from '@trainyard/contracts/array';
import type { Culprit } from '@trainyard/contracts/attempt';
import type { ChannelTarget } from '@trainyard/contracts/channel';
import type { ClusterCreate } from '@trainyard/contracts/cluster';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { Failure } from '@trainyard/contracts/failure';
import type { FileServerPlace, FileServerSpec } from '@trainyard/contracts/file-server';
import type { TaskReport } from '@trainyard/contracts/fleet';
import type { JobOrigin, JobSpec } from '@trainyard/contracts/job';
import type { Labels } from '@trainyard/contracts/labels';
import type {
  AllocationState,
  AttemptPhase,
  JobState,
  NodeState,
  Outcome,
  ProvisioningState,
  UnitState,
} from '@trainyard/contracts/lifecycles';
import type { LimitAmounts, LimitScope } from '@trainyard/contracts/limits';
import type { Draining, NodeCapabilities, NodeFound, NodeSetupEnd } from '@trainyard/contracts/node';
import type { VolumeReport } from '@trainyard/contracts/planned-volume';
import type { Pruned, Retention } from '@trainyard/contracts/retention';
import type { StartForecast } from '@trainyard/contracts/standing';
import type { StorageBacking } from '@trainyard/contracts/storage-account';
import type { TaskPlan } from '@trainyard/contracts/task-plan';
import type { Text } from '@trainyard/contracts/texts';
import type { RecordedVitals } from '@trainyard/contracts/vitals';
import { blob, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/**
 * Every table. The migrations make them; a test holds the two against each other. Times are ms since 1970.
 * `path` is the readable place of an object for events and audit, `revision` counts its changes.
 */
const json = <T>() => text({ mode: 'json' }).$type<T>();
const flag = () => integer({ mode: 'boolean' });

export const entity = () => ({
  uid: text().primaryKey(),
  path: text().notNull(),
  workspaceUid: text().notNull(),
  revision: integer().notNull(),
  createdAt: integer().notNull(),
});

export const workspaces = sqliteTable('workspaces', {
  ...entity(),
  subscription: text().notNull(),
  resourceGroup: text().notNull(),
  name: text().notNull(),
  /** subscription/resourceGroup/name in lower case; unique. */
  nameKey: text().notNull(),
  location: text().notNull(),
  tags: json<Record<string, string>>().notNull(),
  state: text().$type<ProvisioningState>().notNull(),
  createdBy: text().notNull(),
  retention: json<Retention>().notNull(),
  /** When somebody last wrote it since it was made; null: not since. */
  writtenAt: integer(),
});

export const experiments = sqliteTable('experiments', {
  ...entity(),
  name: text().notNull(),
  nameKey: text().notNull(),
  state: text().$type<ProvisioningState>().notNull(),
  createdBy: text().notNull(),
  writtenAt: integer(),
});

export type ClusterSpec = Omit<ClusterCreate, 'name' | 'tags'>;

export const clusters = sqliteTable('clusters', {
  ...entity(),
  name: text().notNull(),
  nameKey: text().notNull(),
  spec: json<ClusterSpec>().notNull(),
  tags: json<Record<string, string>>().notNull(),
  state: text().$type<ProvisioningState>().notNull(),
  allocationState: text().$type<AllocationState>().notNull(),
  allocationStateAt: integer().notNull(),
  targetNodes: integer().notNull(),
  targetReason: json<Text | null>(),
  errors: json<Text[]>().notNull(),
  /** Why its size stays although more or fewer nodes would be right; null when nothing is in the way. */
  hindrance: json<Text | null>(),
  /** Settings that its nodes do not get as they are written; null in clusters of an earlier version. */
  notes: json<Text[] | null>(),
  /** Nodes made so far: the next node's ordinal. */
  nodesMade: integer().notNull(),
  createdBy: text().notNull(),
  writtenAt: integer(),
});

export const nodes = sqliteTable('nodes', {
  ...entity(),
  clusterUid: text().notNull(),
  ordinal: integer().notNull(),
  name: text().notNull(),
  state: text().$type<NodeState>().notNull(),
  stateAt: integer().notNull(),
  schedulable: flag().notNull(),
  health: text().$type<'ok' | 'silent' | 'failed'>().notNull(),
  /** Since when `health` is what it is. */
  healthAt: integer().notNull(),
  reason: json<Text | null>(),
  intent: text().$type<'keep' | 'remove'>().notNull(),
  /** When its agent last came into contact; null before the first time. */
  helloAt: integer(),
  /** True once the agent enrolled with its join token. */
  enrolled: flag().notNull(),
  /** True once the set-up is done in this life of the agent. */
  ready: flag().notNull(),
  address: text(),
  portFrom: integer(),
  portTo: integer(),
  agentVersion: text(),
  found: json<NodeFound | null>(),
  capabilities: json<NodeCapabilities | null>(),
  /** Since when nothing is allocated on it; null while something is. */
  idleSince: integer(),
  /** Its own, beside its cluster's. */
  labels: json<Labels>().notNull(),
  /** A low-priority node that was given notice goes at this time. */
  reclaimAt: integer(),
  /** Set while it is drained: until it takes work again. */
  drain: json<Draining | null>(),
  /** How its set-up task failed; null unless it did. */
  setup: json<NodeSetupEnd | null>(),
  /** Grows each time it is to run its set-up task once more. */
  setupRound: integer().notNull(),
  /** Volumes of its cluster, as its agent sees them. */
  volumes: json<VolumeReport[]>().notNull(),
});

export const jobs = sqliteTable('jobs', {
  ...entity(),
  experimentUid: text().notNull(),
  clusterUid: text().notNull(),
  name: text().notNull(),
  nameKey: text().notNull(),
  spec: json<JobSpec>().notNull(),
  tags: json<Record<string, string>>().notNull(),
  state: text().$type<JobState>().notNull(),
  stateAt: integer().notNull(),
  toolType: text().notNull(),
  /** jobOutputDirectoryPathSegment. */
  segment: text().notNull(),
  /** Order of submission over the installation. */
  order: integer().notNull(),
  reasons: json<Text[]>().notNull(),
  startedAt: integer(),
  endedAt: integer(),
  exitCode: integer(),
  errors: json<{ code: string; message: string }[]>().notNull(),
  /** Set once somebody asked to terminate or delete it. */
  stopBy: text(),
  deleting: flag().notNull(),
  createdBy: text().notNull(),
  /** Waits until it is released. */
  held: flag().notNull(),
  /** Jobs that must have ended first, as far as they have not. */
  dependencies: json<{ jobUid: string; name: string; condition: 'succeeded' | 'any' }[]>().notNull(),
  /** How the shards of an array stand; null without one. `count - waiting` is the index of the next. */
  shards: json<ArrayProgress | null>(),
  /** Newest forecast of its start while it waits. */
  forecast: json<StartForecast | null>(),
  /** Receipts of pre-emptions that name it. */
  preemptions: integer().notNull(),
  /** When and why its logs, outputs or series were removed. */
  pruned: json<Pruned>().notNull(),
  /** uids of the jobs whose outputs it reads, by the id of its input directory. */
  inputs: json<Record<string, string>>().notNull(),
  /** Why its newest attempt that failed did; null: none did, or nobody has looked yet. */
  failure: json<Failure | null>(),
  family: text(),
  /** The job that it was submitted again from. By its uid: the index `jobsByOrigin`. */
  resubmittedFrom: json<JobOrigin | null>(),
  /** How it fared last; null while nothing of it was recorded. */
  vitals: json<RecordedVitals | null>(),
});

export const units = sqliteTable('units', {
  ...entity(),
  jobUid: text().notNull(),
  clusterUid: text().notNull(),
  index: integer().notNull(),
  state: text().$type<UnitState>().notNull(),
  /** Number of the newest attempt; 0 before the first. */
  attempts: integer().notNull(),
  failures: integer().notNull(),
  losses: integer().notNull(),
  notBefore: integer().notNull(),
  /** ms that ended attempts ran. */
  ranMs: integer().notNull(),
  /** Since when it holds its nodes; null while it waits. */
  startedAt: integer(),
  /** Newest checkpoint of its running attempt. */
  checkpointAt: integer(),
  /** True once its running attempt was told to stop. */
  stopping: flag().notNull(),
  /** Nodes on which it failed. */
  avoid: json<string[]>().notNull(),
});

export const attempts = sqliteTable('attempts', {
  ...entity(),
  jobUid: text().notNull(),
  unit: integer().notNull(),
  number: integer().notNull(),
  phase: text().$type<AttemptPhase>().notNull(),
  phaseTimes: json<Partial<Record<AttemptPhase, number>>>().notNull(),
  outcome: text().$type<Outcome | null>(),
  exitCode: integer(),
  reason: json<Text | null>(),
  endedAt: integer(),
  /** Who is to blame when it failed. */
  culprit: json<Culprit | null>(),
  /** Why it failed, told from what it printed last; null: it did not, or nobody has looked yet. */
  failure: json<Failure | null>(),
  family: text(),
});

export const tasks = sqliteTable('tasks', {
  ...entity(),
  jobUid: text().notNull(),
  unit: integer().notNull(),
  attempt: integer().notNull(),
  index: integer().notNull(),
  nodeUid: text().notNull(),
  clusterUid: text().notNull(),
  phase: text().$type<AttemptPhase>().notNull(),
  want: text().$type<'run' | 'stop'>().notNull(),
  wantReason: json<Text | null>(),
  /** ms between SIGTERM and SIGKILL of a stop; null: as its plan says. */
  grace: integer(),
  go: flag().notNull(),
  /** Not in events: large, and secrets stand in it only as references. */
  plan: json<TaskPlan>().notNull(),
  /** Newest report of the agent. */
  report: json<TaskReport | null>(),
  gpuIds: json<number[]>().notNull(),
  outcome: text().$type<Outcome | null>(),
  exitCode: integer(),
  reason: json<Text | null>(),
});

export const allocations = sqliteTable('allocations', {
  ...entity(),
  nodeUid: text().notNull(),
  clusterUid: text().notNull(),
  jobUid: text().notNull(),
  unit: integer().notNull(),
  attempt: integer().notNull(),
  task: integer().notNull(),
  gpuIds: json<number[]>().notNull(),
  cpus: real().notNull(),
  memoryBytes: integer().notNull(),
  from: integer().notNull(),
  to: integer(),
});

export const artifacts = sqliteTable('artifacts', {
  ...entity(),
  jobUid: text().notNull(),
  unit: integer().notNull(),
  attempt: integer().notNull(),
  task: integer().notNull(),
  kind: text().$type<'output' | 'checkpoint'>().notNull(),
  directory: text().notNull(),
  /** Path within the directory. */
  file: text().notNull(),
  bytes: integer().notNull(),
  sha256: text().notNull(),
});

/** API tokens; `hash` is the SHA-256 of the secret and stands in no event. */
export const tokens = sqliteTable('tokens', {
  ...entity(),
  name: text().notNull(),
  hash: text().notNull(),
  role: text().$type<'administrator' | 'reader'>().notNull(),
  /** Limits the token to one workspace; empty for all. */
  scopeUid: text(),
  expiresAt: integer(),
  revokedAt: integer(),
});

/** Nodes kept for a workspace (`forUid`), or for nobody, for a time; `workspaceUid` is the cluster's. */
export const reservations = sqliteTable('reservations', {
  ...entity(),
  clusterUid: text().notNull(),
  name: text().notNull(),
  nameKey: text().notNull(),
  nodeCount: integer().notNull(),
  forUid: text(),
  from: integer().notNull(),
  to: integer(),
  createdBy: text().notNull(),
});

/** What a workspace (key: its uid) or user (key: its name) may use at once; `*` for each without its own. */
export const limits = sqliteTable('limits', {
  ...entity(),
  scope: text().$type<LimitScope>().notNull(),
  key: text().notNull(),
  name: text().notNull(),
  limits: json<LimitAmounts>().notNull(),
});

/** Receipts of pre-emptions; `jobUid` is the victim. */
export const preemptions = sqliteTable('preemptions', {
  ...entity(),
  clusterUid: text().notNull(),
  jobUid: text().notNull(),
  unit: integer().notNull(),
  attempt: integer().notNull(),
  takerUid: text(),
  nodes: json<string[]>().notNull(),
  why: json<Text>().notNull(),
  at: integer().notNull(),
  stoppedAt: integer(),
  lostMs: integer().notNull(),
  checkpointAt: integer(),
  resumedAt: integer(),
});

/**
 * Open channels into nodes and tasks: a row goes when it closes, the events stay as the audit. `command` is cut to what people read.
 */
export const channels = sqliteTable('channels', {
  ...entity(),
  clusterUid: text().notNull(),
  nodeUid: text().notNull(),
  jobUid: text(),
  target: text().$type<ChannelTarget['kind']>().notNull(),
  /** Key of the fence of the task that it leads into. */
  fence: text(),
  command: json<string[]>(),
  terminal: flag().notNull(),
  port: integer(),
  openedBy: text().notNull(),
});

/** What lies behind the names of storage accounts, for the whole installation: `workspaceUid` is empty. Credentials are sealed. */
export const storageAccounts = sqliteTable('storageAccounts', {
  ...entity(),
  name: text().notNull(),
  nameKey: text().notNull(),
  backing: json<StorageBacking>().notNull(),
  /** Names of the sealed credentials. */
  credentials: json<string[]>().notNull(),
  /** uids of the workspaces that may use it; null: all. */
  workspaces: json<string[] | null>(),
  createdBy: text().notNull(),
});

export const fileServers = sqliteTable('fileServers', {
  ...entity(),
  name: text().notNull(),
  nameKey: text().notNull(),
  spec: json<FileServerSpec>().notNull(),
  state: text().$type<ProvisioningState>().notNull(),
  stateAt: integer().notNull(),
  /** Where it is, once it is. */
  place: json<FileServerPlace | null>(),
  bytesUsed: integer(),
  errors: json<Text[]>().notNull(),
  notes: json<Text[]>().notNull(),
  createdBy: text().notNull(),
});

// Below: what is no part of the recorded history.

/** Which jobs wait for a job to end; a row goes once that end was dealt with. */
export const jobDependents = sqliteTable('jobDependents', {
  jobUid: text().notNull(),
  dependentUid: text().notNull(),
});

/** Jobs that wait, by workspace (its uid) and by user (its name): kept by triggers, since a flood is refused without counting it. */
export const waitingJobs = sqliteTable('waitingJobs', {
  scope: text().$type<LimitScope>().notNull(),
  key: text().notNull(),
  count: integer().notNull(),
});

export const events = sqliteTable('events', {
  seq: integer().primaryKey(),
  at: integer().notNull(),
  type: text().$type<TrainyardEvent['type']>().notNull(),
  kind: text().$type<TrainyardEvent['subject']['kind']>().notNull(),
  uid: text().notNull(),
  path: text().notNull(),
  workspaceUid: text(),
  clusterUid: text(),
  jobUid: text(),
  revision: integer().notNull(),
  actor: json<TrainyardEvent['actor']>().notNull(),
  cause: integer(),
  changed: json<Record<string, unknown>>().notNull(),
});

export const checkpoints = sqliteTable('checkpoints', {
  seq: integer().primaryKey(),
  at: integer().notNull(),
  /** The whole state at `seq`: JSON, zstd. */
  state: blob({ mode: 'buffer' }).notNull(),
});

/** The first forecast of each job's start; `startedAt` is null while it waits. The simulated percentiles are those before calibration. */
export const forecastScores = sqliteTable('forecastScores', {
  jobUid: text().primaryKey(),
  workspaceUid: text().notNull(),
  madeAt: integer().notNull(),
  p50: integer().notNull(),
  p90: integer().notNull(),
  simulatedP50: integer().notNull(),
  simulatedP90: integer().notNull(),
  startedAt: integer(),
});
