import { useQuery } from '@tanstack/react-query';
import type { Attempt } from '@trainyard/contracts/attempt';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { Job } from '@trainyard/contracts/job';
import { useMemo } from 'react';
import { client } from '../../../live/client.ts';
import { type FindingSpan, findingSpans } from './finding-spans.ts';

const pageMost = 1_000;
/** A job that is found wanting ten thousand times says no more by the next. */
const pagesMost = 10;

/** What was found of a job since it began; renewed when something else stands out of it. Empty until it is known. */
export function useFindingSpans(job: Job, attempts: readonly Attempt[]): readonly FindingSpan[] {
  const { workspace, uid } = job;
  const { data } = useQuery({
    queryKey: ['findings', uid, findingOf(job)],
    queryFn: () => eventsOf(workspace, uid),
    placeholderData: (before: TrainyardEvent[] | undefined) => before,
    // What stood out before may stand out again: by then there is more to tell.
    gcTime: 0,
  });
  return useMemo(() => findingSpans(data ?? [], attempts), [data, attempts]);
}

/** What stands out now: progress, and that it grows older, tells nothing new of it. */
function findingOf({ vitals }: Pick<Job, 'vitals'>) {
  if (vitals === null) return null;
  const { unit, attempt, finding } = vitals;
  return [unit, attempt, finding && [finding.kind, finding.since, finding.ranks]];
}

/** Events of the job itself: not of its attempts and tasks. */
async function eventsOf(workspace: string, subject: string): Promise<TrainyardEvent[]> {
  const all: TrainyardEvent[] = [];
  for (let page = 0; page < pagesMost; page++) {
    const query = { workspace, subject, limit: pageMost, after: all.at(-1)?.seq ?? 0 };
    // The schema leaves events open, so that a newer server may say more.
    const items = (await client.call('listEvents', { query })).items as unknown as TrainyardEvent[];
    all.push(...items);
    if (items.length < pageMost) break;
  }
  return all;
}
