import type { Job } from '@trainyard/contracts/job';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useExplanation } from '../../../live/standing-questions.ts';
import { Level, plotLook } from '../../../ui/chart/axes.tsx';
import { Pane } from '../../../ui/pane.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import css from './curve.module.css';
import { type CurvePlot, curvePlot } from './start-curve.ts';
import { useSayWhen } from './use-say-when.ts';

/** The forecast of a waiting job's start as a curve; nothing where there is none. */
export function CurvePanel({ job }: { job: Job }) {
  const { t } = useTranslation(['jobs', 'waiting']);
  const { data } = useExplanation(job);
  const made = useMemo(() => (data === undefined ? null : curvePlot(data)), [data]);
  if (made === null) return null;
  return (
    <Pane title={t('waiting:curve.title')} meta={t('waiting:curve.meta')}>
      <Curve plot={made} />
    </Pane>
  );
}

const [width, height, left, right, top, bottom] = [320, 132, 40, 8, 12, 18];
const xOf = (part: number) => left + part * (width - left - right);
const yOf = (part: number) => height - bottom - part * (height - bottom - top);

function Curve({ plot: { line, marks, ticks, bySeconds } }: { plot: CurvePlot }) {
  const { t } = useTranslation(['jobs', 'waiting']);
  const format = useFormat();
  const when = useSayWhen();
  const path = line.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${xOf(x)} ${yOf(y)}`).join('');
  const [p50 = '', p90 = ''] = marks.map(({ at }) => when(at));
  return (
    <svg
      className={plotLook.whole}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={t('waiting:curve.plot', { p50, p90 })}
    >
      {[0, 0.5, 0.9].map((share) => (
        <Level
          key={share}
          {...{ left, right: width - right, y: yOf(share), base: share === 0, words: format.percent(share * 100) }}
        />
      ))}
      {ticks.map(({ at, x }) => (
        <text
          key={at}
          className={plotLook.label}
          x={xOf(x)}
          y={height - 4}
          textAnchor={x > 0.9 ? 'end' : x < 0.1 ? 'start' : 'middle'}
        >
          {bySeconds ? format.clock(at) : format.minute(at)}
        </text>
      ))}
      <path className={css.area} d={`${path}V${yOf(0)}H${xOf(0)}Z`} />
      <path className={css.line} d={path} />
      {marks.map(({ name, at, x, y }) => (
        <g key={name}>
          <path className={css.drop} d={`M${xOf(x)} ${yOf(y)}V${yOf(0)}`} />
          <circle className={css.dot} cx={xOf(x)} cy={yOf(y)} r="3" />
          <text
            className={css.mark}
            x={xOf(x) + (x < 0.4 ? 6 : -6)}
            y={yOf(y) + (x < 0.4 ? 14 : -5)}
            textAnchor={x < 0.4 ? 'start' : 'end'}
          >
            {`${name} ${when(at)}`}
          </text>
        </g>
      ))}
    </svg>
  );
}
