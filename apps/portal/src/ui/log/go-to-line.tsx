import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../use-format.ts';
import css from './log.module.css';

interface GoToLineProps {
  /** The last line that there is, from 1. */
  last: number;
  onGo(line: number): void;
  onLeave(): void;
}

/** Asks for a line's number, over the log's corner; Enter goes there. */
export function GoToLine({ last, onGo, onLeave }: GoToLineProps) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const [text, setText] = useState('');
  // People paste numbers as they are shown: 48,212 or 48 212.
  const digits = text.replace(/[\s,.’'\u202f\u00a0]/g, '');
  const line = /^\d{1,15}$/.test(digits) ? Number(digits) : undefined;
  const fits = line !== undefined && line >= 1;
  const go = (event: FormEvent) => {
    event.preventDefault();
    if (fits) onGo(Math.min(line, last));
  };
  return (
    <form
      className={css.goTo}
      onSubmit={go}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onLeave();
      }}
    >
      <input
        // biome-ignore lint/a11y/noAutofocus: it was asked for by the key or the menu a moment ago.
        autoFocus
        value={text}
        inputMode="numeric"
        aria-label={t('log.goTo')}
        aria-invalid={text !== '' && !fits}
        placeholder={t('log.lineOf', { last: format.count(last) })}
        onChange={(event) => setText(event.target.value)}
        onBlur={onLeave}
      />
    </form>
  );
}
