import { useQuery } from '@tanstack/react-query';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { NodeDetail } from '@trainyard/contracts/node';
import { useTranslation } from 'react-i18next';
import { client } from '../../../live/client.ts';
import { keys } from '../../../live/keys.ts';
import { ErrorState } from '../../../ui/error-state.tsx';
import { EventRow } from '../../../ui/event-list/event-row.tsx';
import { Pane } from '../../../ui/pane.tsx';
import css from './node-page.module.css';

/** A node changes a few times a day. */
const eventsMost = 1_000;

/** What happened to a node, newest first: also to one that is gone. */
export function NodeEvents({ node }: { node: NodeDetail }) {
  const { t } = useTranslation('clusters');
  const { workspace, cluster, uid, revision } = node;
  const { data, error, refetch } = useQuery({
    // A node that changed has an event more.
    queryKey: [...keys.nodes(workspace, cluster), 'events', uid, revision],
    queryFn: async () => {
      const query = { workspace, subject: uid, last: eventsMost };
      // The schema leaves events open, so that a newer server may say more.
      const { items } = await client.call('listEvents', { query });
      return (items as unknown as TrainyardEvent[]).reverse();
    },
    placeholderData: (before) => before,
  });
  return (
    <Pane title={t('tab.events')} padded={false}>
      {error !== null && data === undefined && <ErrorState error={error} onRetry={refetch} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <ol className={css.events} tabIndex={0} aria-label={t('tab.events')}>
        {data?.map((event) => (
          <EventRow key={event.seq} event={event} />
        ))}
      </ol>
    </Pane>
  );
}
