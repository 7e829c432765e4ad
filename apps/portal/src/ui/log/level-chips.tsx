import { Check, TriangleAlert, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { MenuItem } from '../menu/menu.tsx';
import { useFormat } from '../use-format.ts';
import css from './log.module.css';
import type { LogQuery } from './log-match.ts';
import type { Trouble } from './trouble.ts';

const chips = ['error', 'warning'] as const;

interface LevelChipsProps {
  query: LogQuery;
  onChange(levels: LogQuery['levels']): void;
}

const signs = { error: X, warning: TriangleAlert };

/** How many errors and warnings there are; each shows only its own, none chosen is every line. */
export function LevelChips({ query: { levels }, trouble, onChange }: LevelChipsProps & { trouble: Trouble }) {
  const { t } = useTranslation('ui');
  const { language, count } = useFormat();
  const counts = { error: trouble.errors, warning: trouble.warnings };
  const short = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
  return (
    <fieldset className={`${css.group} ${css.roomy}`} aria-label={t('log.levels')}>
      {chips.map((level) => {
        const Sign = signs[level];
        const words = t(`log.onlyLevel.${level}`, { n: count(counts[level]) });
        return (
          <button
            key={level}
            type="button"
            aria-label={words}
            title={words}
            aria-pressed={levels?.includes(level) === true}
            data-level={level}
            data-some={counts[level] > 0 || undefined}
            onClick={() => onChange(toggled(levels, level))}
          >
            <Sign size={12} strokeWidth={2} aria-hidden="true" />
            {short.format(counts[level])}
          </button>
        );
      })}
    </fieldset>
  );
}

/** The same as rows of a menu, for a narrow page. */
export function LevelItems({ query: { levels }, onChange }: LevelChipsProps) {
  const { t } = useTranslation('ui');
  return chips.map((level) => {
    const on = levels?.includes(level) === true;
    return (
      <MenuItem key={level} role="menuitemcheckbox" aria-checked={on} onClick={() => onChange(toggled(levels, level))}>
        <span className={css.tick}>{on && <Check size={14} strokeWidth={1.5} aria-hidden="true" />}</span>
        {t(`log.level.${level}`)}
      </MenuItem>
    );
  });
}

function toggled(levels: LogQuery['levels'], level: (typeof chips)[number]): LogQuery['levels'] {
  const next = chips.filter((one) => (one === level ? !levels?.includes(one) : levels?.includes(one)));
  return next.length === 0 ? null : next;
}
