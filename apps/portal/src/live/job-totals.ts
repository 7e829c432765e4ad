import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { JobCounts } from '@trainyard/contracts/job-list';
import { useEffect } from 'react';
import { client } from './client.ts';
import { keys } from './keys.ts';
import { listChanges } from './list-changes.ts';

/** Jobs that come and go together are counted once. */
const settleMs = 500;

export const jobTotalsQuestion = (workspace: string) => ({
  queryKey: keys.jobTotals(workspace),
  queryFn: () => client.call('countJobs', { params: { workspace } }),
});

/**
 * How many jobs of a workspace are in each state, counted anew when one moved; undefined at first. On every page: lists of jobs
 * that nobody looks at are known to be old from then on.
 */
export function useJobTotals(workspace: string): JobCounts | undefined {
  const queries = useQueryClient();
  const { data } = useQuery(jobTotalsQuestion(workspace));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const lists = { queryKey: keys.jobWindows(workspace), type: 'inactive' } as const;
    const leave = listChanges.on(workspace, () => {
      // An answer that is on its way to nobody may be older than the change.
      void queries.cancelQueries(lists).then(() => queries.invalidateQueries({ ...lists, refetchType: 'none' }));
      timer ??= setTimeout(() => {
        timer = undefined;
        void queries.invalidateQueries({ queryKey: keys.jobTotals(workspace) });
      }, settleMs);
    });
    return () => {
      clearTimeout(timer);
      leave();
    };
  }, [queries, workspace]);
  return data;
}
