import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../use-format.ts';
import css from './cross-keys.module.css';
import { timeCrosshair } from './crosshair.ts';
import { onChartKey, type Pointed } from './pointing.ts';

interface CrossKeysProps {
  /** What the charts below are of. */
  name: string;
  pointed: Pointed;
  /** What they say at an instant. */
  say(at: number): string;
}

/** Moves the crosshair of many small charts by keys, and says what they hold there: one place to tab to for all of them. */
export function CrossKeys({ name, pointed, say }: CrossKeysProps) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const slider = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const tell = () => {
      const element = slider.current;
      // Nobody hears it but who is there.
      if (element === null || document.activeElement !== element) return;
      const [from, to] = pointed.span();
      const { at } = timeCrosshair.snapshot();
      element.setAttribute('aria-valuemin', String(Math.round(from)));
      element.setAttribute('aria-valuemax', String(Math.round(to)));
      element.setAttribute('aria-valuenow', String(Math.round(at ?? to)));
      element.setAttribute('aria-valuetext', at === null ? t('chart.keys') : `${format.clock(at)}, ${say(at)}`);
    };
    return timeCrosshair.subscribe(tell);
  }, [pointed, say, t, format]);
  const [from, to] = pointed.span();
  return (
    <div
      ref={slider}
      role="slider"
      tabIndex={0}
      className={css.keys}
      aria-label={t('chart.crosshair', { name })}
      aria-valuemin={Math.round(from)}
      aria-valuemax={Math.round(to)}
      aria-valuenow={Math.round(to)}
      aria-valuetext={t('chart.keys')}
      onKeyDown={(event) => onChartKey(event, pointed, slider.current?.clientWidth ?? 1)}
      onBlur={() => timeCrosshair.leave()}
    />
  );
}
