import { useTranslation } from 'react-i18next';
import { useConnection, useNow } from '../../live/connection.ts';
import { useFormat } from '../../ui/use-format.ts';
import css from './shell.module.css';

/** The page's proof that it is current, or since when it is not. */
export function StatusBar({ newer }: { newer: boolean }) {
  const { t } = useTranslation();
  const { state, since, seq, lag } = useConnection();
  const format = useFormat();
  const now = useNow();
  const age = format.duration(Math.max(0, Math.round((Date.now() - since) / 1_000) * 1_000));
  return (
    <section className={css.status} aria-label={t('status.label')}>
      <span className={state === 'live' ? '' : css.late} data-state={state}>
        <i className={css.dot} />
        {/* The count-up is for the eye; a screen reader hears each change of state once. */}
        <span role="status">
          {state === 'cut' ? <span className="visually-hidden">{t('status.cutOff')}</span> : t(`status.${state}`)}
        </span>
        {state === 'cut' && <span aria-hidden="true">{t('status.cut', { age })}</span>}
        {state === 'live' && lag !== null && <span>{t('status.lag', { ms: lag })}</span>}
      </span>
      <span className={css.wide}>{t('status.event', { seq: format.count(seq) })}</span>
      {newer && <span className={css.late}>{t('status.newer')}</span>}
      <time dateTime={new Date(now).toISOString()} title={format.fully(now)}>
        {format.instant(now).replace(/\d{1,2}:\d{2}$/, '')}
        {format.clock(now)}
      </time>
    </section>
  );
}
