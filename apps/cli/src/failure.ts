import { Fault } from '@trainyard/contracts/errors';

/** What scripts depend on. `job wait` alone gives the job's own code. */
export const exitCodes = { done: 0, failed: 1, usage: 2, notFound: 3, refused: 4 } as const;

/** The command line itself is at fault: says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The thing asked for did not happen, and the message says why. */
export class FailedError extends Error {
  override readonly name = 'FailedError';
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return exitCodes.usage;
  if (!(error instanceof Fault)) return exitCodes.failed;
  if (error.status === 404) return exitCodes.notFound;
  return [401, 403, 409].includes(error.status) ? exitCodes.refused : exitCodes.failed;
}

/** The message; the faults of a body each on a line of their own when it has several. */
export function messageOf(error: unknown): string {
  if (error instanceof Fault && error.details && error.details.length > 1) {
    const faults = error.details.map(({ path, message }) => `\n  ${path ? `${path}: ` : ''}${message}`);
    return `the request is not valid:${faults.join('')}`;
  }
  return error instanceof Error ? error.message : String(error);
}
