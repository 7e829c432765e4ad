import type { Artifact } from '@trainyard/contracts/artifact';
import type { StartForecast } from '@trainyard/contracts/standing';
import { useTranslation } from 'react-i18next';
import { Glyph, type GlyphState } from '../../../ui/glyph.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { useTexts } from '../../../ui/use-texts.ts';
import { instant } from '../job-facts.ts';
import { useSayWhen } from '../waiting/use-say-when.ts';
import type { PanelProps } from './panel.ts';
import { durations, segmentKinds, type TimelineRow } from './timeline.ts';
import css from './timeline-panel.module.css';
import { useStepWords } from './use-step-words.ts';

interface RowProps {
  row: TimelineRow;
  attempt: PanelProps['attempts'][number] | undefined;
  checkpoints: Artifact[];
  place: (at: number) => string;
  /** When it will be through, by its rate; null where that is not known. */
  ends: number | null;
  /** When it begins, for one that waits; null where that is not known. */
  starts: StartForecast | null;
}

/** An attempt as a line of words and a bar. */
export function TimelineBar({ row, attempt, checkpoints, place, ends, starts }: RowProps) {
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
        {ends !== null && (
          <>
            <i
              className={css.ahead}
              style={{ left: place(row.segments.at(-1)?.to ?? from), right: `calc(100% - ${place(ends)})` }}
            />
            <span className={css.ends} style={{ right: `calc(100% - ${place(ends)})` }}>
              {t('page.timeline.ends', { at: format.minute(ends) })}
            </span>
          </>
        )}
        {starts !== null && <Starts starts={starts} from={row.segments.at(-1)?.to ?? from} place={place} />}
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

/** A start that is forecast: hatched up to the p50, a dashed line at the p90. */
function Starts({
  starts: { p50, p90 },
  from,
  place,
}: Pick<RowProps, 'place'> & { starts: StartForecast; from: number }) {
  const { t } = useTranslation('jobs');
  const when = useSayWhen();
  if (p90 <= from) return null;
  return (
    <>
      {p50 > from && <i className={css.ahead} style={{ left: place(from), right: `calc(100% - ${place(p50)})` }} />}
      <i className={css.latest} style={{ left: place(p90) }} />
      <span className={css.ends} style={{ right: `calc(100% - ${place(p90)})` }}>
        {t('waiting.timeline', { at: when(p50), latest: when(p90) })}
      </span>
    </>
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
  return words === '' ? why : `${words}; ${why}`;
}
