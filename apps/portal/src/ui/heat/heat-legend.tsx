import { useTranslation } from 'react-i18next';
import { useFormat } from '../use-format.ts';
import css from './node-cells.module.css';
import { jobToken } from './pixel-map.ts';
import type { CellQuantity, Ends } from './scale.ts';
import { useCellWords } from './use-cell-words.ts';

const steps = Array.from({ length: 11 }, (_, step) => `var(--h${step})`);

interface HeatLegendProps {
  /** What the cells tell; how busy they are when nothing else is said. */
  quantity?: CellQuantity;
  /** Ends of the scale, where they are not 0 and 100 %. */
  ends?: Ends;
  /** Names of the jobs that have a colour of their own, with its number. */
  jobs?: readonly { name: string; colour: number }[];
}

/** What the colours of heat cells mean; stands wherever there are some. */
export function HeatLegend({ quantity = 'use', ends, jobs = [] }: HeatLegendProps) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const say = useCellWords();
  const low = ends ? say.value(ends.low, quantity) : format.count(0);
  const high = ends ? say.value(ends.high, quantity) : format.percent(100);
  return (
    <span className={css.legend}>
      {quantity === 'job' ? (
        jobs.map(({ name, colour }) => (
          <span key={colour} className={css.jobKey}>
            <i className={css.swatch} style={{ background: `var(${jobToken(colour)})` }} aria-hidden="true" />
            <bdi>{name}</bdi>
          </span>
        ))
      ) : (
        <>
          <span>{low}</span>
          <span className={css.ramp} aria-hidden="true">
            {steps.map((background) => (
              <i key={background} style={{ background }} />
            ))}
          </span>
          <span>{high}</span>
        </>
      )}
      <i className={`${css.swatch} ${css.free}`} aria-hidden="true" />
      <span>{t('heat.freeCell')}</span>
      <i className={`${css.swatch} ${css.na}`} aria-hidden="true" />
      <span>{t('na')}</span>
    </span>
  );
}
