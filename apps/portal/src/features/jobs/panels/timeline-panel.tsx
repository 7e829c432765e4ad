import { Button } from '@mui/material';
import type { Artifact } from '@trainyard/contracts/artifact';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../live/connection.ts';
import { useArtifacts } from '../../../live/questions.ts';
import { Glyph, type GlyphState } from '../../../ui/glyph.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { useTexts } from '../../../ui/use-texts.ts';
import { useWidth } from '../../../ui/use-width.ts';
import { artifactsOf, instant } from '../job-facts.ts';
import type { PanelProps } from './panel.ts';
import { durations, segmentKinds, span, type TimelineRow, ticks, timelineRows } from './timeline.ts';
import css from './timeline-panel.module.css';
import { TimelineTable } from './timeline-table.tsx';
import { useStepWords } from './use-step-words.ts';

/** Rows shown at first: the last attempts tell what goes on, and the log below needs its height. */
const shownFirst = 3;
/** px that a label of the axis needs, with air on both sides. */
const labelWidth = 96;

/** The job's life on one axis: what each attempt waited for and did, and how it ended. */
export function TimelinePanel({ job, attempts }: PanelProps) {
  const { t } = useTranslation('jobs');
  const now = useNow();
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
  const shown = all ? rows : rows.slice(-shownFirst);
  const hidden = rows.length - shown.length;
  const live = shown.at(-1)?.end === null;
  return (
    <section className={css.timeline} aria-label={t('page.timeline.title')}>
      <Plot rows={shown} attempts={attempts} checkpoints={checkpoints} now={live ? now : null} />
      {rows.length > shownFirst && (
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
}

function Plot({ rows, attempts, checkpoints, now }: PlotProps) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const lived = span(rows);
  // A live edge moves into free ground, so that its label has a place.
  const axis = { from: lived.from, to: lived.to + (lived.to - lived.from) * (now === null ? 0.03 : 0.1) };
  const place = (at: number): string => `${(Math.max(0, (at - axis.from) / (axis.to - axis.from)) * 100).toFixed(3)}%`;
  const { step, at } = ticks(
    axis,
    Math.max(1, Math.min(12, Math.floor(width / labelWidth))),
    -new Date(axis.from).getTimezoneOffset() * 60_000,
  );
  return (
    <div ref={box} className={css.plot} aria-hidden="true">
      <div className={css.grid}>
        {at.map((tick) => (
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
        <Row
          key={`${row.unit}/${row.attempt}`}
          row={row}
          attempt={attempts.find(({ number, unit }) => number === row.attempt && unit === row.unit)}
          checkpoints={checkpoints.filter(({ attempt, unit }) => attempt === row.attempt && unit === row.unit)}
          place={place}
        />
      ))}
    </div>
  );
}

interface RowProps {
  row: TimelineRow;
  attempt: PanelProps['attempts'][number] | undefined;
  checkpoints: Artifact[];
  place: (at: number) => string;
}

function Row({ row, attempt, checkpoints, place }: RowProps) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const steps = useStepWords()(attempt);
  const from = row.segments[0]?.from ?? 0;
  return (
    <div className={css.row}>
      <p className={css.said} style={{ marginLeft: `min(${place(from)}, 45%)` }}>
        <b>{t('page.timeline.attempt', { number: String(row.attempt) })}</b> <RowWords row={row} />
      </p>
      <div className={css.bar}>
        {row.segments.map(({ kind, from: begin, to, live }) => (
          <i
            key={`${kind}${begin}`}
            className={`${css[kind]} ${live ? css.live : ''} ${row.end === null ? '' : css.over}`}
            style={{ left: place(begin), right: `calc(100% - ${place(to)})` }}
            title={[
              `${t(`page.timeline.kinds.${kind}`)} ${format.duration(to - begin)}`,
              kind === 'starting' ? steps : '',
            ]
              .filter((part) => part !== '')
              .join(': ')}
          />
        ))}
        {checkpoints.map(({ uid, storedAt, path }) => {
          const at = instant(storedAt);
          if (at === null) return null;
          const tip = t('page.timeline.checkpoint', { path, at: format.clock(at) });
          return <i key={uid} className={css.mark} style={{ left: place(at) }} title={tip} />;
        })}
        {row.end !== null && (
          <span className={css.end} style={{ left: place(row.end.at) }}>
            <Glyph state={endGlyph(row.end.outcome)} size={11} named={false} />
          </span>
        )}
      </div>
    </div>
  );
}

function endGlyph(outcome: NonNullable<TimelineRow['end']>['outcome']): GlyphState {
  if (outcome === 'succeeded' || outcome === 'failed') return outcome;
  return outcome === 'stopped' || outcome === null ? 'terminating' : 'leaving';
}

/** "queued 4 min, prepared 1 min 20 s, ran 1 h 07 min. Node atlas-02 was lost". */
function RowWords({ row }: { row: TimelineRow }) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const { sayReason } = useTexts();
  const took = durations(row);
  const live = row.segments.find((segment) => segment.live)?.kind;
  const parts = segmentKinds.flatMap((kind) => {
    const ms = took[kind];
    // Below a tenth of a second there is nothing to know, and the line is short.
    if (ms === undefined || (ms < 100 && kind !== live)) return [];
    const time = format.duration(kind === live ? Math.floor(ms / 1_000) * 1_000 : ms);
    if (kind === live) return [t(`page.timeline.${kind}Now`, { time })];
    return [t(`page.timeline.${kind === 'queued' && row.attempt > 1 ? 'requeued' : kind}`, { time })];
  });
  const { end } = row;
  const words = parts.join(', ');
  if (end === null || end.outcome === null) return words;
  const why = end.reason === null ? t(`page.outcome.${end.outcome}`) : sayReason(end.reason);
  return `${words}; ${why}`;
}
