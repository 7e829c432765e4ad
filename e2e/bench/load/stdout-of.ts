/** The log of a job that prints. */
import { until } from '../../cluster/wait.ts';
import type { Yard } from '../../cluster/yard.ts';

/** The stdout of a job's first rank, once something of it is there. */
export function stdoutOf(yard: Yard, job: string): Promise<string> {
  return until(`the stream of job ${job}`, async () => {
    const all = await yard.streams(job);
    return all.find(({ phase, fd }) => phase === 'run' && fd === 'stdout')?.stream;
  });
}
