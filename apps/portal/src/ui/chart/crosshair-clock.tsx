import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../use-format.ts';
import { timeCrosshair } from './crosshair.ts';
import { useRangeWords } from './range-note.tsx';

/** The stretch that was chosen, else the instant that all charts of the page mark, in words; nothing while nobody points. */
export function CrosshairClock({ className }: { className?: string | undefined }) {
  const { at } = useSyncExternalStore(timeCrosshair.subscribe, timeCrosshair.snapshot);
  const range = useRangeWords();
  const { t } = useTranslation('ui');
  const format = useFormat();
  if (range !== null) return <span className={className}>{range}</span>;
  if (at === null) return null;
  return <span className={className}>{t('chart.instant', { time: format.clock(at) })}</span>;
}
