import type { Text } from '@trainyard/contracts/texts';

/**
 * The whole design of the scheduler: state goes in by `load` and `apply`, decisions come out of `decide`. It reads no clock and
 * draws no chance, so control, the simulator and a browser run the same code.
 */
export interface Scheduler {
  /** Replaces all state. */
  load(snapshot: Snapshot): void;
  /** One change; any order of changes that leads to a snapshot's content equals loading that snapshot. */
  apply(change: Change): void;
  /** Decides for everything that waits, at most `limit` starts; decided starts are not part of the state until applied. */
  decide(now: number, limit: number): Decision[];
  /** Why a unit waits now; empty when it would start. */
  explain(unitUid: string, now: number): Text[];
  /** Where a waiting unit stands in the order in which its cluster's units are considered; null when it takes no part. */
  standing(unitUid: string, now: number): Standing | null;
  /** What each node of its cluster is to a waiting unit, the `most` useful ones; null when it does not wait. */
  nodes(unitUid: string, now: number, most: number): NodeOutlooks | null;
  /** What is used of each queue of a cluster. */
  queues(clusterUid: string): QueueState[];
  /** An independent copy, for "what if"; of some clusters alone when they are named, limits included. */
  fork(clusterUids?: readonly string[]): Scheduler;
  /** A unit as it was told; null when it is not known. */
  unit(uid: string): SchedulerUnit | null;
  /** All that was told of a cluster, in no order; null when the cluster itself is not known. */
  contents(clusterUid: string): ClusterContents | null;
}

/** Knobs of the policy. */
export interface Policy {
  /** Waiting units considered per pass and cluster: bounds a pass when the queue is long. */
  depth: number;
}

export interface Snapshot {
  clusters: SchedulerCluster[];
  nodes: SchedulerNode[];
  units: SchedulerUnit[];
  limits: SchedulerLimit[];
}

export interface ClusterContents {
  cluster: SchedulerCluster;
  nodes: SchedulerNode[];
  units: SchedulerUnit[];
  /** Limits over all clusters are set: what starts elsewhere in the same pass counts here too. */
  limited: boolean;
}

export type Change =
  | { type: 'cluster'; cluster: SchedulerCluster }
  | { type: 'clusterGone'; uid: string }
  | { type: 'node'; node: SchedulerNode }
  | { type: 'nodeGone'; uid: string }
  | { type: 'unit'; unit: SchedulerUnit }
  | { type: 'unitGone'; uid: string }
  /** All limits, replacing those before. */
  | { type: 'limits'; limits: SchedulerLimit[] };

/** Part of a node, or all of it. */
export interface Resources {
  gpus: number;
  cpus: number;
  memoryBytes: number;
}

/** Amounts of a queue or limit; what is absent is not limited. A node of which anything is used counts whole in `nodes` only for whole-node units. */
export interface Amounts {
  nodes?: number;
  cpus?: number;
  gpus?: number;
}

export interface SchedulerCluster {
  uid: string;
  name: string;
  scale: ClusterScale;
  /** What an empty node of it has: all are of one size. */
  nodeSize: Resources;
  /** Labels that every node of it has, those yet to come included. */
  labels: Readonly<Record<string, string>>;
  /** `default` is always there, without limits unless it is listed. Names in lower case. */
  queues: readonly SchedulerQueue[];
  fairShare: { by: 'user' | 'workspace' | 'none'; weights: Readonly<Record<string, number>> };
  /** After each such time a waiting unit counts as one priority higher. */
  ageingMs: number;
  /** True when running units may lose their nodes to others. */
  preempts: boolean;
  reservations: readonly SchedulerReservation[];
  /** Set while no more nodes can be had: growing is not tried again before `until`. */
  noGrowth?: { until: number; why: Text };
}

export interface SchedulerQueue {
  name: string;
  cohort: string | null;
  nominal: Amounts;
  /** null: all that is lent. */
  borrowing: Amounts | null;
  /** null: all that is its own. */
  lending: Amounts | null;
}

/** Nodes kept for a workspace, or for nobody, in [from, to). They are the reserved cluster's newest nodes that work. */
export interface SchedulerReservation {
  uid: string;
  name: string;
  nodeCount: number;
  workspaceUid: string | null;
  /** ms since 1970; `to` may be Infinity. */
  from: number;
  to: number;
}

export type ClusterScale =
  | { kind: 'manual'; target: number }
  /** `target` is the target now. */
  | {
      kind: 'auto';
      minimum: number;
      maximum: number;
      idleDelayMs: number;
      target: number;
      /** The size it was made with holds as a minimum until this time, ms since 1970: its nodes have yet to arrive. */
      initial?: { nodes: number; until: number };
    };

export interface SchedulerNode extends Resources {
  uid: string;
  clusterUid: string;
  /** Order of creation within the cluster; lower ones are taken first and given back last. */
  ordinal: number;
  /** True when it may take work: idle or running, schedulable, in contact, not leaving. */
  usable: boolean;
  /** True when it counts towards the cluster's size: not leaving. Preparing and unusable ones do. */
  counted: boolean;
  /** True for nodes that count but can take no work and will not recover by themselves. */
  broken: boolean;
  /** Its own and its cluster's. */
  labels: Readonly<Record<string, string>>;
  /** ms since 1970 since when nothing is allocated on it; null while something is. */
  idleSince: number | null;
}

