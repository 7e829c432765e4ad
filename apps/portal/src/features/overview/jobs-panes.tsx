/** What runs and what waits, as short tables; the page of all jobs is one step away. */
import type { Cluster } from '@trainyard/contracts/cluster';
import type { Job } from '@trainyard/contracts/job';
import { findNodeSize } from '@trainyard/contracts/node-sizes';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { addresses } from '../../app/addresses.ts';
import { useVitals } from '../../live/vitals.ts';
import { Spark } from '../../ui/chart/spark.tsx';
import { useUnit } from '../../ui/chart/use-unit.ts';
import { Elapsed } from '../../ui/elapsed.tsx';
import { Glyph, isGlyphState } from '../../ui/glyph.tsx';
import { Pane } from '../../ui/pane.tsx';
import { SimTag } from '../../ui/sim-tag.tsx';
import { Tag } from '../../ui/tag.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useTexts } from '../../ui/use-texts.ts';
import css from './jobs-panes.module.css';
import { Ends, ProgressBar } from './progress-bar.tsx';

interface JobsPaneProps {
  workspace: string;
  jobs: readonly Job[];
  /** Words: exact up to a page, then "100+". */
  total: string;
  clusters: readonly Cluster[];
}

/** Rows that are looked at at a glance; the rest is counted. */
const rowsMost = 12;

export function RunningPane({ workspace, jobs, total, clusters }: JobsPaneProps) {
  const { t } = useTranslation('overview');
  return (
    <Pane
      title={t('jobs.running')}
      meta={total}
      padded={false}
      tools={
        <Link to={addresses.jobs(workspace)} className={css.all}>
          {t('jobs.all')}
        </Link>
      }
    >
      {jobs.length === 0 ? (
        <p className={css.none}>{t('jobs.runningNone')}</p>
      ) : (
        <table className={css.table}>
          <thead>
            <tr>
              <th>{t('jobs.name')}</th>
              <th className={css.wide}>{t('jobs.cluster')}</th>
              <th className={`${css.wide} ${css.number}`}>{t('jobs.nodes')}</th>
              <th className={css.wide}>{t('jobs.progress')}</th>
              <th className={`${css.wide} ${css.number}`}>{t('jobs.rate')}</th>
              <th className={`${css.wide} ${css.number}`}>{t('jobs.ends')}</th>
              <th className={css.wide}>{t('jobs.hour')}</th>
              <th className={css.number}>{t('jobs.since')}</th>
              <th className={css.wide}>{t('jobs.owner')}</th>
            </tr>
          </thead>
          <tbody>
            {jobs.slice(0, rowsMost).map((job) => (
              <RunningRow key={job.uid} job={job} clusters={clusters} />
            ))}
          </tbody>
        </table>
      )}
      <More count={jobs.length - rowsMost} to={addresses.jobs(workspace, '?state=running,terminating')} />
    </Pane>
  );
}

function RunningRow({ job, clusters }: { job: Job; clusters: readonly Cluster[] }) {
  const { t } = useTranslation('overview');
  const { percent } = useFormat();
  const unit = useUnit();
  const vitals = useVitals(job);
  const progress = vitals?.progress ?? null;
  const hour = vitals?.gpuHour ?? [];
  const measured = hour.some((value) => value !== null);
  const busy = vitals?.gpuBusy ?? null;
  return (
    <tr>
      <NameCell
        job={job}
        more={
          <>
            <Where job={job} clusters={clusters} />
            {progress && <ProgressBar progress={progress} />}
          </>
        }
      >
        <Step job={job} />
        {vitals?.finding && <span className={css.again}>{t(`jobs.found.${vitals.finding.kind}`)}</span>}
        {vitals?.simulated && <SimTag />}
      </NameCell>
      <td className={css.wide}>
        <ClusterName job={job} />
      </td>
      <td className={`${css.wide} ${css.number}`}>
        <Place job={job} clusters={clusters} />
      </td>
      <td className={css.wide}>
        <ProgressBar progress={progress} />
      </td>
      <td className={`${css.wide} ${css.number}`}>
        {progress?.rate == null ? <Na /> : `${unit(progress.rate, '')} ${progress.rateUnit ?? 'it'}/s`}
      </td>
      <td className={`${css.wide} ${css.number}`}>
        <Ends at={progress?.endsAt ?? null} />
      </td>
      <td className={css.wide}>
        {measured ? (
          <Spark
            values={hour}
            label={busy === null ? t('jobs.hour') : t('jobs.hourOf', { value: percent(Math.round(busy)) })}
          />
        ) : (
          <Na />
        )}
      </td>
      <td className={css.number}>
        <Elapsed from={Date.parse(job.executionInfo.startTime ?? job.creationTime)} to={null} />
      </td>
      <td className={css.wide}>
        <bdi>{job.createdBy}</bdi>
      </td>
    </tr>
  );
}

