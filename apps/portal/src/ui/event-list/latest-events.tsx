/** The newest events of a topic as a short list that needs no scrolling. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import css from './event-list.module.css';
import { EventRow } from './event-list.tsx';
import { type ReadEvent, readEvent } from './read-event.ts';
import { type EventTopic, useEvents } from './use-events.ts';

const told = new Set(['workspace', 'experiment', 'cluster', 'node', 'job']);

interface LatestEventsProps {
  topic: EventTopic;
  /** Number of the event after which the look begins: what is older is not read. */
  after: number;
  /** Rows at most. */
  most: number;
}

/** What is inside a job, and a node that takes work or is done with it, is told by the job itself. */
function isTold({ detail, subject, sentence, state }: ReadEvent): boolean {
  if (detail || !told.has(subject.at(-1)?.kind ?? '')) return false;
  return sentence !== 'state' || (state !== 'idle' && state !== 'running');
}

/** Lists what a person would want to know of; details of how it went are left to the pages of clusters and jobs. */
export function LatestEvents({ topic, after, most }: LatestEventsProps) {
  const { t } = useTranslation('ui');
  const { events, ready } = useEvents(topic, after);
  const shown = useMemo(() => events.filter((event) => isTold(readEvent(event))).slice(0, most), [events, most]);
  if (ready && shown.length === 0) return <p className={css.older}>{t('event.none')}</p>;
  return (
    <ol aria-label={t('event.title')}>
      {shown.map((event) => (
        <EventRow key={event.seq} event={event} />
      ))}
    </ol>
  );
}
