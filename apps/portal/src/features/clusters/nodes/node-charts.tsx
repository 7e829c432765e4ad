/** What a node's GPUs and machine did: also of one that is gone. */
import type { NodeDetail } from '@trainyard/contracts/node';
import type { Metric } from '@trainyard/contracts/series-frame';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { connection } from '../../../live/connection.ts';
import { useSeries } from '../../../live/series.ts';
import type { SeriesOptions, SeriesStore } from '../../../live/series-store.ts';
import { type ChartLine, lookOfLine } from '../../../ui/chart/chart-source.ts';
import { lineOf, sourceOf } from '../../../ui/chart/series-line.ts';
import { TimeChart } from '../../../ui/chart/time-chart.tsx';
import type { Unit } from '../../../ui/chart/use-unit.ts';
import { Segmented } from '../../../ui/form/segmented.tsx';
import { Pane } from '../../../ui/pane.tsx';
import css from './node-page.module.css';

const windows = { hour: 3_600_000, day: 86_400_000, life: null } as const;
type WindowName = keyof typeof windows;
const windowNames = Object.keys(windows) as WindowName[];

const gpuCharts = [
  ['gpu.utilisation', 'percent', 'gpuUse'],
  ['gpu.memory.used', 'bytes', 'gpuMemory'],
  ['gpu.power', 'watts', 'gpuPower'],
  ['gpu.temperature', 'celsius', 'gpuTemperature'],
] as const satisfies readonly (readonly [Metric, Unit, string])[];

/** Metrics of the machine, and what their lines are called. */
const hostLines = {
  'cpu.utilisation': 'cpu',
  'memory.used': 'used',
  'disk.read': 'read',
  'disk.write': 'written',
  'network.receive': 'received',
  'network.transmit': 'sent',
} as const;
type HostMetric = keyof typeof hostLines;

const hostCharts = [
  { name: 'cpu', unit: 'percent', of: ['cpu.utilisation'] },
  { name: 'memory', unit: 'bytes', of: ['memory.used'] },
  { name: 'disk', unit: 'bytes/s', of: ['disk.read', 'disk.write'] },
  { name: 'network', unit: 'bytes/s', of: ['network.receive', 'network.transmit'] },
] as const satisfies readonly { name: string; unit: Unit; of: readonly HostMetric[] }[];

const chartHeight = 110;

interface NodeChartsProps {
  node: NodeDetail;
  /** Server's ms at which the node was made. */
  since: number;
}

export function NodeCharts({ node, since }: NodeChartsProps) {
  const { t } = useTranslation('clusters');
  // Of a node that is young, or gone, all of it is shown: an hour of the other would be mostly empty.
  const [name, setName] = useState<WindowName>(() =>
    node.gone === null && connection.now() - since >= windows.hour ? 'hour' : 'life',
  );
  const until = node.gone === null ? undefined : Date.parse(node.gone.time);
  const options = useMemo((): SeriesOptions => ({ windowMs: windows[name], since, until }), [name, since, until]);
  const store = useSeries({ node: node.uid }, options);
  return (
    <Pane
      title={t('node.charts')}
      tools={
        <Segmented
          small
          label={t('node.window')}
          value={name}
          options={windowNames.map((value) => ({ value, label: t(`node.windows.${value}`) }))}
          onChange={setName}
        />
      }
    >
      <div className={css.charts}>{store && <Charts node={node} store={store} />}</div>
    </Pane>
  );
}

function Charts({ node, store }: { node: NodeDetail; store: SeriesStore }) {
  const { t } = useTranslation('clusters');
  const source = useMemo(() => sourceOf(store), [store]);
  const { windowMs, since } = store.options;
  const shown = { source, windowMs, since, height: chartHeight };
  const gpus = node.found?.gpus ?? none;
  const simulated = gpus.some((gpu) => gpu.simulated);
  const lines = useMemo(() => {
    const line = (metric: Metric, device: string, label: string, at: number): ChartLine => {
      const { colour, dash } = lookOfLine(at);
      return lineOf(store, { metric, device, nodeUid: node.uid }, label, colour, dash);
    };
    return {
      // More than eight lines in a frame cannot be told apart.
      gpu: (metric: Metric) =>
        gpus.slice(0, 8).map(({ uuid, index }, at) => line(metric, uuid, t('node.gpu', { index }), at)),
      host: (metrics: readonly HostMetric[]) =>
        metrics.map((metric, at) => line(metric, 'host', t(`node.line.${hostLines[metric]}`), at)),
    };
  }, [store, node.uid, gpus, t]);
  return (
    <>
      {gpus.length > 0 &&
        gpuCharts.map(([metric, unit, words]) => (
          <TimeChart
            key={metric}
            title={t(`node.line.${words}`)}
            lines={lines.gpu(metric)}
            unit={unit}
            simulated={simulated}
            {...shown}
          />
        ))}
      {hostCharts.map(({ name, unit, of }) => (
        <TimeChart key={name} title={t(`node.host.${name}`)} lines={lines.host(of)} unit={unit} {...shown} />
      ))}
    </>
  );
}

const none: NonNullable<NodeDetail['found']>['gpus'] = [];
