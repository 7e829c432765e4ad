import { useTranslation } from 'react-i18next';
import { EventList } from '../../../ui/event-list/event-list.tsx';
import { Pane } from '../../../ui/pane.tsx';
import type { PanelProps } from './panel.ts';

/** Everything recorded of the job, from its submission on. */
export function EventsPanel({ job }: PanelProps) {
  const { t } = useTranslation('jobs');
  return (
    <Pane title={t('page.events.title')} padded={false}>
      <EventList topic={`job:${job.uid}`} />
    </Pane>
  );
}
