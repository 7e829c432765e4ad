/** Where the time of the workspace's GPUs went over the last day: allocated, busy, useful, why, and who held idle ones. */
import type { GpuTimeOfDay, GpuTimeSum, IdleHolder } from '@trainyard/contracts/gpu-time';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { addresses } from '../../app/addresses.ts';
import { budgets } from '../../live/freshness.ts';
import { useGpuTime } from '../../live/gpu-time.ts';
import { useUnit } from '../../ui/chart/use-unit.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useFreshness } from '../../ui/freshness.tsx';
import { Glyph } from '../../ui/glyph.tsx';
import { Pane } from '../../ui/pane.tsx';
import { SimTag } from '../../ui/sim-tag.tsx';
import { useErrorWords } from '../../ui/use-error-words.ts';
import { useFormat } from '../../ui/use-format.ts';
import css from './gpu-time-pane.module.css';
import { GpuTimePlot } from './gpu-time-plot.tsx';

/** Asked for each minute; the answer takes its way, and may be a quarter of a minute old. */
const budgetMs = budgets.cost * 1.5;
/** Less of a day is said with when it begins. */
const shortMs = 23 * 3_600_000;
/** Rows of the list: it says who is worst, the command line who else. */
const rowsMost = 4;

const nested = ['allocated', 'busy', 'useful'] as const;

export function GpuTimePane({ workspace, running }: { workspace: string; running: string }) {
  const { t } = useTranslation(['overview', 'ui']);
  const format = useFormat();
  const words = useErrorWords();
  const { data, error } = useGpuTime(workspace, running);
  const { freshness, ageMs } = useFreshness(data?.to, budgetMs);
  const shown = data?.real ?? data?.simulated;
  const isOld = freshness !== 'current';
  const age = isOld ? t('ui:old', { age: format.duration(Math.floor(ageMs / 60_000) * 60_000) }) : undefined;
  return (
    <Pane
      title={
        <>
          {t('gpuTime.title')} {data?.real === null && data.simulated !== null && <SimTag />}
        </>
      }
      padded={false}
      tools={age === undefined ? shown && <Legend /> : <span className={css.age}>{age}</span>}
    >
      {data === undefined ? (
        <p className={css.none}>{error === null ? '' : words(error)}</p>
      ) : shown ? (
        <div className={css.day} data-old={isOld || undefined}>
          <Day workspace={workspace} day={data} shown={shown} />
        </div>
      ) : (
        <div className={css.empty}>
          <EmptyState title={t('gpuTime.none')} text={t('gpuTime.noneText')} />
        </div>
      )}
    </Pane>
  );
}

/** What of the day is told, where it is not all. */
function Reach({ day: { from, to, readFrom, oneIn } }: { day: GpuTimeOfDay }) {
  const { t } = useTranslation('overview');
  const format = useFormat();
  const parts = [
    readFrom > from && t('gpuTime.reading', { at: format.minute(readFrom) }),
    oneIn > 1 && t('gpuTime.oneIn', { n: format.count(oneIn) }),
    to - from < shortMs && t('gpuTime.since', { at: format.minute(from) }),
  ].filter((one) => one !== false);
  return parts.length > 0 && <p className={css.apart}>{parts.join(' · ')}</p>;
}

function Legend() {
  const { t } = useTranslation('overview');
  return (
    <span className={css.legend}>
      {nested.map((kind) => (
        <span key={kind}>
          <i data-kind={kind} aria-hidden="true" />
          {t(`gpuTime.${kind}`)}
        </span>
      ))}
    </span>
  );
}

function Day({ workspace, day, shown }: { workspace: string; day: GpuTimeOfDay; shown: GpuTimeSum }) {
  const { t } = useTranslation('overview');
  const { gpuTime, percent } = useWords();
  const { real, simulated, idle, idleRest } = day;
  const apart = real && simulated;
  return (
    <>
      <div className={css.frame}>
        <GpuTimePlot from={day.from} to={day.to} stepMs={day.stepMs} steps={shown.steps} />
      </div>
      <Reach day={day} />
      <Figures sum={shown} />
      {apart && (
        <p className={css.apart} data-moving>
          <SimTag />{' '}
          {t('gpuTime.apart', {
            allocated: gpuTime(apart.allocatedMs),
            busy: percent(apart.busyMs, apart.allocatedMs),
            useful: percent(apart.usefulMs, apart.allocatedMs),
          })}
        </p>
      )}
      <Evidence sum={shown} />
      <IdleList workspace={workspace} idle={idle} rest={idleRest} />
    </>
  );
}

