/** Which job one is compared with unless somebody says otherwise. Pure. */
import type { Job } from '@trainyard/contracts/job';

/** `train-3`, `train-r3` and `train_3` are runs of `train`. */
export const stemOf = (name: string): string =>
  /^(.+?)(?:[-_.](?:r|run|v)?\d{1,6})?$/i.exec(name)?.[1]?.toLowerCase() ?? name;

/** The run before: the newest job of the experiment with the same stem that was submitted before it. Uids are UUIDv7: their order is that of making. */
export function runBefore(job: Pick<Job, 'uid' | 'name' | 'experiment'>, others: readonly Job[]): Job | undefined {
  const stem = stemOf(job.name);
  return others
    .filter(({ uid, name, experiment }) => experiment === job.experiment && uid < job.uid && stemOf(name) === stem)
    .sort((a, b) => (a.uid < b.uid ? 1 : -1))[0];
}
