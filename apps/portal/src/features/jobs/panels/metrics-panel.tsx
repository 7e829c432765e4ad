/** What a job's own output tells of its training, step by step. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useTrainLog, useTrainLogState } from '../../../live/progress.ts';
import { type TrainLogStore, tailBytes } from '../../../live/train-log-store.ts';
import { type ChartLine, type ChartSource, lookOfLine } from '../../../ui/chart/chart-source.ts';
import { TimeChart } from '../../../ui/chart/time-chart.tsx';
import { useUnit } from '../../../ui/chart/use-unit.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Pane } from '../../../ui/pane.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { isOver } from '../job-facts.ts';
import css from './charts.module.css';
import type { JobChartsProps } from './gpu-panel.tsx';
import { groupMetrics, type MetricGroup } from './metric-groups.ts';

export function MetricsPanel({ job, attempts }: JobChartsProps) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const store = useTrainLog(job, attempts);
  const { phase, error, names, single, cut } = useTrainLogState(store);
  const groups = useMemo(() => groupMetrics(names), [names]);
  const meta = cut ? t('charts.metrics.cut', { size: format.bytes(tailBytes) }) : t('charts.metrics.found');
  const found = names.length + single.length > 0;
  return (
    <Pane title={t('charts.metrics.title')} meta={found ? meta : undefined}>
      {found && store !== null ? (
        <div className={css.charts}>
          {groups.map((group) => (
            <MetricChart key={group.title} group={group} store={store} over={isOver(job)} />
          ))}
          {single.length > 0 && <Told names={single} store={store} />}
        </div>
      ) : error !== null ? (
        <ErrorState error={error} />
      ) : store === null ? (
        <EmptyState title={t('charts.metrics.waits')} />
      ) : phase === 'loading' ? (
        <div className={css.bones} />
      ) : (
        <EmptyState
          title={t(isOver(job) ? 'charts.metrics.none' : 'charts.metrics.noneYet')}
          text={t('charts.metrics.noneText')}
        />
      )}
    </Pane>
  );
}

/** All charts of a log over the same steps, so that the same place is the same moment. */
function sourceOfLog({ log, onFrame }: TrainLogStore, over: boolean): ChartSource {
  const ends = (pick: (step: number[]) => number | undefined, best: (...values: number[]) => number) => {
    const found = [...log.metrics.values()].flatMap(({ step }) => pick(step) ?? []);
    return found.length > 0 ? best(...found) : 0;
  };
  return {
    onFrame,
    edge: () => ends((step) => step.at(-1), Math.max),
    start: () => ends((step) => step[0], Math.min),
    live: !over,
  };
}

function MetricChart({ group, store, over }: { group: MetricGroup; store: TrainLogStore; over: boolean }) {
  const key = JSON.stringify(group.names);
  const lines = useMemo(
    () => (JSON.parse(key) as string[]).map((name, at) => lineOfMetric(store, name, at)),
    [key, store],
  );
  const source = useMemo(() => sourceOfLog(store, over), [store, over]);
  return (
    <TimeChart title={group.title} lines={lines} source={source} unit="" windowMs={null} over="step" height={128} />
  );
}

/** What was told once: a value, no line. */
function Told({ names, store }: { names: readonly string[]; store: TrainLogStore }) {
  const say = useUnit();
  return (
    <dl className={css.told}>
      {names.map((name) => (
        <div key={name}>
          <dt>
            <bdi>{name}</bdi>
          </dt>
          <dd>{say(store.log.metrics.get(name)?.value[0] ?? Number.NaN, '')}</dd>
        </div>
      ))}
    </dl>
  );
}

function lineOfMetric(store: TrainLogStore, name: string, at: number): ChartLine {
  return {
    key: name,
    label: name,
    ...lookOfLine(at),
    points(from, to) {
      const { step = [], value = [] } = store.log.metrics.get(name) ?? {};
      const first = step.findIndex((one) => one >= from);
      const end = step.findLastIndex((one) => one <= to) + 1;
      const time = first < 0 ? [] : step.slice(first, end);
      // A value that is no number is drawn as none; the log says it.
      const drawn = first < 0 ? [] : value.slice(first, end).map((one) => (Number.isFinite(one) ? one : null));
      return { time, value: drawn, min: drawn, max: drawn, gaps: [] };
    },
  };
}
