/** A chart over time or steps: its head, its drawing (loaded when first shown), and the same as a table or a file. */
import { IconButton, Tooltip } from '@mui/material';
import { ChartLine as ChartIcon, Download, Table2, Undo2 } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SimTag } from '../sim-tag.tsx';
import type { ChartLine, ChartSource } from './chart-source.ts';
import { ChartTable } from './chart-table.tsx';
import { downloadCsv } from './download-csv.ts';
import { RangeNote, useRangeMeans } from './range-note.tsx';
import { shownSpan, spanOf } from './shown-span.ts';
import css from './time-chart.module.css';
import { timeView, useIsZoomed } from './time-view.ts';
import type { Unit } from './use-unit.ts';
import type { Span } from './zoom.ts';

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
  // Charts over time look at what the page looks at; those over steps each for themselves.
  const [own, setOwn] = useState<Span | null>(null);
  const ofTime = over === 'time';
  const pageIsZoomed = useIsZoomed();
  const zoomed = ofTime ? pageIsZoomed : own !== null;
  const back = () => (ofTime ? timeView.zoomTo(null) : setOwn(null));
  const span = (): [number, number] =>
    ofTime ? shownSpan(source, windowMs, since) : own ? [...own] : spanOf(source, windowMs, since);
  return (
    <figure className={css.figure}>
      <figcaption className={css.head}>
        <span className={css.title}>{title}</span>
        {props.simulated === true && <SimTag />}
        {lines.length > 1 && <Legend lines={lines} unit={props.unit} ofTime={ofTime} />}
        {ofTime && lines.length === 1 && lines[0] && <RangeNote line={lines[0]} unit={props.unit} />}
        <span className={css.tools}>
          {props.tools}
          {zoomed && <Tool name={t('chart.back')} icon={Undo2} onClick={back} />}
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
          <ChartTable {...props} over={over} span={span} marks={source.marks} />
        ) : (
          <Suspense fallback={null}>
            <PlotView {...props} over={over} height={height} zoom={own} onZoom={setOwn} />
          </Suspense>
        )}
      </div>
    </figure>
  );
}

/** A small button in the head of a chart or of many. */
export function Tool({ name, icon: Icon, onClick }: { name: string; icon: typeof Table2; onClick: () => void }) {
  return (
    <Tooltip title={name}>
      <IconButton aria-label={name} onClick={onClick} className={css.tool}>
        <Icon size={14} strokeWidth={1.5} />
      </IconButton>
    </Tooltip>
  );
}

interface LegendProps {
  lines: readonly ChartLine[];
  unit: Unit;
  ofTime: boolean;
}

/** Which line is which; with their means while a stretch of time is chosen. */
function Legend({ lines, unit, ofTime }: LegendProps) {
  const means = useRangeMeans(lines, unit);
  return (
    <span className={css.legend}>
      {lines.map(({ key, label, colour, dash }, at) => (
        <span key={key} className={css.entry}>
          <svg width="14" height="8" aria-hidden="true">
            <path d="M0 4h14" stroke={`var(${colour})`} strokeWidth="1.5" strokeDasharray={dash?.join(' ')} />
          </svg>
          <bdi>{label}</bdi>
          {ofTime && means[at] !== null && <span>{means[at]}</span>}
        </span>
      ))}
    </span>
  );
}
