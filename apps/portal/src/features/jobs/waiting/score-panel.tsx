import type { ForecastScore } from '@trainyard/contracts/standing';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useForecastScore } from '../../../live/standing-questions.ts';
import { Level, plotLook } from '../../../ui/chart/axes.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Pane } from '../../../ui/pane.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { type ScorePoint, scorePlot } from './forecast.ts';
import css from './score.module.css';

/** How good the forecasts of the past were: what one may think of the one above. */
export function ScorePanel() {
  const { t } = useTranslation(['jobs', 'waiting']);
  const { data, error, refetch } = useForecastScore();
  return (
    <Pane title={t('waiting:score.title')} tools={data && data.recent.length > 0 && <Legend />}>
      {data === undefined && error !== null && <ErrorState error={error} onRetry={refetch} />}
      {data?.count === 0 && <EmptyState title={t('waiting:score.none')} text={t('waiting:score.noneText')} />}
      {data !== undefined && data.count > 0 && <Score score={data} />}
    </Pane>
  );
}

function Score({ score: { count, beforeP90, medianErrorMs, recent } }: { score: ForecastScore }) {
  const { t } = useTranslation(['jobs', 'waiting', 'ui']);
  const format = useFormat();
  const share = beforeP90 === null ? t('ui:na') : format.percent(beforeP90 * 100);
  const median = medianErrorMs === null ? '' : t('waiting:score.median', { error: format.duration(medianErrorMs) });
  return (
    <>
      {recent.length > 0 && <Plot recent={recent} />}
      <p className={css.said}>
        {t('waiting:score.before', { count, share })} {median}
      </p>
    </>
  );
}

function Legend() {
  const { t } = useTranslation(['jobs', 'waiting']);
  return (
    <span className={plotLook.legend} aria-hidden="true">
      {[false, true].map((late) => (
        <span key={String(late)}>
          <svg width="8" height="8" viewBox="-4 -4 8 8" aria-hidden="true">
            <Mark at={{ late }} />
          </svg>{' '}
          {t(late ? 'waiting:score.late' : 'waiting:score.early')}
        </span>
      ))}
    </span>
  );
}

/** A dot came in time, a cross too late. */
function Mark({ at: { late } }: { at: Pick<ScorePoint, 'late'> }) {
  return late ? <path className={css.cross} d="M-3-3 3 3M3-3-3 3" /> : <circle className={css.dot} r="2" />;
}

const [width, height, left, bottom] = [320, 132, 44, 18];

function Plot({ recent }: { recent: ForecastScore['recent'] }) {
  const { t } = useTranslation(['jobs', 'waiting']);
  const format = useFormat();
  const { points, end } = useMemo(() => scorePlot(recent), [recent]);
  const x = (ms: number) => left + (ms / end) * (width - left - 8);
  const y = (ms: number) => height - bottom - (ms / end) * (height - bottom - 8);
  const late = points.filter((point) => point.late).length;
  return (
    <svg
      className={plotLook.whole}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={t('waiting:score.plot', { count: points.length, late: format.count(late) })}
    >
      {[0, 0.5, 1].map((part) => (
        <Level
          key={part}
          {...{ left, right: width - 8, y: y(part * end), base: part === 0, words: format.duration(part * end) }}
        />
      ))}
      <text className={plotLook.label} x={width - 8} y={height - 4} textAnchor="end">
        {`${t('waiting:score.forecast')}, ${format.duration(end)}`}
      </text>
      <text className={plotLook.label} x={left + 4} y={20}>
        {t('waiting:score.came')}
      </text>
      <path className={css.diagonal} d={`M${x(0)} ${y(0)}L${x(end)} ${y(end)}`} />
      {points.map((point, at) => (
        // A job may start more than once.
        // biome-ignore lint/suspicious/noArrayIndexKey: points have no order of their own to lose
        <g key={`${point.jobUid}${at}`} transform={`translate(${x(point.p90)} ${y(point.came)})`}>
          <Mark at={point} />
        </g>
      ))}
    </svg>
  );
}
