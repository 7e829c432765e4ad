import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { JobsSubmit } from '@trainyard/contracts/job';

/** Does work that yields, seeing to other requests in between. Rejects with what it throws. */
export async function unhurried<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    await setImmediate();
  }
}

/** Jobs hashed between two yields. */
const perYield = 256;

/** The same for the same body, however its fields were ordered and spaced: a client may write it anew when it sends it again. */
export function* hashOf({ common, jobs }: Pick<JobsSubmit, 'common' | 'jobs'>): Generator<void, string> {
  const hash = createHash('sha256').update(inOrder(common));
  for (const [at, job] of jobs.entries()) {
    if (at % perYield === perYield - 1) yield;
    hash.update('\n').update(inOrder(job));
  }
  return hash.digest('hex');
}

/** JSON with the fields of every object in alphabetical order. */
function inOrder(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
