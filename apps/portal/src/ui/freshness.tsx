/** A number that says how old it is as soon as it is not current. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../live/connection.ts';
import { type Freshness, freshnessOf } from '../live/freshness.ts';
import css from './freshness.module.css';
import { useFormat } from './use-format.ts';

interface ReadingProps {
  /** The value with its unit, in words; undefined: it was never measured. */
  value: ReactNode | undefined;
  /** When it was measured, server's ms; absent: it does not age (what it belongs to is over). */
  at?: number | undefined;
  /** How old it may be and still count as now, ms. */
  budgetMs: number;
  /** Where there is no room: what it was last is the tip of n/a. */
  compact?: boolean;
  className?: string | undefined;
}

/** The three states of a value: current, older than its budget (grey, with its age), and no longer a value (n/a, hatched). */
export function Reading({ value, at, budgetMs, compact = false, className }: ReadingProps) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const { freshness, ageMs } = useFreshness(value === undefined ? undefined : at, budgetMs);
  const look = `${css.reading} ${className ?? ''}`;
  if (value === undefined) return <span className={`${look} ${css.na}`}>{t('na')}</span>;
  if (freshness === 'current' || at === undefined) return <span className={look}>{value}</span>;
  if (freshness === 'old') {
    return (
      <span className={look}>
        <span className={css.old}>{value}</span>
        <span className={css.age}>{t('old', { age: format.duration(Math.floor(ageMs / 1_000) * 1_000) })}</span>
      </span>
    );
  }
  const when = t('at', { time: format.clock(at) });
  return (
    <span className={look}>
      <span className={`${css.na} ${css.hatch}`} title={compact ? `${t('last')} ${when}` : undefined}>
        {t('na')}
      </span>
      {!compact && (
        <span className={css.last}>
          {t('last')} {value} {when}
        </span>
      )}
    </span>
  );
}

/** How current a value measured at `at` (server's ms) is now; looks again each second. Without `at` it is current. */
export function useFreshness(at: number | undefined, budgetMs: number): { freshness: Freshness; ageMs: number } {
  const now = useNow();
  if (at === undefined) return { freshness: 'current', ageMs: 0 };
  return { freshness: freshnessOf(now - at, budgetMs), ageMs: Math.max(0, now - at) };
}
