/** What happened in a workspace over the last day. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Activity } from '@trainyard/contracts/activity';
import { client } from './client.ts';
import { useNow } from './connection.ts';

/** A step of the day as it is shown: history moves on by itself, whatever happens. */
const stepMs = 5 * 60_000;

/** The last 24 hours of a workspace. Asked for again when the queue changes (`waiting`: how many wait), and each five minutes. */
export function useActivity(workspace: string, waiting: string): UseQueryResult<Activity> {
  const step = Math.floor(useNow() / stepMs);
  return useQuery({
    queryKey: ['activity', workspace, waiting, step],
    queryFn: () => {
      const midnight = new Date();
      midnight.setHours(0, 0, 0, 0);
      return client.call('getActivity', { params: { workspace }, query: { spentSince: midnight.getTime() } });
    },
    placeholderData: (before) => before,
  });
}