function useWords() {
  const format = useFormat();
  return {
    ...format,
    /** Hours of one GPU; less in minutes and seconds. */
    gpuTime: (ms: number) => (ms < 3_600_000 ? format.duration(ms) : format.quantity(ms / 3_600_000, 'h')),
    percent: (part: number, whole: number) => format.percent(whole === 0 ? 0 : Math.round((100 * part) / whole)),
  };
}

function Figures({ sum }: { sum: GpuTimeSum }) {
  const { t } = useTranslation('overview');
  const { gpuTime, percent, count } = useWords();
  const { allocatedMs, busyMs, usefulMs, notMeasuredMs } = sum;
  const figures = [
    ['allocated', allocatedMs, t('gpuTime.gpus', { count: sum.gpus, n: count(sum.gpus) })],
    ['busy', busyMs, percent(busyMs, allocatedMs)],
    ['useful', usefulMs, percent(usefulMs, allocatedMs)],
  ] as const;
  const missing = Math.round((100 * notMeasuredMs) / allocatedMs);
  return (
    <>
      <dl className={css.figures}>
        {figures.map(([kind, ms, note]) => (
          <div key={kind}>
            <dt>{t(`gpuTime.${kind}`)}</dt>
            <dd data-moving>
              <b>{gpuTime(ms)}</b> <span>{note}</span>
            </dd>
          </div>
        ))}
      </dl>
      {missing > 0 && (
        <p className={css.apart}>
          <i className={css.hatch} aria-hidden="true" />
          <span data-moving>{t('gpuTime.missing', { share: percent(notMeasuredMs, allocatedMs) })}</span>
        </p>
      )}
    </>
  );
}

/** What stands behind the numbers: where the rest went, and what told so. */
function Evidence({ sum }: { sum: GpuTimeSum }) {
  const { t } = useTranslation('overview');
  const { gpuTime, percent } = useWords();
  const format = useFormat();
  const unit = useUnit();
  const { spinWatts, inputCpu } = sum;
  const rows: [part: Exclude<keyof GpuTimeSum & `${string}Ms`, 'allocatedMs' | 'busyMs' | 'starvedMs'>, why: string][] =
    [
      ['usefulMs', t('gpuTime.usefulWhy')],
      ['spinMs', spinWatts === null ? '' : t('gpuTime.spinWhy', { power: unit(spinWatts, 'watts') })],
      ['inputMs', inputCpu === null ? '' : t('gpuTime.inputWhy', { cpu: format.percent(Math.round(inputCpu)) })],
      ['unsureMs', t('gpuTime.unsureWhy')],
      ['idleMs', t('gpuTime.idleWhy')],
      ['notMeasuredMs', t('gpuTime.notMeasuredWhy')],
    ];
  return (
    <details className={css.evidence}>
      <summary>{t('gpuTime.evidence')}</summary>
      <p>{t('gpuTime.ledger', { allocated: gpuTime(sum.allocatedMs) })}</p>
      <ul>
        {rows
          .filter(([part]) => sum[part] > 0)
          .map(([part, why]) => (
            <li key={part}>
              <span>
                <b>{t(`gpuTime.parts.${part}`)}</b> {why}
              </span>
              <span className={css.number}>{`${gpuTime(sum[part])} · ${percent(sum[part], sum.allocatedMs)}`}</span>
            </li>
          ))}
      </ul>
    </details>
  );
}

function IdleList({ workspace, idle, rest }: { workspace: string; idle: readonly IdleHolder[]; rest: number }) {
  const { t } = useTranslation('overview');
  const { gpuTime, percent, count } = useWords();
  const more = rest + Math.max(0, idle.length - rowsMost);
  if (idle.length === 0) return <p className={css.none}>{t('gpuTime.noIdle')}</p>;
  return (
    <div className={css.idle}>
      <h3>{t('gpuTime.idleTitle')}</h3>
      <ol>
        {idle.slice(0, rowsMost).map(({ job, holds, simulated, idleMs, starvedMs, allocatedMs }) => (
          <li key={`${job.uid} ${simulated}`}>
            <span className={css.holder}>
              {holds ? <Glyph state="running" size={9} /> : <i className={css.over} aria-hidden="true" />}
              <Link to={addresses.job({ workspace, ...job })}>{job.name}</Link>
              {simulated && <SimTag />}
              {starvedMs > idleMs / 2 && <span className={css.why}>{t('gpuTime.starved')}</span>}
            </span>
            <span className={css.number} data-moving>
              {t('gpuTime.idleOf', { idle: gpuTime(idleMs), share: percent(idleMs, allocatedMs) })}
            </span>
          </li>
        ))}
      </ol>
      {more > 0 && <p className={css.more}>{t('gpuTime.more', { count: more, n: count(more) })}</p>}
    </div>
  );
}
