import type { Cluster } from '@trainyard/contracts/cluster';
import type { Job } from '@trainyard/contracts/job';
import { useMemo } from 'react';
import { useJobs } from '../../live/questions.ts';
import { useFormat } from '../../ui/use-format.ts';

export interface ClusterJobs {
  /** Running, terminating and queued jobs of the cluster, newest first, as far as they are loaded. */
  jobs: readonly Job[];
  running: readonly Job[];
  waiting: readonly Job[];
  /** "3", or "3+" while there are jobs that are not loaded. */
  waitingWords: string;
  loaded: boolean;
  /** Loads more; undefined when all are here. */
  more: (() => void) | undefined;
}

/** The jobs of a cluster that are not over. */
export function useClusterJobs(cluster: Cluster): ClusterJobs {
  const format = useFormat();
  const answer = useJobs(cluster.workspace, { cluster: cluster.name, state: 'queued,running,terminating' });
  const { data, hasNextPage, fetchNextPage } = answer;
  return useMemo(() => {
    const jobs = data?.pages.flatMap(({ items }) => items) ?? [];
    const waiting = jobs.filter(({ executionState }) => executionState === 'queued');
    return {
      jobs,
      waiting,
      running: jobs.filter(({ executionState }) => executionState !== 'queued'),
      waitingWords: `${format.count(waiting.length)}${hasNextPage ? '+' : ''}`,
      loaded: data !== undefined,
      more: hasNextPage ? () => void fetchNextPage() : undefined,
    };
  }, [data, hasNextPage, fetchNextPage, format]);
}
