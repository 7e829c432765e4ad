import { useTranslation } from 'react-i18next';
import css from './log.module.css';
import { type LogMode, logModes } from './row-modes.ts';
import { useKept } from './use-kept.ts';

/** Which ranks there are, and which are shown. */
export interface RankChoice {
  all: readonly number[];
  rank: number | 'all';
  onRank(rank: number | 'all'): void;
  /** False where lines of ranks that are equal do not belong together; absent as true. */
  foldable?: boolean;
}

interface Modes {
  modes: readonly LogMode[];
  mode: LogMode;
  onMode(mode: LogMode): void;
}

const ofAll = ['braid', 'raw'] as const;

/** How a log of several ranks is shown: kept for this person; one rank alone is the page's own choice. */
export function useLogMode(ranks: RankChoice | undefined): Modes {
  const [kept, keep] = useKept('trainyard.log.mode', ofAll, 'braid');
  const several = ranks !== undefined && ranks.all.length > 1;
  const foldable = ranks?.foldable !== false;
  return {
    modes: several ? logModes.filter((mode) => foldable || mode !== 'braid') : [],
    mode: several && ranks.rank === 'all' ? (foldable ? kept : 'raw') : 'rank',
    onMode(mode) {
      if (mode !== 'rank') {
        // What is the only way here is no choice.
        if (foldable) keep(mode);
        ranks?.onRank('all');
      } else if (ranks?.rank === 'all') ranks.onRank(ranks.all[0] ?? 'all');
    },
  };
}

/** Braid, one rank, or raw. */
export function ModeSwitch({ modes, mode, onMode }: Modes) {
  const { t } = useTranslation('ui');
  if (modes.length === 0) return null;
  return (
    <fieldset className={css.group} aria-label={t('log.mode.title')}>
      {modes.map((one) => (
        <button key={one} type="button" aria-pressed={one === mode} onClick={() => onMode(one)}>
          {t(`log.mode.${one}`)}
        </button>
      ))}
    </fieldset>
  );
}
