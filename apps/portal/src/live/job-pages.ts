/** The pages of a list of jobs as events change them: newest first, each job once, only what the filter names. Pure. */
import type { Job } from '@trainyard/contracts/job';
import type { JobFilter } from './keys.ts';

export interface JobPage {
  items: Job[];
  next: string | null;
  seq: number;
}

/** True when a job belongs into a list. */
export function belongs(job: Job, { state, cluster, experiment }: JobFilter): boolean {
  if (state !== undefined && state !== '' && !state.split(',').includes(job.executionState)) return false;
  if (cluster !== undefined && job.cluster?.name.toLowerCase() !== cluster.toLowerCase()) return false;
  return experiment === undefined || job.experiment.toLowerCase() === experiment.toLowerCase();
}

/** Replaces jobs by their newer selves; those that the filter no longer names leave. The same pages when nothing changed. */
export function replaceJobs(pages: JobPage[], newer: ReadonlyMap<string, Job>, filter: JobFilter): JobPage[] {
  let changed = false;
  const result = pages.map((page) => {
    if (!page.items.some((job) => newer.has(job.uid))) return page;
    changed = true;
    const items = page.items.map((job) => newest(job, newer.get(job.uid))).filter((job) => belongs(job, filter));
    return { ...page, items };
  });
  return changed ? result : pages;
}

/** An answer may come later than a newer one. */
const newest = (held: Job, other: Job | undefined): Job =>
  other !== undefined && other.revision >= held.revision ? other : held;

/** Puts a job that the pages lack where its age puts it; one that is older than all that is loaded is left for its own page. */
export function insertJob(pages: JobPage[], job: Job, filter: JobFilter): JobPage[] {
  if (!belongs(job, filter)) return removeJob(pages, job.uid);
  const without = removeJob(pages, job.uid);
  // A uid is a UUIDv7: the order of text is the order of submission.
  for (const [at, page] of without.entries()) {
    const place = page.items.findIndex((one) => one.uid < job.uid);
    const last = at === without.length - 1;
    if (place === -1 && !(last && page.next === null)) continue;
    const items = [...page.items];
    items.splice(place === -1 ? items.length : place, 0, job);
    return without.with(at, { ...page, items });
  }
  return without;
}

/** Takes a job out. The same pages when it is in none. */
export function removeJob(pages: JobPage[], uid: string): JobPage[] {
  if (!pages.some((page) => page.items.some((job) => job.uid === uid))) return pages;
  return pages.map((page) => ({ ...page, items: page.items.filter((job) => job.uid !== uid) }));
}