/** A unit that waits or holds nodes; others are not told to the scheduler. An array that has shards left is one entry of its own. */
export interface SchedulerUnit {
  uid: string;
  jobUid: string;
  /** Name of its job, for texts; its uid stands in where this is absent. */
  name?: string;
  clusterUid: string;
  workspaceUid: string;
  /** Who submitted it. */
  user: string;
  /** Name in lower case. */
  queue: string;
  nodeCount: number;
  /** What it asks of each node; null: whole nodes. */
  share: Resources | null;
  /** Labels that each of its nodes must have. */
  labels: Readonly<Record<string, string>>;
  /** Nodes on which it failed: taken only when the cluster has not enough others. */
  avoid: readonly string[];
  /** Higher starts first: low 0, normal 1, high 2. */
  priority: number;
  /** Order of submission: lower first; a requeued unit keeps its own. */
  order: number;
  /** When it was submitted, ms since 1970. */
  since: number;
  /** The most that it may still run, ms: it is stopped then, so others may rely on it. */
  limitMs: number;
  /** A restart waits until this time, ms since 1970. */
  notBefore: number;
  /** What to say while it waits for `notBefore`; without it the remaining seconds. */
  notBeforeReason?: Text;
  /** Why it takes no part: it is held, or waits for another job. null: it takes part. */
  blocked: Text | null;
  /** An array's entry: shards that never started, and how many more may run now. Each start of it takes one. */
  array?: { left: number; parallel: number };
  held: { nodeUid: string; gpuIds: readonly number[]; cpus: number; memoryBytes: number }[] | null;
  /** Since when it holds them, ms since 1970. */
  startedAt: number | null;
  /** Newest checkpoint of its running attempt, ms since 1970. */
  checkpointAt: number | null;
  /** It was told to stop: what it holds is about to come free. */
  stopping: boolean;
}

/** What a workspace or user may use at once over all clusters; `key` is a uid or a user's name. */
export interface SchedulerLimit {
  scope: 'workspace' | 'user';
  key: string;
  /** For texts. */
  name: string;
  cpus?: number;
  gpus?: number;
  /** Units that run at once. */
  jobs?: number;
}

export interface Placement {
  nodeUid: string;
  /** Index of the task. */
  task: number;
  gpuIds: number[];
  cpus: number;
  memoryBytes: number;
}

export interface Standing {
  /** From 1. */
  position: number;
  /** Uids of the units just ahead of it, nearest first; at most ten. */
  ahead: string[];
}

/**
 * What a node is to a waiting unit. `kept`: kept for it; `open`: it has room for one of its tasks now; `others`: others come first there;
 * `busy`: too little is free; `away`: it takes no work for the moment; `closed`: it is not for this unit as things stand.
 */
export interface NodeOutlook {
  nodeUid: string;
  use: 'kept' | 'open' | 'others' | 'busy' | 'away' | 'closed';
  /** True exactly when a unit that asks for the same, alone on an otherwise unchanged cluster, could be placed on it now. */
  fits: boolean;
  /** Why it is `away` or `closed`, or what still keeps it from a unit for which it is kept. */
  why: Text | null;
  /** Whom `others` is about: a unit that waits, and from when the node is its own, ms since 1970; Infinity when nobody knows. */
  keptFor: { unitUid: string; at: number } | null;
  gpus: number;
  /** Those that a unit could be given; none on a node that takes no work. */
  freeGpuIds: number[];
  cpus: number;
  freeCpus: number;
  /** What holds something of it. */
  holders: { unitUid: string; gpuIds: number[] }[];
  /** By when nothing is on it any more, by the time limits of what is; now when nothing is, null when nobody knows. */
  emptyBy: number | null;
}

export interface NodeOutlooks {
  nodes: NodeOutlook[];
  /** Nodes of the cluster beyond these. */
  rest: number;
}

export interface QueueState {
  name: string;
  cohort: string | null;
  used: Required<Amounts>;
  borrowed: Required<Amounts>;
  running: number;
  waiting: number;
}

export type Decision =
  /** For an array's entry once for each shard that starts. */
  | { type: 'start'; unitUid: string; placements: Placement[] }
  /** `until` is set when it waits for a time. */
  | { type: 'wait'; unitUid: string; reasons: Text[]; until: number | null }
  /** Running units that are to give their nodes to a waiting one. */
  | { type: 'preempt'; unitUid: string; victims: { unitUid: string; lostMs: number }[]; why: Text }
  /** `at` is set on a decision that will be made later if nothing changes. */
  | { type: 'resize'; clusterUid: string; target: number; why: Text; at: number }
  /** Why the size stays although more or fewer nodes would be right; null once nothing hinders any more. */
  | { type: 'hinder'; clusterUid: string; why: Text | null }
  /** Nodes to give back because the cluster has more than its target; never a busy one unless `busy`. */
  | { type: 'drain'; clusterUid: string; nodeUids: string[]; busy: boolean };
