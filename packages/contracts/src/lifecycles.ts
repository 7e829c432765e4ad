/** Every lifecycle as data: the states, and from each the states it may move to. Batch AI's words and values. */

export const jobMoves = {
  queued: ['running', 'terminating', 'failed'],
  running: ['queued', 'terminating', 'succeeded', 'failed'],
  terminating: ['failed'],
  succeeded: [],
  failed: [],
} as const;
export type JobState = keyof typeof jobMoves;

/** A unit is what is placed as a whole: a gang job is one, an array shard is one. */
export const unitMoves = {
  queued: ['running', 'succeeded', 'failed'],
  running: ['queued', 'succeeded', 'failed'],
  succeeded: [],
  failed: [],
} as const;
export type UnitState = keyof typeof unitMoves;

/** Phases only go forward; any of them may be cut short. */
export const attemptMoves = {
  allocating: ['starting', 'running', 'stopping', 'ended'],
  starting: ['running', 'stopping', 'ended'],
  running: ['stopping', 'ended'],
  stopping: ['ended'],
  ended: [],
} as const;
export type AttemptPhase = keyof typeof attemptMoves;

/** How an attempt or a task ended. `lost`: its node went away; `stopped`: it was told to. */
export const outcomes = ['succeeded', 'failed', 'stopped', 'lost', 'preempted'] as const;
export type Outcome = (typeof outcomes)[number];

/** A node's five states; `schedulable`, `health`, `reason` and `intent` stand beside it. */
export const nodeMoves = {
  preparing: ['idle', 'unusable', 'leaving'],
  idle: ['running', 'preparing', 'leaving', 'unusable'],
  running: ['idle', 'leaving', 'unusable'],
  leaving: [],
  unusable: ['preparing', 'idle', 'running', 'leaving'],
} as const;
export type NodeState = keyof typeof nodeMoves;

export const allocationStates = ['steady', 'resizing'] as const;
export type AllocationState = (typeof allocationStates)[number];

export const provisioningStates = ['creating', 'succeeded', 'failed', 'deleting'] as const;
export type ProvisioningState = (typeof provisioningStates)[number];

type Moves = Record<string, readonly string[]>;

/** True when a lifecycle allows the move; staying where one is is no move. */
export function mayMove<M extends Moves>(moves: M, from: keyof M & string, to: keyof M & string): boolean {
  return (moves[from] as readonly string[]).includes(to);
}

/** True in a state that nothing leaves. */
export function isTerminal<M extends Moves>(moves: M, state: keyof M & string): boolean {
  return (moves[state] as readonly string[]).length === 0;
}
