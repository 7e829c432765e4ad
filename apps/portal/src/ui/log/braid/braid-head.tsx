import type { RowWords } from '../log-row.tsx';
import css from './braid.module.css';

interface BraidHeadProps {
  words: RowWords;
  differing: readonly number[];
  /** There is a column of times. */
  timed: boolean;
}

/** Heads of the columns; of the right one by the ranks that stand in it now. */
export function BraidHead({ words: { t }, differing, timed }: BraidHeadProps) {
  const [rank] = differing;
  return (
    <div className={css.head} aria-hidden="true">
      <span className={css.headLine}>
        <span className={css.headWords}>{t('log.braid.line')}</span>
      </span>
      {timed && (
        <span className={css.headTime}>
          <span className={css.headWords}>{t('log.braid.time')}</span>
        </span>
      )}
      <span className={css.headRank}>
        <span className={css.headWords}>{t('log.braid.rank')}</span>
      </span>
      <span className={css.headText}>
        <span className={css.headWords}>{t('log.braid.agree')}</span>
        {rank !== undefined && (
          <span className={`${css.headWords} ${css.headDiffers}`}>
            {differing.length === 1
              ? t('log.braid.oneDiffers', { rank })
              : t('log.braid.someDiffer', { ranks: differing.join(', ') })}
          </span>
        )}
      </span>
    </div>
  );
}
