/** Which jobs are chosen: some, by what is known of them, or all that the filter finds. Pure. */
import type { Job } from '@trainyard/contracts/job';
import { isOver } from '../job-facts.ts';

export type Chosen = { all: false; jobs: ReadonlyMap<string, Job> } | { all: true };

export const nothing: Chosen = { all: false, jobs: new Map() };

/** Counts of the chosen by state. */
export type States = Readonly<Record<string, number>>;

export function statesOf(chosen: Chosen, counts: States): States {
  if (chosen.all) return counts;
  const states: Record<string, number> = {};
  for (const { executionState } of chosen.jobs.values()) states[executionState] = (states[executionState] ?? 0) + 1;
  return states;
}

export const sumOf = (states: States): number => Object.values(states).reduce((sum, one) => sum + one, 0);

export const bulkVerbs = ['hold', 'release', 'priority', 'resubmit', 'terminate', 'delete'] as const;
export type BulkVerb = (typeof bulkVerbs)[number];

const statesFor: Record<BulkVerb, readonly string[]> = {
  hold: ['queued'],
  release: ['queued'],
  priority: ['queued'],
  resubmit: ['succeeded', 'failed'],
  terminate: ['queued', 'running'],
  delete: ['succeeded', 'failed'],
};

/** How many of the chosen a verb applies to. Of all that a filter finds only their states are known here. */
export function appliesTo(verb: BulkVerb, chosen: Chosen, counts: States): number {
  if (chosen.all) return statesFor[verb].reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  return jobsFor(verb, chosen).length;
}

/** Those of the chosen that a verb applies to; of all that a filter finds the server knows them. */
export function jobsFor(verb: BulkVerb, chosen: Chosen): Job[] {
  if (chosen.all) return [];
  return [...chosen.jobs.values()].filter((job) => {
    if (job.provisioningState === 'deleting' || !statesFor[verb].includes(job.executionState)) return false;
    if (verb === 'hold') return !job.held;
    if (verb === 'release') return job.held;
    return verb !== 'delete' || isOver(job);
  });
}
