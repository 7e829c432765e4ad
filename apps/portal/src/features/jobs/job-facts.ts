/** Small truths about a job as it is presented, which several panels need. Pure. */
import type { Artifact } from '@trainyard/contracts/artifact';
import type { Attempt } from '@trainyard/contracts/attempt';
import type { Job } from '@trainyard/contracts/job';
import { isTerminal, jobMoves } from '@trainyard/contracts/lifecycles';

/** Milliseconds since 1970 of a time as the API writes it; null when it is absent. */
export function instant(time: string | undefined): number | null {
  if (time === undefined) return null;
  const at = Date.parse(time);
  return Number.isNaN(at) ? null : at;
}

/** True once nothing of the job will happen any more. A state of a newer server counts as still going on. */
export function isOver({ executionState }: Pick<Job, 'executionState'>): boolean {
  return executionState in jobMoves && isTerminal(jobMoves, executionState as keyof typeof jobMoves);
}

/**
 * Attempts of this very job, oldest first. An address is used again when a job is deleted and submitted anew: what was made
 * before this job was submitted belongs to its namesake. (Uids are UUIDv7: their order as text is the order of making.)
 */
export function attemptsOf(job: Job, attempts: readonly Attempt[]): Attempt[] {
  return attempts.filter(({ uid }) => uid > job.uid).sort((a, b) => a.number - b.number || a.unit - b.unit);
}

/** Files of this very job; see {@link attemptsOf}. */
export function artifactsOf(job: Job, artifacts: readonly Artifact[]): Artifact[] {
  return artifacts.filter(({ uid }) => uid > job.uid);
}

/** The attempt that runs, or the last that did; undefined before the first. */
export const lastAttempt = (attempts: readonly Attempt[]): Attempt | undefined => attempts.at(-1);

export interface Placement {
  nodes: { uid: string; name: string }[];
  /** GPUs on each node when all have as many; null when they differ. */
  gpusEach: number | null;
}

/** The nodes that an attempt holds or held, each once. */
export function placementOf(attempt: Attempt): Placement {
  const gpus = new Map<string, { uid: string; name: string; gpus: number }>();
  for (const task of attempt.tasks) {
    const had = gpus.get(task.node.uid);
    gpus.set(task.node.uid, { ...task.node, gpus: (had?.gpus ?? 0) + task.gpuIds.length });
  }
  const nodes = [...gpus.values()].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  const first = nodes[0]?.gpus ?? 0;
  return {
    nodes: nodes.map(({ uid, name }) => ({ uid, name })),
    gpusEach: nodes.every((node) => node.gpus === first) ? first : null,
  };
}

/** Processes of an attempt over all its nodes. */
export const processCount = (attempt: Attempt): number =>
  attempt.tasks.reduce((sum, task) => sum + task.processes.length, 0);
