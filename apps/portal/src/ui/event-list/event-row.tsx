/** One event as a row: when, what, why, and who. */
import type { TrainyardEvent } from '@trainyard/contracts/events';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Glyph, isGlyphState } from '../glyph.tsx';
import { useFormat } from '../use-format.ts';
import css from './event-list.module.css';
import { readEvent } from './read-event.ts';
import { useSayEvent } from './use-say-event.ts';

export const EventRow = memo(({ event }: { event: TrainyardEvent }) => {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const say = useSayEvent();
  const { sentence, glyph, why } = say(readEvent(event));
  const actor =
    event.actor.kind === 'controller' ? t('event.controller', { name: event.actor.name }) : event.actor.name;
  return (
    <li className={css.row}>
      <time className={css.time} dateTime={new Date(event.at).toISOString()} title={format.fully(event.at)}>
        {format.clock(event.at)}
      </time>
      <span className={css.sign}>
        {glyph !== undefined && isGlyphState(glyph) && <Glyph state={glyph} named={false} />}
      </span>
      <span className={css.what}>
        <bdi>{sentence}</bdi>
        {why !== '' && <bdi className={css.why}>{why}</bdi>}
      </span>
      <bdi className={css.actor}>{actor}</bdi>
      <span className={css.seq} title={event.type}>
        {format.count(event.seq)}
      </span>
    </li>
  );
});
EventRow.displayName = 'EventRow';
