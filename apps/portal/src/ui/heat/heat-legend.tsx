import { useTranslation } from 'react-i18next';
import { useFormat } from '../use-format.ts';
import css from './node-cells.module.css';

const steps = Array.from({ length: 11 }, (_, step) => `var(--h${step})`);

/** What the colours of heat cells mean; stands wherever there are some. */
export function HeatLegend({ ends }: { ends?: [string, string] }) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const [low, high] = ends ?? [format.count(0), format.percent(100)];
  return (
    <span className={css.legend}>
      <span>{low}</span>
      <span className={css.ramp} aria-hidden="true">
        {steps.map((background) => (
          <i key={background} style={{ background }} />
        ))}
      </span>
      <span>{high}</span>
      <i className={`${css.swatch} ${css.free}`} aria-hidden="true" />
      <span>{t('heat.freeCell')}</span>
      <i className={`${css.swatch} ${css.na}`} aria-hidden="true" />
      <span>{t('na')}</span>
    </span>
  );
}
