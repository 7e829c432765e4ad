/** What happened last in a workspace; what comes after is followed from there. */
import type { TrainyardEvent } from '@trainyard/contracts/events';
import { client } from './client.ts';
import { keys } from './keys.ts';

export interface LatestEvents {
  /** In commit order. */
  events: readonly TrainyardEvent[];
  /** What they are current to. */
  seq: number;
}

/** Enough for a dozen rows, of a dozen events or so for each job. */
export const latestFirst = 120;

/** The newest `last` events. Asked once for each visit: a later one follows on from them and would have to catch up with hours. */
export const latestEventsQuestion = (workspace: string, last = latestFirst) => ({
  queryKey: keys.latestEvents(workspace, last),
  queryFn: async (): Promise<LatestEvents> => {
    const { items, seq } = await client.call('listEvents', { query: { workspace, last } });
    // The schema leaves events open, so that a newer server may say more.
    return { events: items as unknown as TrainyardEvent[], seq };
  },
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: 10_000,
});
