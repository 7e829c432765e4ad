import { Button } from '@mui/material';
import type { Artifact } from '@trainyard/contracts/artifact';
import type { StartForecast } from '@trainyard/contracts/standing';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../live/connection.ts';
import { useProgress } from '../../../live/progress.ts';
import { useArtifacts } from '../../../live/questions.ts';
import { useFormat } from '../../../ui/use-format.ts';
import { useWidth } from '../../../ui/use-width.ts';
import { artifactsOf, instant } from '../job-facts.ts';
import { useStarts } from '../waiting/use-starts.ts';
import type { PanelProps } from './panel.ts';
import { axisOf, type TimelineRow, ticks, timelineRows } from './timeline.ts';
import { TimelineBar } from './timeline-bar.tsx';
import { timelineRowsFirst } from './timeline-bones.tsx';
import css from './timeline-panel.module.css';
import { TimelineTable } from './timeline-table.tsx';

/** px that a label of the axis needs, with air on both sides. */
const labelWidth = 96;
/** px that the label of the live edge takes, seconds and all. */
const nowWidth = 88;

/** The job's life on one axis: what each attempt waited for and did, and how it ended. */
export function TimelinePanel({ job, attempts }: PanelProps) {
  const { t } = useTranslation('jobs');
  const now = useNow();
  const progress = useProgress(job);
  const starts = useStarts(job);
  const [all, setAll] = useState(false);
  const { data: artifacts } = useArtifacts(job);
  const checkpoints = useMemo(
    () => artifactsOf(job, artifacts ?? []).filter(({ kind }) => kind === 'checkpoint'),
    [artifacts, job],
  );
  const createdAt = instant(job.creationTime);
  if (createdAt === null) return null;
  const endedAt = instant(job.executionInfo.endTime);
  const rows = timelineRows({ createdAt, endedAt, waits: job.executionState === 'queued' }, attempts, now);
  const shown = all ? rows : rows.slice(-timelineRowsFirst);
  const hidden = rows.length - shown.length;
  const live = shown.at(-1)?.end === null;
  return (
    <section className={css.timeline} aria-label={t('page.timeline.title')}>
      <Plot
        rows={shown}
        attempts={attempts}
        checkpoints={checkpoints}
        now={live ? now : null}
        ends={progress?.endsAt ?? null}
        starts={starts}
      />
      {rows.length > timelineRowsFirst && (
        <Button variant="text" className={css.more} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('page.timeline.fewer') : t('page.timeline.earlier', { count: hidden })}
        </Button>
      )}
      <TimelineTable rows={rows} />
    </section>
  );
}

interface PlotProps {
  rows: TimelineRow[];
  attempts: PanelProps['attempts'];
  checkpoints: Artifact[];
  /** The live edge; null once the job is over. */
  now: number | null;
  /** Server's ms at which it will be through; null where that is not known. */
  ends: number | null;
  /** When the attempt that is waited for begins; null where that is not known. */
  starts: StartForecast | null;
}

function Plot({ rows, attempts, checkpoints, now, ends, starts }: PlotProps) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  // What is left of the live edge's label must fit, however narrow the page is.
  const axis = axisOf(
    rows,
    now,
    ends ?? starts?.p90 ?? null,
    Math.max(0.1, nowWidth / Math.max(nowWidth, width - nowWidth)),
  );
  const place = (at: number): string => `${(Math.max(0, (at - axis.from) / (axis.to - axis.from)) * 100).toFixed(3)}%`;
  const { step, at } = ticks(
    axis,
    Math.max(1, Math.min(12, Math.floor(width / labelWidth))),
    -new Date(axis.from).getTimezoneOffset() * 60_000,
  );
  // A label that would be cut at the edge is left out with its line.
  const edge = (tick: number) =>
    (Math.min(tick - axis.from, axis.to - tick) / (axis.to - axis.from)) * width > labelWidth / 4;
  return (
    <div ref={box} className={css.plot} aria-hidden="true">
      <div className={css.grid}>
        {at
          .filter((tick) => edge(tick))
          .map((tick) => (
            <span key={tick} className={css.tick} style={{ left: place(tick) }}>
              <span>
                {step < 60_000 ? format.clock(tick) : step < 86_400_000 ? format.minute(tick) : format.instant(tick)}
              </span>
            </span>
          ))}
        {now !== null && (
          <span className={css.now} style={{ left: place(now) }}>
            <span>{t('page.timeline.now', { at: step < 60_000 ? format.clock(now) : format.minute(now) })}</span>
          </span>
        )}
      </div>
      {rows.map((row) => (
        <TimelineBar
          key={`${row.unit}/${row.attempt}`}
          row={row}
          attempt={attempts.find(({ number, unit }) => number === row.attempt && unit === row.unit)}
          checkpoints={checkpoints.filter(({ attempt, unit }) => attempt === row.attempt && unit === row.unit)}
          place={place}
          ends={row.segments.at(-1)?.live && row.segments.at(-1)?.kind === 'running' ? ends : null}
          starts={row.segments.at(-1)?.live && row.segments.at(-1)?.kind === 'queued' ? starts : null}
        />
      ))}
    </div>
  );
}
