/** What happened last in the workspace. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { latestEventsQuestion, latestFirst } from '../../live/latest-events.ts';
import { useWorkspaces } from '../../live/questions.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { isTold, LatestEvents } from '../../ui/event-list/latest-events.tsx';
import { Pane } from '../../ui/pane.tsx';

const shownMost = 12;
/** How far back is looked when the newest events are details: a bound on what is read, whatever the server has. */
const readMost = 400;

export function LatestPane({ workspace }: { workspace: string }) {
  const { t } = useTranslation('overview');
  const uid = useWorkspaces().data?.find(({ ref }) => ref === workspace)?.uid;
  const newest = useQuery(latestEventsQuestion(workspace));
  const events = newest.data?.events;
  // The overview draws this each second; what was told does not change with it.
  const few = useMemo(() => events?.length === latestFirst && events.filter(isTold).length < shownMost, [events]);
  const more = useQuery({ ...latestEventsQuestion(workspace, readMost), enabled: few });
  const data = more.data ?? newest.data;
  if (uid === undefined) return null;
  const { error } = newest;
  if (data === undefined && error === null) return null;
  return (
    <Pane title={t('latest.title')} padded={false}>
      {data === undefined ? (
        <ErrorState error={error} onRetry={newest.refetch} />
      ) : (
        <LatestEvents topic={`workspace:${uid}`} known={data.events} after={data.seq} most={shownMost} />
      )}
    </Pane>
  );
}
