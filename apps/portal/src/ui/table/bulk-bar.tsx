import { Button } from '@mui/material';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from './bulk-bar.module.css';

interface BulkBarProps {
  count: number;
  /** What is chosen, by state. */
  note?: ReactNode;
  /** Verbs; each says how many of the chosen it applies to. */
  children: ReactNode;
  onClear: () => void;
}

/** What can be done with the chosen rows, at the lower edge of their table. */
export function BulkBar({ count, note, children, onClear }: BulkBarProps) {
  const { t } = useTranslation('ui');
  return (
    <div className={css.bar} role="toolbar" aria-label={t('table.bulk')}>
      <b className={css.count} role="status">
        {t('table.selected', { count })}
      </b>
      {note !== undefined && <span className={css.note}>{note}</span>}
      <span className={css.rule} />
      {children}
      <Button variant="text" onClick={onClear}>
        {t('table.clear')}
        <kbd className={css.key}>{t('table.clearKey')}</kbd>
      </Button>
    </div>
  );
}
