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
  /** An independent copy, for "what if". */
  fork(): Scheduler;
}

/** Knobs of the policy; more come with queues, fair share and pre-emption. */
export interface Policy {
  /** Waiting units considered per pass and cluster: bounds a pass when the queue is long. */
  depth: number;
}

export interface Snapshot {
  clusters: SchedulerCluster[];
  nodes: SchedulerNode[];
  units: SchedulerUnit[];
}

export type Change =
  | { type: 'cluster'; cluster: SchedulerCluster }
  | { type: 'clusterGone'; uid: string }
  | { type: 'node'; node: SchedulerNode }
  | { type: 'nodeGone'; uid: string }
  | { type: 'unit'; unit: SchedulerUnit }
  | { type: 'unitGone'; uid: string };

export interface SchedulerCluster {
  uid: string;
  name: string;
  scale: ClusterScale;
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

export interface SchedulerNode {
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
  gpus: number;
  cpus: number;
  memoryBytes: number;
  /** ms since 1970 since when nothing is allocated on it; null while something is. */
  idleSince: number | null;
}

/** A unit that waits or holds nodes; others are not told to the scheduler. */
export interface SchedulerUnit {
  uid: string;
  jobUid: string;
  clusterUid: string;
  nodeCount: number;
  /** Higher starts first: low 0, normal 1, high 2. */
  priority: number;
  /** Order of submission: lower first; a requeued unit keeps its own. */
  order: number;
  /** A restart waits until this time, ms since 1970. */
  notBefore: number;
  /** What to say while it waits for `notBefore`; without it the remaining seconds. */
  notBeforeReason?: Text;
  held: { nodeUid: string; gpuIds: number[]; cpus: number; memoryBytes: number }[] | null;
}

export interface Placement {
  nodeUid: string;
  /** Index of the task. */
  task: number;
  gpuIds: number[];
  cpus: number;
  memoryBytes: number;
}

export type Decision =
  | { type: 'start'; unitUid: string; placements: Placement[] }
  /** `until` is set when it waits for a time. */
  | { type: 'wait'; unitUid: string; reasons: Text[]; until: number | null }
  /** `at` is set on a decision that will be made later if nothing changes. */
  | { type: 'resize'; clusterUid: string; target: number; why: Text; at: number }
  /** Nodes to give back because the cluster has more than its target; never a busy one unless `busy`. */
  | { type: 'drain'; clusterUid: string; nodeUids: string[]; busy: boolean };
