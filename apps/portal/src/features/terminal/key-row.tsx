import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { Hands } from './screen.tsx';
import css from './terminal.module.css';

/** Keys that a phone's keyboard lacks, by what they send. */
const keys = [
  ['esc', '\u001b'],
  ['tab', '\t'],
  ['ctrlC', '\u0003'],
  ['ctrlD', '\u0004'],
  ['up', '\u001b[A'],
  ['down', '\u001b[B'],
  ['left', '\u001b[D'],
  ['right', '\u001b[C'],
] as const;

/** Shown where there is no keyboard but the one on the screen. */
export function KeyRow({ hands }: { hands: RefObject<Hands | null> }) {
  const { t } = useTranslation('terminal');
  return (
    <fieldset className={css.keyRow} aria-label={t('keyRow')}>
      {keys.map(([name, sent]) => (
        <button
          key={name}
          type="button"
          aria-label={t(`key.${name}.said`)}
          // The keyboard on the screen stays where it is.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => hands.current?.type(sent)}
        >
          {t(`key.${name}.shown`)}
        </button>
      ))}
    </fieldset>
  );
}
