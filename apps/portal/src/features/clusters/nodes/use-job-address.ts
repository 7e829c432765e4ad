import { useMemo } from 'react';
import { addresses } from '../../../app/addresses.ts';
import { useJobs } from '../../../live/questions.ts';

/** Addresses of jobs that run now, by uid: a node knows its jobs by uid and name only. Undefined for those not loaded. */
export function useJobAddress(workspace: string): (uid: string) => string | undefined {
  const { data } = useJobs(workspace, { state: 'running,terminating' });
  return useMemo(() => {
    const jobs = data?.pages.flatMap(({ items }) => items) ?? [];
    const byUid = new Map(jobs.map((job) => [job.uid, addresses.job(job)]));
    return (uid) => byUid.get(uid);
  }, [data]);
}
