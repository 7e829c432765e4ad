/** What the list of jobs is narrowed to, as the URL says it. Pure. */
import type { Job } from '@trainyard/contracts/job';
import { belongs } from '../../../live/job-pages.ts';
import type { JobFilter } from '../../../live/keys.ts';

/** The server narrows by the first three; `text` is looked for in the names of what is loaded. */
export interface ListFilter {
  state?: string;
  cluster?: string;
  experiment?: string;
  text?: string;
}

export const filterKeys = ['state', 'cluster', 'experiment', 'text'] as const;
export type FilterKey = (typeof filterKeys)[number];

const params: Record<FilterKey, string> = { state: 'state', cluster: 'cluster', experiment: 'experiment', text: 'q' };

export function readFilter(search: URLSearchParams): ListFilter {
  const filter: ListFilter = {};
  for (const key of filterKeys) {
    const value = search.get(params[key]);
    if (value !== null && value !== '') filter[key] = value;
  }
  return filter;
}

/** The same search with one filter set; empty takes it out. Other parameters stay. */
export function withFilter(search: URLSearchParams, key: FilterKey, value: string): URLSearchParams {
  const next = new URLSearchParams(search);
  if (value === '') next.delete(params[key]);
  else next.set(params[key], value);
  return next;
}

export function withoutFilters(search: URLSearchParams): URLSearchParams {
  return filterKeys.reduce((left, key) => withFilter(left, key, ''), search);
}

/** The part that the server understands. */
export function asked({ text: _text, ...filter }: ListFilter): JobFilter {
  return filter;
}

export function matchesText(job: Pick<Job, 'name' | 'experiment'>, text: string | undefined): boolean {
  if (text === undefined) return true;
  const wanted = text.toLowerCase();
  return job.name.toLowerCase().includes(wanted) || job.experiment.toLowerCase().includes(wanted);
}

/** The filter that hides the most of these jobs, and how many would be seen without it; undefined when none alone does. */
export function narrowest(jobs: readonly Job[], filter: ListFilter): { key: FilterKey; count: number } | undefined {
  let best: { key: FilterKey; count: number } | undefined;
  for (const key of filterKeys) {
    if (filter[key] === undefined) continue;
    const rest = { ...filter };
    delete rest[key];
    const count = jobs.filter((job) => belongs(job, asked(rest)) && matchesText(job, rest.text)).length;
    if (count > 0 && count > (best?.count ?? 0)) best = { key, count };
  }
  return best;
}
