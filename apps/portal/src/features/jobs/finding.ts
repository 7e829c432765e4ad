/** The one thing to know about a job that does not run: why it waits, how it ended, and what would help. Pure. */
import type { Attempt } from '@trainyard/contracts/attempt';
import type { Job } from '@trainyard/contracts/job';
import type { Text } from '@trainyard/contracts/texts';
import { type ExitMeaning, explainExit } from './exit-codes.ts';

/** Where to go to change what the job waits for. */
export type Lever = { kind: 'resize' | 'cluster' | 'queue'; cluster: string } | { kind: 'release' };

/** Reasons that have words on what would help. */
export const helped = [
  'clusterHasNoNodes',
  'clusterTooSmall',
  'waitingForNodes',
  'waitingForScaleUp',
  'waitingBehind',
  'nodesBroken',
  'clusterMissing',
  'clusterDeleting',
] as const;
export type Helped = (typeof helped)[number];

export type Finding =
  | { kind: 'waits'; reasons: Text[]; help: Helped | null; lever: Lever | null }
  /** `cause`: how the last attempt ended; the reason itself holds it only as stored words. */
  | { kind: 'restarts'; reasons: Text[]; cause: Text | null }
  | { kind: 'failed'; reasons: Text[]; exitCode: number | null; exit: ExitMeaning | null; errors: string[] }
  | { kind: 'terminated'; reasons: Text[] }
  | { kind: 'terminating'; reasons: Text[] }
  | { kind: 'deleting' };

const levers: Partial<Record<Helped, Exclude<Lever['kind'], 'release'>>> = {
  clusterHasNoNodes: 'resize',
  clusterTooSmall: 'resize',
  waitingForNodes: 'resize',
  waitingForScaleUp: 'cluster',
  nodesBroken: 'cluster',
  waitingBehind: 'queue',
};

/** Null when there is nothing to find: the job runs, or did what it should. */
export function findingOf(job: Job, attempts: readonly Attempt[]): Finding | null {
  if (job.provisioningState === 'deleting') return { kind: 'deleting' };
  switch (job.executionState) {
    case 'queued':
      return waiting(job, attempts);
    case 'terminating':
      return { kind: 'terminating', reasons: job.reasons };
    case 'failed':
      return failure(job, attempts);
    default:
      return null;
  }
}

function waiting({ reasons, cluster, held }: Job, attempts: readonly Attempt[]): Finding {
  if (held) return { kind: 'waits', reasons, help: null, lever: { kind: 'release' } };
  if (reasons.some(({ code }) => code === 'waitingForRestart')) {
    return { kind: 'restarts', reasons, cause: attempts.at(-1)?.reason ?? null };
  }
  const help = reasons.map(({ code }) => helped.find((one) => one === code)).find((found) => found !== undefined);
  const to = help === undefined ? undefined : levers[help];
  return {
    kind: 'waits',
    reasons,
    help: help ?? null,
    lever: to === undefined || cluster === null ? null : { kind: to, cluster: cluster.name },
  };
}

const sayAll: ReadonlySet<string> = new Set([
  'commandNotFound',
  'commandNotExecutable',
  'commandWrongFormat',
  'scriptNotFound',
  'interpreterNotFound',
  'windowsLineEnds',
  'exitAsNotStarted',
  'memoryLimitHit',
  'exitedAfterMemoryLimit',
  'machineOutOfMemory',
  'portTaken',
]);

function failure(job: Job, attempts: readonly Attempt[]): Finding {
  const { reasons } = job;
  if (reasons.some(({ code }) => code === 'terminatedByUser' || code === 'jobDeleted')) {
    return { kind: 'terminated', reasons };
  }
  const last = attempts.at(-1);
  const exitCode = job.executionInfo.exitCode ?? last?.exitCode ?? null;
  // The signal that the agent saw stands with the process that failed first, which the reason names.
  const killed = reasons.find(({ code }) => code === 'processKilled')?.params.signal;
  const exit = explainExit(exitCode, typeof killed === 'string' ? killed : null) ?? null;
  // These reasons say all that the exit code would, and what to do.
  const said = reasons.some(({ code }) => sayAll.has(code));
  const errors = reasons.length > 0 ? [] : (job.executionInfo.errors ?? []).map(({ message }) => message);
  return { kind: 'failed', reasons, exitCode, exit: said ? null : exit, errors };
}
