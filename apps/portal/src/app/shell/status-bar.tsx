import { useTranslation } from 'react-i18next';
import { useConnection, useNow } from '../../live/connection.ts';
import { useStaleNodes } from '../../live/use-stale-nodes.ts';
import { SimTag } from '../../ui/sim-tag.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useRested } from '../../ui/use-rested.ts';
import css from './shell.module.css';

/** The page's proof that it is current, or since when it is not. */
export function StatusBar({ newer }: { newer: boolean }) {
  const { t } = useTranslation();
  const { state, since, seq, lag } = useConnection();
  const format = useFormat();
  const now = useNow();
  // The rules of dates take long to make ready, and nobody reads the date of a page that is not there yet.
  const rested = useRested();
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
      <NodesOfPage />
      {newer && <span className={css.late}>{t('status.newer')}</span>}
      <time dateTime={new Date(now).toISOString()} title={rested ? format.fully(now) : undefined}>
        {rested && format.instant(now).replace(/\d{1,2}:\d{2}$/, '')}
        {format.clock(now)}
      </time>
    </section>
  );
}

/** Names of silent nodes that fit the bar; all of them are in the tip. */
const namedMost = 2;

/** How many of the nodes whose samples this page shows are current, which are not, and how many of their GPUs are simulated. */
function NodesOfPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { current, stale, simulatedGpus } = useStaleNodes();
  const names = stale.map(({ uid, name }) => name ?? uid);
  const oldest = stale[0]?.ageMs ?? 0;
  const count = current + stale.length;
  const number = format.count(count);
  return (
    <>
      {count > 0 && (
        <span className={css.wide} title={names.slice(0, 50).join(', ')}>
          {stale.length === 0 ? (
            t('status.allCurrent', { count, number })
          ) : (
            <>
              {t('status.current', { count, number, current: format.count(current) })}
              <b className={css.late}>
                {t('status.stale', { number: format.count(stale.length), age: format.duration(oldest) })}
              </b>
              {names.slice(0, namedMost).join(', ')}
              {names.length > namedMost && ' …'}
            </>
          )}
        </span>
      )}
      {simulatedGpus > 0 && (
        <span className={css.wide}>
          <SimTag />
          {t('status.simulated', { count: simulatedGpus, number: format.count(simulatedGpus) })}
        </span>
      )}
    </>
  );
}
