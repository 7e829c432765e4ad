import type { Cluster } from '@trainyard/contracts/cluster';
import type { Job } from '@trainyard/contracts/job';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Grouping } from '../../../ui/table/items.ts';
import { isOver } from '../job-facts.ts';
import { gpusOf } from './size-of.ts';

/** Running, waiting and ended jobs, each under its row with its sums. */
export function useGrouping(clusters: ReadonlyMap<string, Cluster>): Grouping<Job> {
  const { t } = useTranslation('jobs');
  return useMemo(() => {
    const gpus = (jobs: readonly Job[], key: 'list.gpusHeld' | 'list.gpusAsked') => {
      const count = gpusOf(jobs, clusters);
      return count > 0 ? t(key, { count }) : null;
    };
    const outcomes = (jobs: readonly Job[]) => {
      const failed = jobs.filter(({ executionState }) => executionState === 'failed').length;
      return t('list.outcomes', { succeeded: jobs.length - failed, failed });
    };
    return {
      of: (job) => (isOver(job) ? 'ended' : job.executionState === 'queued' ? 'waiting' : 'running'),
      groups: [
        {
          id: 'running',
          label: t('list.group.running'),
          note: (jobs) => gpus(jobs, 'list.gpusHeld'),
          heads: { time: t('list.runsFor'), when: t('list.started') },
        },
        {
          id: 'waiting',
          label: t('list.group.waiting'),
          note: (jobs) => gpus(jobs, 'list.gpusAsked'),
          heads: { time: t('list.waitsFor'), when: t('list.submitted') },
        },
        {
          id: 'ended',
          label: t('list.group.ended'),
          note: outcomes,
          heads: { time: t('list.took'), when: t('list.ended') },
        },
      ],
    };
  }, [t, clusters]);
}
