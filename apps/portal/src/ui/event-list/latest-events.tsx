/** The newest events of a topic as a short list that needs no scrolling. */
import type { TrainyardEvent } from '@trainyard/contracts/events';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import css from './event-list.module.css';
import { EventRow } from './event-row.tsx';
import { readEvent } from './read-event.ts';
import { type EventTopic, useEvents } from './use-events.ts';

const told = new Set(['workspace', 'experiment', 'cluster', 'node', 'job']);

interface LatestEventsProps {
  topic: EventTopic;
  /** What happened up to `after`, in commit order; what comes later is followed. */
  known: readonly TrainyardEvent[];
  after: number;
  /** Rows at most. */
  most: number;
}

/**
 * What a person would want to know of; details of how it went are left to the pages of clusters and jobs. What is inside a job, and a node that
 * takes work or is done with it, is told by the job itself.
 */
export function isTold(event: TrainyardEvent): boolean {
  const { detail, subject, sentence, state } = readEvent(event);
  if (detail || !told.has(subject.at(-1)?.kind ?? '')) return false;
  return sentence !== 'state' || (state !== 'idle' && state !== 'running');
}

export function LatestEvents({ topic, known, after, most }: LatestEventsProps) {
  const { t } = useTranslation('ui');
  const { events } = useEvents(topic, after, known);
  const shown = useMemo(() => events.filter(isTold).slice(0, most), [events, most]);
  if (shown.length === 0) return <p className={css.older}>{t('event.none')}</p>;
  return (
    <ol aria-label={t('event.title')}>
      {shown.map((event) => (
        <EventRow key={event.seq} event={event} />
      ))}
    </ol>
  );
}
