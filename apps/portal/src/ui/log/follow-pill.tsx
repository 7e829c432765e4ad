import { ArrowDown, Pause } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../use-format.ts';
import css from './log.module.css';
import type { LogScroll } from './use-log-scroll.ts';

/** Following the end, or still: it never resumes by itself. */
export function FollowPill({ scroll, ended }: { scroll: LogScroll; ended: boolean }) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const { following, added } = scroll;
  const words = following
    ? t(ended ? 'log.atEnd' : 'log.following')
    : ended && added === 0
      ? t('log.toEnd')
      : t('log.paused', { count: added, n: format.count(added) });
  return (
    <button
      type="button"
      className={`${css.pill} ${following && !ended ? css.on : ''}`}
      aria-pressed={following}
      data-follow={following ? 'following' : 'paused'}
      onClick={() => (following ? scroll.pause() : scroll.follow())}
    >
      {following || ended ? (
        <ArrowDown size={14} strokeWidth={1.5} aria-hidden="true" />
      ) : (
        <Pause size={14} strokeWidth={1.5} aria-hidden="true" />
      )}
      {words}
    </button>
  );
}
