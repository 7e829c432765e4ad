/** The machines that a job runs on, and what its own processes take of them. */
import { MenuItem, TextField } from '@mui/material';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isNotFound } from '../../../live/client.ts';
import { useSeries, useSeriesState } from '../../../live/series.ts';
import type { SeriesOptions, SeriesStore } from '../../../live/series-store.ts';
import { type ChartLine, lookOfLine } from '../../../ui/chart/chart-source.ts';
import type { ChartMark } from '../../../ui/chart/marks.ts';
import { lineOf, sourceOf } from '../../../ui/chart/series-line.ts';
import { TimeChart } from '../../../ui/chart/time-chart.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Pane } from '../../../ui/pane.tsx';
import { isOver } from '../job-facts.ts';
import css from './charts.module.css';
import { useWindowChoice } from './chosen-window.ts';
import { nodesOf } from './gpu-grid.ts';
import type { JobChartsProps } from './gpu-panel.tsx';
import { optionsOf } from './series-window.ts';
import { useJobMarks } from './use-job-marks.ts';

const chartHeight = 120;

export function MachinePanel({ job, attempts }: JobChartsProps) {
  const { t } = useTranslation('jobs');
  const nodes = useMemo(() => nodesOf(attempts), [attempts]);
  const [chosen, setChosen] = useState('');
  const choice = useWindowChoice();
  const marks = useJobMarks({ job, attempts });
  const options = useMemo(() => optionsOf(job, attempts, choice), [job, attempts, choice]);
  const node = nodes.find(({ nodeUid }) => nodeUid === chosen) ?? nodes[0];
  const tools = nodes.length > 1 && node && (
    <TextField
      select
      fullWidth={false}
      value={node.nodeUid}
      onChange={(event) => setChosen(event.target.value)}
      slotProps={{ htmlInput: { 'aria-label': t('charts.machine.node') } }}
    >
      {nodes.map(({ nodeUid, name }) => (
        <MenuItem key={nodeUid} value={nodeUid}>
          <bdi>{name}</bdi>
        </MenuItem>
      ))}
    </TextField>
  );
  return (
    <Pane
      title={t('charts.machine.title')}
      meta={nodes.length === 1 ? node?.name : undefined}
      tools={tools || undefined}
    >
      {node === undefined ? (
        <EmptyState title={t('charts.machine.waits')} />
      ) : (
        <div className={css.charts}>
          <NodeCharts
            jobUid={job.uid}
            nodeUid={node.nodeUid}
            name={node.name}
            options={options}
            marks={marks}
            over={isOver(job)}
          />
          <TaskCharts jobUid={job.uid} nodeUid={node.nodeUid} options={options} marks={marks} />
        </div>
      )}
    </Pane>
  );
}

type Marks = () => readonly ChartMark[];

interface NodeChartsProps {
  jobUid: string;
  nodeUid: string;
  marks: Marks;
  name: string;
  options: SeriesOptions;
  /** Nothing more will come. */
  over: boolean;
}

function NodeCharts({ jobUid, nodeUid, name, options, marks, over }: NodeChartsProps) {
  const { t } = useTranslation('jobs');
  // What the node did while the job was there: that stays when the node goes.
  const store = useSeries({ job: jobUid, node: nodeUid }, options);
  const { error, series, phase } = useSeriesState(store);
  if (store === null) return <div className={css.machineBones} />;
  if (over && phase !== 'loading' && error === null && series.length === 0)
    return <EmptyState title={t('charts.machine.nothing')} />;
  if (error !== null && series.length === 0) {
    if (!isNotFound(error)) return <ErrorState error={error} onRetry={() => store.retry()} />;
    return <p className={css.note}>{t('charts.machine.gone', { name })}</p>;
  }
  return <HostCharts store={store} nodeUid={nodeUid} marks={marks} />;
}

function HostCharts({ store, nodeUid, marks }: { store: SeriesStore; nodeUid: string; marks: Marks }) {
  const { t } = useTranslation('jobs');
  const source = useMemo(() => sourceOf(store, marks), [store, marks]);
  const lines = useMemo(() => {
    const line = (
      metric: Parameters<SeriesStore['find']>[0],
      label: string,
      look: Pick<ChartLine, 'colour' | 'dash'>,
    ) => lineOf(store, { metric, device: 'host', nodeUid }, label, look.colour, look.dash);
    return {
      cpu: [line('cpu.utilisation', t('charts.machine.cpu'), lookOfLine(0))],
      memory: [line('memory.used', t('charts.machine.used'), lookOfLine(0))],
      disk: [
        line('disk.read', t('charts.machine.read'), lookOfLine(0)),
        line('disk.write', t('charts.machine.write'), lookOfLine(1)),
      ],
      network: [
        line('network.receive', t('charts.machine.receive'), lookOfLine(0)),
        line('network.transmit', t('charts.machine.transmit'), lookOfLine(1)),
      ],
    };
  }, [store, nodeUid, t]);
  const { windowMs, since } = store.options;
  const shown = { source, windowMs, since, height: chartHeight };
  return (
    <>
      <TimeChart title={t('charts.machine.cpu')} lines={lines.cpu} unit="percent" {...shown} />
      <TimeChart title={t('charts.machine.memory')} lines={lines.memory} unit="bytes" {...shown} />
      <TimeChart title={t('charts.machine.disk')} lines={lines.disk} unit="bytes/s" {...shown} />
      <TimeChart title={t('charts.machine.network')} lines={lines.network} unit="bytes/s" {...shown} />
    </>
  );
}

/** Lines in one frame; a node with more tasks of a job than that runs an array, whose shards have pages of their own. */
const linesMost = 8;

interface TaskChartsProps {
  jobUid: string;
  nodeUid: string;
  options: SeriesOptions;
  marks: Marks;
}

function TaskCharts({ jobUid, nodeUid, options, marks }: TaskChartsProps) {
  const { t } = useTranslation('jobs');
  const store = useSeries({ job: jobUid }, options);
  const { series } = useSeriesState(store);
  const lines = useMemo(() => {
    if (store === null) return { cpu: [], memory: [] };
    const of = (metric: 'process.cpu' | 'process.memory') =>
      series
        .filter(({ head }) => head.metric === metric && head.nodeUid === nodeUid)
        .slice(-linesMost)
        .map((buffer, at, all) => {
          const { fence, device } = buffer.head;
          const several = new Set(all.map(({ head }) => head.fence?.attempt)).size > 1;
          const label = several
            ? t('charts.machine.taskOf', { index: device, attempt: String(fence?.attempt) })
            : t('charts.machine.task', { index: device });
          const { colour, dash } = lookOfLine(at);
          return lineOf(store, buffer, label, colour, dash);
        });
    return { cpu: of('process.cpu'), memory: of('process.memory') };
  }, [store, series, nodeUid, t]);
  const source = useMemo(() => store && sourceOf(store, marks), [store, marks]);
  if (store === null || source === null || lines.cpu.length === 0) return null;
  const { windowMs, since } = store.options;
  const shown = { source, windowMs, since, height: chartHeight };
  return (
    <>
      <TimeChart title={t('charts.machine.processCpu')} lines={lines.cpu} unit="percent" {...shown} />
      <TimeChart title={t('charts.machine.processMemory')} lines={lines.memory} unit="bytes" {...shown} />
    </>
  );
}
