/** Keeps what is shown of a workspace current: its events patch the cache; after a start or a cut nothing stays unproven. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { answered } from './answered.ts';
import { EventCache } from './apply-events.ts';
import { client } from './client.ts';
import { connection } from './connection.ts';
import { forgetEarly } from './early-answers.ts';
import type { JobAddress } from './keys.ts';
import { Refresh } from './refresh.ts';

/** ms after which what happened since the first answers is asked for as a whole and not told one by one. */
const tellMostMs = 30_000;

const fetchJob = (params: JobAddress) => client.call('getJob', { params });

/** Follows a workspace while the component lives. */
export function useFollowWorkspace(uid: string | undefined): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (uid === undefined) return undefined;
    const refresh = new Refresh(queries);
    const cache = new EventCache(queries, refresh, fetchJob);
    let marked = false;
    const askAgain = () => void queries.invalidateQueries();
    const follow = (after: number | undefined) =>
      connection.live.follow(`workspace:${uid}`, {
        ...(after !== undefined && { after }),
        onEvents(events) {
          forgetEarly();
          cache.apply(events);
          const last = events.at(-1);
          if (last) connection.saw(last.seq);
        },
        onMark(seq) {
          connection.saw(seq);
          if (marked) return;
          marked = true;
          forgetEarly();
          // Answers from before the topic was followed may lack what happened in between; what failed was perhaps for want of a server.
          if (after === undefined) askAgain();
          else void queries.invalidateQueries({ predicate: ({ state }) => state.status === 'error' });
        },
        onError: (error) => console.error('the workspace cannot be followed', error),
      });
    let stop = follow(answered.followFrom(askAgain));
    const late = setTimeout(() => {
      if (marked) return;
      stop();
      stop = follow(undefined);
    }, tellMostMs);
    return () => {
      clearTimeout(late);
      stop();
      refresh.stop();
    };
  }, [uid, queries]);
}
