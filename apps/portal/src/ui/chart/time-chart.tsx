/** A chart over time or steps: its head, its drawing (loaded when first shown), and the same as a table or a file. */
import { IconButton, Tooltip } from '@mui/material';
import { ChartLine as ChartIcon, Download, Table2, Undo2 } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SimTag } from '../sim-tag.tsx';
import type { ChartLine, ChartSource } from './chart-source.ts';
import { ChartTable } from './chart-table.tsx';
import { downloadCsv } from './download-csv.ts';
import { spanOf } from './mini-chart.tsx';
import css from './time-chart.module.css';
import type { Unit } from './use-unit.ts';

const PlotView = lazy(() => import('./plot-view.tsx'));

export interface TimeChartProps {
  /** What the chart is of: its head, its summary, its file. */
  title: string;
  lines: readonly ChartLine[];
  source: ChartSource;
  unit: Unit;
  /** ms that are shown, following the edge; null: from `since` on. */
  windowMs: number | null;
  /** Left edge with `windowMs` null: server's ms, or the first step. */
  since?: number | undefined;
  /** `step` for lines over steps: places are numbers, not instants. */
  over?: 'time' | 'step';
  simulated?: boolean;
  /** px of the drawing without its head. */
  height?: number;
  /** Controls beside the chart's own. */
  tools?: ReactNode;
}

export function TimeChart(props: TimeChartProps) {
  const { title, lines, source, windowMs, since, over = 'time', height = 160 } = props;
  const { t } = useTranslation('ui');
  const [asTable, setAsTable] = useState(false);
  const [zoom, setZoom] = useState<readonly [number, number] | null>(null);
  const span = (): [number, number] => (zoom ? [...zoom] : spanOf(source, windowMs, since));
  return (
    <figure className={css.figure}>
      <figcaption className={css.head}>
        <span className={css.title}>{title}</span>
        {props.simulated === true && <SimTag />}
        {lines.length > 1 && <Legend lines={lines} />}
        <span className={css.tools}>
          {props.tools}
          {zoom !== null && <Tool name={t('chart.back')} icon={Undo2} onClick={() => setZoom(null)} />}
          <Tool
            name={asTable ? t('chart.chart') : t('chart.table')}
            icon={asTable ? ChartIcon : Table2}
            onClick={() => setAsTable(!asTable)}
          />
          <Tool
            name={t('chart.download')}
            icon={Download}
            onClick={() => downloadCsv(title, over === 'time' ? t('chart.time') : t('chart.step'), lines, span(), over)}
          />
        </span>
      </figcaption>
      <div className={css.body} style={{ height }}>
        {asTable ? (
          <ChartTable {...props} over={over} span={span} />
        ) : (
          <Suspense fallback={null}>
            <PlotView {...props} over={over} height={height} zoom={zoom} onZoom={setZoom} />
          </Suspense>
        )}
      </div>
    </figure>
  );
}

function Tool({ name, icon: Icon, onClick }: { name: string; icon: typeof Table2; onClick: () => void }) {
  return (
    <Tooltip title={name}>
      <IconButton aria-label={name} onClick={onClick} className={css.tool}>
        <Icon size={14} strokeWidth={1.5} />
      </IconButton>
    </Tooltip>
  );
}

function Legend({ lines }: { lines: readonly ChartLine[] }) {
  return (
    <span className={css.legend}>
      {lines.map(({ key, label, colour, dash }) => (
        <span key={key} className={css.entry}>
          <svg width="14" height="8" aria-hidden="true">
            <path d="M0 4h14" stroke={`var(${colour})`} strokeWidth="1.5" strokeDasharray={dash?.join(' ')} />
          </svg>
          <bdi>{label}</bdi>
        </span>
      ))}
    </span>
  );
}
