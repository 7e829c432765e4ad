/** Keeps what is shown of a workspace current: its events patch the cache; after a start or a cut nothing stays unproven. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { EventCache } from './apply-events.ts';
import { client } from './client.ts';
import { connection } from './connection.ts';
import { forgetEarly } from './early-answers.ts';
import type { JobAddress } from './keys.ts';
import { Refresh } from './refresh.ts';

const fetchJob = (params: JobAddress) => client.call('getJob', { params });

/** Follows a workspace while the component lives. */
export function useFollowWorkspace(uid: string | undefined): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (uid === undefined) return undefined;
    const refresh = new Refresh(queries);
    const cache = new EventCache(queries, refresh, fetchJob);
    let marked = false;
    const stop = connection.live.follow(`workspace:${uid}`, {
      onEvents(events) {
        cache.apply(events);
        const last = events.at(-1);
        if (last) connection.saw(last.seq);
      },
      onMark(seq) {
        connection.saw(seq);
        if (marked) return;
        marked = true;
        forgetEarly();
        // Answers from before the topic was followed may lack what happened in between.
        void queries.invalidateQueries();
      },
      onError: (error) => console.error('the workspace cannot be followed', error),
    });
    return () => {
      stop();
      refresh.stop();
    };
  }, [uid, queries]);
}
