/** Says that a file of Batch AI was taken, and what became of the fields that are written otherwise here. */
import { Button } from '@mui/material';
import type { Detail } from '@trainyard/contracts/errors';
import { useTranslation } from 'react-i18next';
import { Glyph } from '../../ui/glyph.tsx';
import { useTexts } from '../../ui/use-texts.ts';
import css from './taken-notice.module.css';

interface TakenNoticeProps {
  warnings: readonly Detail[];
  /** What is still to be done or to be known, first. */
  notes?: readonly string[];
  /** Said instead where nothing was taken. */
  refused?: string;
  onClose: () => void;
}

export function TakenNotice({ warnings, notes = [], refused, onClose }: TakenNoticeProps) {
  const { t } = useTranslation('batch-ai');
  const { sayDetail } = useTexts();
  const nothing = warnings.length === 0 && notes.length === 0;
  const quiet = nothing && refused === undefined;
  return (
    <section className={css.notice} aria-label={t('title')}>
      <header>
        <Glyph state={quiet ? 'succeeded' : 'warning'} named={false} />
        <p role="status">{refused ?? (quiet ? t('whole') : t('changed'))}</p>
        <Button size="small" onClick={onClose}>
          {t('close')}
        </Button>
      </header>
      {!nothing && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <ul tabIndex={0}>
          {notes.map((line) => (
            <li key={line} className={css.notes}>
              {line}
            </li>
          ))}
          {warnings.map((detail) => (
            <li key={`${detail.path} ${detail.code}`}>
              <code>{detail.path}</code> <span>{sayDetail(detail)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
