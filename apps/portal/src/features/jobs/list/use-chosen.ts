import type { Job } from '@trainyard/contracts/job';
import type { JobCounts } from '@trainyard/contracts/job-list';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../../live/client.ts';
import type { JobListQuery } from '../../../live/keys.ts';
import type { WindowSelection } from '../../../ui/table/window/window-table.tsx';
import { type Chosen, nothing } from './selection.ts';

interface ChosenOptions {
  workspace: string;
  query: JobListQuery;
  counts: JobCounts | undefined;
  loaded: ReadonlyMap<number, Job>;
  listKey: string;
}

/** Jobs of a range that are fetched because they are not here; a longer one ends there. */
const rangeMost = 1_000;

/** Which jobs are chosen, by pointer, by keys, a range, or all that the filter finds. */
export function useChosen(options: ChosenOptions) {
  const { t } = useTranslation('jobs');
  const { loaded, counts, listKey } = options;
  const [chosen, setChosen] = useState<Chosen>(nothing);
  const anchor = useRef<number | null>(null);
  const latest = useRef({ ...options, chosen });
  useEffect(() => {
    latest.current = { ...options, chosen };
  });
  // Another filter is another list: what was chosen in the one before is out of sight.
  const key = useRef(listKey);
  useEffect(() => {
    if (key.current === listKey) return;
    key.current = listKey;
    anchor.current = null;
    setChosen(nothing);
  }, [listKey]);
  // What is known of the chosen goes with what is shown of them.
  useEffect(() => {
    setChosen((old) => {
      if (old.all || old.jobs.size === 0) return old;
      const newer = [...loaded.values()].filter(
        (job) => (old.jobs.get(job.uid)?.revision ?? job.revision) < job.revision,
      );
      return newer.length === 0
        ? old
        : { all: false, jobs: new Map([...old.jobs, ...newer.map((job) => [job.uid, job] as const)]) };
    });
  }, [loaded]);

  const toggle = useCallback((index: number, range: boolean) => {
    const { loaded: here, chosen: now } = latest.current;
    const from = range ? (anchor.current ?? index) : index;
    anchor.current = index;
    if (range) {
      void rangeOf(latest.current, Math.min(from, index), Math.max(from, index)).then((jobs) =>
        setChosen((old) => ({
          all: false,
          jobs: new Map([...(old.all ? [] : old.jobs), ...jobs.map((job) => [job.uid, job] as const)]),
        })),
      );
      return;
    }
    const job = here.get(index);
    if (job === undefined) return;
    const jobs = new Map(now.all ? [...here.values()].map((one) => [one.uid, one]) : now.jobs);
    if (!jobs.delete(job.uid)) jobs.set(job.uid, job);
    setChosen({ all: false, jobs });
  }, []);

  const size = chosen.all ? (counts?.sum ?? 0) : chosen.jobs.size;
  const names = useMemo(() => new Map([...loaded.values()].map(({ uid, name }) => [uid, name])), [loaded]);
  const selection = useMemo<WindowSelection>(
    () => ({
      size,
      extent: size === 0 ? 'none' : chosen.all || size === counts?.sum ? 'all' : 'some',
      has: (id) => chosen.all || chosen.jobs.has(id),
      toggle,
      toggleAll: () => setChosen((old) => (old.all ? nothing : { all: true })),
      clear: () => setChosen(nothing),
      nameOf: (id) => t('list.select', { name: names.get(id) ?? '' }),
    }),
    [chosen, size, counts?.sum, toggle, names, t],
  );
  return { chosen, selection, chooseAll: useCallback(() => setChosen({ all: true }), []) };
}

/** Jobs of a range of places: those that are here, and the others from the server. */
async function rangeOf({ workspace, query, loaded }: ChosenOptions, from: number, to: number): Promise<Job[]> {
  const here = Array.from({ length: Math.min(rangeMost, to - from + 1) }, (_, at) => loaded.get(from + at));
  if (here.every((job) => job !== undefined)) return here as Job[];
  const page = await client.call('listJobs', {
    params: { workspace },
    query: { ...query, offset: from, limit: here.length },
  });
  return page.items;
}