export function WaitingPane({ workspace, jobs, total, clusters }: JobsPaneProps) {
  const { t } = useTranslation('overview');
  const { sayReason } = useTexts();
  const why = (job: Job) => {
    const [reason] = job.reasons;
    return reason === undefined ? t('jobs.noReason') : sayReason(reason);
  };
  return (
    <Pane title={t('jobs.waiting')} meta={total} padded={false}>
      <table className={css.table}>
        <thead>
          <tr>
            <th>{t('jobs.name')}</th>
            <th className={css.wide}>{t('jobs.cluster')}</th>
            <th className={`${css.wide} ${css.number}`}>{t('jobs.nodes')}</th>
            <th className={`${css.wide} ${css.why}`}>{t('jobs.why')}</th>
            <th className={`${css.wide} ${css.number}`}>{t('jobs.starts')}</th>
            <th className={css.number}>{t('jobs.since')}</th>
          </tr>
        </thead>
        <tbody>
          {jobs.slice(0, rowsMost).map((job) => (
            <tr key={job.uid}>
              <NameCell job={job} more={why(job)}>
                {job.schedulingPriority !== 'normal' && <Tag>{t(`jobs.priority.${job.schedulingPriority}`)}</Tag>}
              </NameCell>
              <td className={css.wide}>
                <ClusterName job={job} />
              </td>
              <td className={`${css.wide} ${css.number}`}>
                <Place job={job} clusters={clusters} />
              </td>
              <td className={`${css.wide} ${css.why}`} title={why(job)}>
                {why(job)}
              </td>
              <td className={`${css.wide} ${css.number}`}>
                <Starts job={job} />
              </td>
              <td className={css.number}>
                <Elapsed from={Date.parse(job.creationTime)} to={null} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <More count={jobs.length - rowsMost} to={addresses.jobs(workspace, '?state=queued')} />
    </Pane>
  );
}

function Na() {
  const { t } = useTranslation('ui');
  return <span className={css.quiet}>{t('na')}</span>;
}

/** When a waiting job is expected to start: half of such jobs do by the first time, nine of ten by the second. */
function Starts({ job: { forecast } }: { job: Job }) {
  const { t } = useTranslation('overview');
  const { minute } = useFormat();
  if (forecast === null) return <Na />;
  return (
    <>
      {minute(forecast.p50)} <span className={css.quiet}>{t('jobs.p90', { at: minute(forecast.p90) })}</span>
    </>
  );
}

/** `more` is the second line that a narrow screen shows in place of the other columns. */
function NameCell({ job, more, children }: { job: Job; more: ReactNode; children?: ReactNode }) {
  return (
    <th scope="row" className={css.job}>
      <span className={css.line}>
        {isGlyphState(job.executionState) && <Glyph state={job.executionState} />}
        <Link to={addresses.job(job)} className={css.name} title={job.name}>
          <bdi>{job.name}</bdi>
        </Link>
        {children}
      </span>
      <span className={css.more}>{more}</span>
    </th>
  );
}

const phases = ['allocating', 'starting', 'stopping'] as const;

/** What a job is at when it is not simply running, and which attempt it is when not the first. */
function Step({ job: { phase, attempt } }: { job: Job }) {
  const { t } = useTranslation('overview');
  const known = phases.find((one) => one === phase);
  return (
    <>
      {known && <span className={css.step}>{t(`jobs.phase.${known}`)}</span>}
      {attempt > 1 && <span className={css.again}>{t('jobs.attempt', { number: attempt })}</span>}
    </>
  );
}

function ClusterName({ job: { cluster } }: { job: Job }) {
  const { t } = useTranslation('overview');
  return cluster === null ? <span className={css.quiet}>{t('jobs.noCluster')}</span> : <bdi>{cluster.name}</bdi>;
}

/** `2 × 8`: nodes times the GPUs of each; nodes alone where there are no GPUs or the size is not known. */
function Place({ job: { cluster, nodeCount }, clusters }: { job: Job; clusters: readonly Cluster[] }) {
  const { t } = useTranslation('overview');
  const { count } = useFormat();
  const size = clusters.find(({ uid }) => uid === cluster?.uid)?.vmSize;
  const gpus = size === undefined ? 0 : (findNodeSize(size)?.gpus ?? 0);
  if (gpus === 0) return t('jobs.nodesCell', { count: nodeCount });
  return `${count(nodeCount)} × ${count(gpus)}`;
}

function Where({ job, clusters }: { job: Job; clusters: readonly Cluster[] }) {
  return (
    <>
      <ClusterName job={job} /> <Place job={job} clusters={clusters} />
    </>
  );
}

function More({ count, to }: { count: number; to: string }) {
  const { t } = useTranslation('overview');
  if (count <= 0) return null;
  return (
    <Link to={to} className={css.rest}>
      {t('jobs.more', { count })}
    </Link>
  );
}
