import { useTranslation } from 'react-i18next';
import { useFormat } from '../use-format.ts';
import css from './log.module.css';
import type { LogModel } from './log-model.ts';
import type { CrossedRow } from './use-crosshair.ts';

interface CrossedNoteProps {
  model: LogModel;
  crossed: CrossedRow | null;
  onGo(row: number): void;
}

/** Which line stands at the instant that the charts mark, and a way to it; nothing while nobody points. */
export function CrossedNote({ model, crossed, onGo }: CrossedNoteProps) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const place = crossed && model.order.at(crossed.row);
  if (!crossed || !place) return null;
  const words = { time: format.clock(crossed.at), line: format.count(place.line + 1) };
  return (
    <button type="button" className={css.crossed} aria-keyshortcuts="c" onClick={() => onGo(crossed.row)}>
      {t('log.crossed', words)}
    </button>
  );
}
