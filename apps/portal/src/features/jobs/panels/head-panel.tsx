import { Tooltip } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { addresses } from '../../../app/addresses.ts';
import { Glyph, isGlyphState } from '../../../ui/glyph.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { instant, lastAttempt, placementOf } from '../job-facts.ts';
import { useStateWords } from '../state-words.ts';
import { ActionsBar } from './actions-bar.tsx';
import css from './head-panel.module.css';
import type { PanelProps } from './panel.ts';

/** Name, state, what may be done to it, and the facts in a line. */
export function HeadPanel({ job, attempts }: PanelProps) {
  const { t } = useTranslation('jobs');
  const state = useStateWords()(job, attempts);
  return (
    <header className={css.head}>
      <div className={css.row}>
        {isGlyphState(job.executionState) && <Glyph state={job.executionState} size={14} named={false} />}
        <h1 className={css.name}>
          <bdi>{job.name}</bdi>
        </h1>
        <span className={css.state}>{state}</span>
        <Tooltip title={t('page.head.priorityTip')}>
          <span className={css.tag}>
            <Tag>{t(`page.head.priority.${job.schedulingPriority}`)}</Tag>
          </span>
        </Tooltip>
        {job.shards !== null && <Tag>{t('shards.tag', { count: job.shards.count })}</Tag>}
        {job.held && <Tag accent>{t('waiting.held')}</Tag>}
        {job.provisioningState !== 'deleted' && <ActionsBar job={job} />}
      </div>
      <Facts job={job} attempts={attempts} />
    </header>
  );
}

const toolkits = [
  'distributed',
  'custom',
  'custommpi',
  'pytorch',
  'tensorflow',
  'horovod',
  'chainer',
  'cntk',
  'caffe',
  'caffe2',
] as const;

function Facts({ job, attempts }: PanelProps) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const { workspace, experiment, createdBy } = job;
  const created = instant(job.creationTime);
  const toolkit = toolkits.find((one) => one === job.toolType);
  const container = job.containerSettings as { imageSourceRegistry?: { image?: string } } | undefined;
  const image = container?.imageSourceRegistry?.image;
  return (
    <ul className={css.facts} aria-label={t('page.head.facts')}>
      <li>
        <bdi>{workspace}</bdi>
        {' / '}
        <Link to={addresses.jobs(workspace, `?experiment=${encodeURIComponent(experiment)}`)}>
          <bdi>{experiment}</bdi>
        </Link>
      </li>
      {created !== null && (
        <li>
          <time dateTime={job.creationTime} title={format.fully(created)}>
            {t('page.head.submitted', { who: createdBy, at: whenOf(created, format) })}
          </time>
        </li>
      )}
      <li>{toolkit === undefined ? job.toolType : t(`page.toolkit.${toolkit}`)}</li>
      {image !== undefined && (
        <li>
          <code>{image}</code>
        </li>
      )}
      <li>
        <Size job={job} attempts={attempts} />
      </li>
      <li>
        <OnCluster job={job} />
      </li>
      {job.resubmittedFrom && (
        <li>
          {`${t('page.head.from')} `}
          <Link to={addresses.job({ workspace, ...job.resubmittedFrom })}>
            <bdi>{job.resubmittedFrom.name}</bdi>
          </Link>
        </li>
      )}
    </ul>
  );
}

function OnCluster({ job }: Pick<PanelProps, 'job'>) {
  const { t } = useTranslation('jobs');
  const { cluster } = job;
  if (cluster === null) return t('page.head.noCluster');
  return (
    <>
      {`${t('page.head.cluster')} `}
      <Link to={addresses.cluster(cluster.workspace, cluster.name)}>
        <bdi>{cluster.name}</bdi>
      </Link>
    </>
  );
}

/** The clock alone for what is of today. */
function whenOf(at: number, format: ReturnType<typeof useFormat>): string {
  const today = new Date(at).toDateString() === new Date().toDateString();
  return today ? format.clock(at) : format.instant(at);
}

function Size({ job, attempts }: PanelProps) {
  const { t } = useTranslation('jobs');
  const last = lastAttempt(attempts);
  if (last === undefined) return t('page.head.asks', { count: job.nodeCount });
  const { nodes, gpusEach } = placementOf(last);
  const size = t('page.head.nodes', { count: nodes.length });
  const gpus = gpusEach === null || gpusEach === 0 ? null : t('page.head.gpus', { count: gpusEach });
  const text = gpus === null ? size : t('page.head.each', { nodes: size, gpus });
  // A large gang would push everything else off the line.
  return nodes.length > 4 ? text : `${text} (${nodes.map(({ name }) => name).join(', ')})`;
}
