/** What happened to a cluster or job: newest first, each event a sentence with who did it and why. */
import { Button, Checkbox } from '@mui/material';
import { ArrowUp } from 'lucide-react';
import { Fragment, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../empty-state.tsx';
import { ErrorState } from '../error-state.tsx';
import { useFormat } from '../use-format.ts';
import { EventKinds, kindOf } from './event-kinds.tsx';
import css from './event-list.module.css';
import { EventRow } from './event-row.tsx';
import { readEvent } from './read-event.ts';
import { useEvents } from './use-events.ts';

/** Follows a topic and lists its events. While the pointer or the focus is in the list, its order is held. */
export function EventList({ topic }: { topic: `cluster:${string}` | `job:${string}` }) {
  const { t } = useTranslation('ui');
  const { events, dropped, ready, error } = useEvents(topic);
  const [all, setAll] = useState(false);
  const [kind, setKind] = useState<string | null>(null);
  const [held, setHeld] = useState<number | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const box = useId();
  const read = useMemo(() => events.map((event) => ({ event, said: readEvent(event) })), [events]);
  const details = read.filter(({ said }) => said.detail).length;
  const told = all ? read : read.filter(({ said }) => !said.detail);
  const wanted = kind === null ? told : told.filter(({ said }) => kindOf(said) === kind);
  const shown = held === null ? wanted : wanted.filter(({ event }) => event.seq <= held);
  const hold = () => setHeld((last) => last ?? events[0]?.seq ?? null);

  if (error !== null && events.length === 0) return <ErrorState error={error} />;
  return (
    <div className={css.events}>
      <div className={css.head}>
        {details > 0 && (
          <label className={css.toggle} htmlFor={box}>
            <Checkbox id={box} checked={all} onChange={(event) => setAll(event.target.checked)} />
            {t('event.all', { count: details })}
          </label>
        )}
        <EventKinds told={told} kind={kind} onKind={setKind} />
        {wanted.length > shown.length && (
          <Button
            startIcon={<ArrowUp size={14} strokeWidth={1.5} />}
            onClick={() => {
              setHeld(events[0]?.seq ?? null);
              list.current?.scrollTo({ top: 0 });
            }}
          >
            {t('event.newAbove', { count: wanted.length - shown.length })}
          </Button>
        )}
      </div>
      {ready && shown.length === 0 && <EmptyState title={t('event.none')} />}
      <ol
        ref={list}
        className={css.list}
        aria-label={t('event.title')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        tabIndex={0}
        onPointerEnter={hold}
        onPointerLeave={() => setHeld(null)}
        onFocus={hold}
        onBlur={() => setHeld(null)}
      >
        {shown.map(({ event }, at) => (
          <Fragment key={event.seq}>
            <DayBefore at={event.at} above={shown[at - 1]?.event.at ?? Date.now()} />
            <EventRow event={event} />
          </Fragment>
        ))}
        {dropped > 0 && <li className={css.older}>{t('event.older', { count: dropped })}</li>}
      </ol>
    </div>
  );
}

/** The day of what stands below, where it is another one than that of what stands above. */
function DayBefore({ at, above }: { at: number; above: number }) {
  const format = useFormat();
  const day = format.day(at);
  return day === format.day(above) ? null : <li className={css.day}>{day}</li>;
}
