import { useTranslation } from 'react-i18next';
import { useNow } from '../live/connection.ts';
import { useFormat } from './use-format.ts';

/** Up to an hour relative ("6 min ago"), then the clock; the full form is the tip. `at` is the server's clock, ms. */
export function Ago({ at, className }: { at: number; className?: string }) {
  const now = useNow();
  const { t } = useTranslation('ui');
  const format = useFormat();
  const age = now - at;
  const text = age < 3_600_000 ? t('ago', { age: format.duration(roundedAge(age)) }) : format.instant(at);
  return (
    <time dateTime={new Date(at).toISOString()} title={format.fully(at)} className={className}>
      {text}
    </time>
  );
}

/** Seconds below a minute, whole minutes above: an age does not need more, and its text stands still. */
function roundedAge(age: number): number {
  const seconds = Math.max(0, Math.round(age / 1_000));
  return (seconds < 60 ? seconds : Math.floor(seconds / 60) * 60) * 1_000;
}
