import type { Job } from '@trainyard/contracts/job';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { belongs, insertJob, type JobPage, removeJob, replaceJobs } from './job-pages.ts';
import { jobOf } from './testing/jobs.ts';

const states = ['queued', 'running', 'failed'] as const;

/** Pages of `size` as the server gives them: newest first, `next` while there are older ones. */
function paged(jobs: readonly Job[], size: number, loaded: number): JobPage[] {
  const pages: JobPage[] = [];
  for (let from = 0; from < jobs.length || from === 0; from += size) {
    const more = from + size < jobs.length;
    pages.push({ items: jobs.slice(from, from + size), next: more ? String(from + size) : null, seq: 1 });
  }
  return pages.slice(0, Math.max(1, loaded));
}

const names = (pages: readonly JobPage[]) => pages.flatMap(({ items }) => items.map(({ name }) => name));

test('after any changes a list is what the server would answer, as far as it is loaded', () => {
  const change = fc.record({
    job: fc.integer({ min: 0, max: 12 }),
    state: fc.constantFrom(...states, 'gone' as const),
  });
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...states), { minLength: 1, maxLength: 13 }),
      fc.array(change, { maxLength: 20 }),
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom(undefined, 'running', 'queued,failed'),
      (first, changes, size, state) => {
        const filter = { state };
        const all = new Map<number, Job>(first.map((one, at) => [at, jobOf(at, { executionState: one })]));
        const newest = () =>
          [...all.values()].sort((a, b) => (a.uid < b.uid ? 1 : -1)).filter((job) => belongs(job, filter));
        let pages = paged(newest(), size, 99);
        for (const { job, state: to } of changes) {
          if (to === 'gone') {
            all.delete(job);
            pages = removeJob(pages, jobOf(job).uid);
            continue;
          }
          const changed = jobOf(job, { executionState: to });
          all.set(job, changed);
          const held = pages.some(({ items }) => items.some(({ uid }) => uid === changed.uid));
          pages = held
            ? replaceJobs(pages, new Map([[changed.uid, changed]]), filter)
            : insertJob(pages, changed, filter);
        }
        expect(names(pages)).toEqual(newest().map(({ name }) => name));
      },
    ),
  );
});

test('a job older than all that is loaded waits for its own page', () => {
  const jobs = [5, 4, 3, 2].map((number) => jobOf(number));
  const pages = paged(jobs, 2, 1);
  expect(names(insertJob(pages, jobOf(1), {}))).toEqual(['job-5', 'job-4']);
  expect(names(insertJob(pages, jobOf(6), {}))).toEqual(['job-6', 'job-5', 'job-4']);
});

test('what does not change keeps its identity, so nothing is drawn again', () => {
  const pages = paged([jobOf(2), jobOf(1)], 2, 1);
  expect(replaceJobs(pages, new Map([[jobOf(7).uid, jobOf(7)]]), {})).toBe(pages);
  expect(removeJob(pages, jobOf(7).uid)).toBe(pages);
});

test('a filter names clusters without regard to case', () => {
  expect(belongs(jobOf(1), { cluster: 'C' })).toBe(true);
  expect(belongs(jobOf(1), { cluster: 'd' })).toBe(false);
  expect(belongs(jobOf(1, { cluster: null }), { cluster: 'c' })).toBe(false);
});
