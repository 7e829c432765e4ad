import type { Cluster } from '@trainyard/contracts/cluster';
import type { Job } from '@trainyard/contracts/job';
import type { JobCounts } from '@trainyard/contracts/job-list';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { WindowGroup } from '../../../ui/table/window/window-table.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { gpusOf } from './size-of.ts';

/** Running, waiting and ended jobs, each under its row with its sums: those of GPUs where all of its jobs are here. */
export function useGroups(
  counts: JobCounts | undefined,
  loaded: ReadonlyMap<number, Job>,
  clusters: ReadonlyMap<string, Cluster>,
): WindowGroup<Job>[] {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  return useMemo(() => {
    const of = (...states: string[]) => states.reduce((sum, state) => sum + (counts?.states[state] ?? 0), 0);
    const [running, waiting, ended] = [of('running', 'terminating'), of('queued'), of('succeeded', 'failed')];
    const gpus = (key: 'list.gpusHeld' | 'list.gpusAsked', from: number, count: number) => {
      const jobs = Array.from({ length: Math.min(count, loaded.size) }, (_, at) => loaded.get(from + at));
      if (jobs.length < count || jobs.some((job) => job === undefined)) return null;
      const sum = gpusOf(jobs as Job[], clusters);
      return sum > 0 ? t(key, { count: sum }) : null;
    };
    const [held, asked] = [gpus('list.gpusHeld', 0, running), gpus('list.gpusAsked', running, waiting)];
    const outcomes = { succeeded: format.count(of('succeeded')), failed: format.count(of('failed')) };
    return [
      {
        id: 'running',
        label: t('list.group.running'),
        count: running,
        note: () => held,
        heads: { ends: t('list.ends'), time: t('list.runsFor') },
      },
      {
        id: 'waiting',
        label: t('list.group.waiting'),
        count: waiting,
        note: () => asked,
        heads: { ends: t('list.starts'), time: t('list.waitsFor') },
      },
      {
        id: 'ended',
        label: t('list.group.ended'),
        count: ended,
        note: () => t('list.outcomes', outcomes),
        heads: { ends: t('list.ended'), time: t('list.took') },
      },
    ];
  }, [t, format, counts, loaded, clusters]);
}
