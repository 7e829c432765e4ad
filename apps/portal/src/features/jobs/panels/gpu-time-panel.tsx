/** Where the time of a job's GPUs goes: allocated, busy, useful, with what led to each verdict. */
import { type GpuTime, type GpuUse, gpuTime, gpuUses } from '@trainyard/series/gpu-time';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { connection } from '../../../live/connection.ts';
import { budgets } from '../../../live/freshness.ts';
import { useNodes } from '../../../live/questions.ts';
import { useSeries, useSeriesState } from '../../../live/series.ts';
import type { SeriesStore } from '../../../live/series-store.ts';
import { paintOn } from '../../../ui/chart/painter.ts';
import { sourceOf } from '../../../ui/chart/series-line.ts';
import { shownSpan } from '../../../ui/chart/shown-span.ts';
import { timeView } from '../../../ui/chart/time-view.ts';
import { useUnit } from '../../../ui/chart/use-unit.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Pane } from '../../../ui/pane.tsx';
import { SimTag } from '../../../ui/sim-tag.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { useWindowChoice } from './chosen-window.ts';
import { gpuRows } from './gpu-grid.ts';
import type { JobChartsProps } from './gpu-panel.tsx';
import css from './gpu-time.module.css';
import { tracesOf } from './gpu-traces.ts';
import { optionsOf } from './series-window.ts';

/** ms between two looks: nobody reads shares by the second. */
const lookMs = 2_000;

interface Found {
  time: GpuTime;
  /** ms that were looked at. */
  spanMs: number;
}

export function GpuTimePanel({ job, attempts }: JobChartsProps) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const choice = useWindowChoice();
  const options = useMemo(() => optionsOf(job, attempts, choice), [job, attempts, choice]);
  const store = useSeries({ job: job.uid }, options);
  const { series } = useSeriesState(store);
  const nodes = useNodes(job.cluster?.workspace ?? job.workspace, job.cluster?.name ?? '').data;
  const rows = useMemo(
    () =>
      gpuRows(
        series.map(({ head }) => head),
        attempts,
        nodes ?? [],
      ),
    [series, attempts, nodes],
  );
  const count = rows.reduce((sum, { gpus }) => sum + gpus.length, 0);
  const found = useGpuTime(store, count === 0 ? null : () => ({ rows, attempts, nodes: nodes ?? [] }), [
    rows,
    attempts,
    nodes,
  ]);
  const simulated = rows.some(({ gpus }) => gpus.some((gpu) => gpu.simulated));
  const meta =
    found &&
    t('charts.time.meta', {
      duration: format.duration(found.spanMs),
      gpus: t('charts.time.gpus', { count, n: format.count(count) }),
    });
  return (
    <Pane title={t('charts.time.title')} meta={meta ?? undefined} tools={simulated ? <SimTag /> : undefined}>
      {found === null ? (
        <EmptyState title={t(count === 0 ? 'charts.gpu.nothing' : 'charts.time.noneYet')} />
      ) : (
        <Shares time={found.time} />
      )}
    </Pane>
  );
}

type Input = {
  rows: Parameters<typeof tracesOf>[1];
  attempts: Parameters<typeof tracesOf>[2];
  nodes: Parameters<typeof tracesOf>[3];
};

/** Looked at again every two seconds, and at once when another time is looked at; renders when a share changes. */
function useGpuTime(store: SeriesStore | null, input: (() => Input) | null, of: unknown[]): Found | null {
  const [found, setFound] = useState<Found | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what `input` reads is said by `of`.
  useEffect(() => {
    if (store === null || input === null) return setFound(null);
    const source = sourceOf(store);
    let [lookedAt, view] = [Number.NEGATIVE_INFINITY, ''];
    return paintOn(source, () => {
      const { range } = timeView.snapshot();
      const shown = range ?? shownSpan(source, store.options.windowMs, store.options.since);
      const next = JSON.stringify([range, timeView.snapshot().zoom]);
      if (connection.now() - lookedAt < lookMs && next === view) return;
      [lookedAt, view] = [connection.now(), next];
      const { rows, attempts, nodes } = input();
      const time = gpuTime(tracesOf(store, rows, attempts, nodes, [shown[0], Math.min(shown[1], knownUntil(store))]));
      const look: Found | null =
        time.allocatedMs === 0
          ? null
          : {
              time,
              spanMs:
                time.allocatedMs /
                Math.max(
                  1,
                  rows.reduce((sum, { gpus }) => sum + gpus.length, 0),
                ),
            };
      setFound((before) => (sameShares(before, look) ? before : look));
    });
  }, [store, ...of]);
  return found;
}

/** Until when samples may have come: what is younger than the budget of a GPU is on its way, not missing. */
function knownUntil(store: SeriesStore): number {
  if (!store.isLive) return store.edge();
  const newest = Math.max(...store.heard.values(), Number.NEGATIVE_INFINITY);
  return store.edge() - newest <= 4 * budgets.gpu ? newest : store.edge();
}

const shareOf = ({ allocatedMs, byUse }: GpuTime, use: GpuUse): number => (100 * byUse[use]) / allocatedMs;

function sameShares(a: Found | null, b: Found | null): boolean {
  if (a === null || b === null) return a === b;
  const told = ({ time, spanMs }: Found) => [
    ...gpuUses.map((use) => Math.round(shareOf(time, use))),
    Math.round(time.evidence.spin.power ?? 0),
    Math.round((time.evidence.input.taskCpu ?? 0) / 10),
    Math.round(spanMs / 60_000),
  ];
  return told(a).join() === told(b).join();
}

function Shares({ time }: { time: GpuTime }) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const say = useUnit();
  const { spin, input } = time.evidence;
  const why: Record<GpuUse, string> = {
    useful: '',
    spin: spin.power === null ? '' : t('charts.time.spinWhy', { power: say(spin.power, 'watts') }),
    input: input.taskCpu === null ? '' : t('charts.time.inputWhy', { cpu: format.percent(input.taskCpu) }),
    idle: '',
    unsure: time.byUse.unsure > 0 ? t('charts.time.unsureWhy') : '',
  };
  const shown = gpuUses.filter((use) => use === 'useful' || time.byUse[use] > 0);
  const sum = t('charts.time.sum', {
    allocated: format.duration(time.allocatedMs),
    busy: format.percent((100 * time.busyMs) / time.allocatedMs),
    useful: format.percent(shareOf(time, 'useful')),
  });
  return (
    <div className={css.shares}>
      <div className={css.bar} aria-hidden="true">
        {gpuUses.map((use) => (
          <i key={use} data-use={use} style={{ width: `${shareOf(time, use)}%` }} />
        ))}
      </div>
      <p className={css.sum}>{sum}</p>
      <dl className={css.uses}>
        {shown.map((use) => (
          <div key={use}>
            <dt>
              <i data-use={use} aria-hidden="true" />
              {t(`charts.time.${use}`)}
            </dt>
            <dd>
              {format.percent(Math.round(shareOf(time, use)))}
              {why[use] !== '' && <span className={css.why}>{`, ${why[use]}`}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
