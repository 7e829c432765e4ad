import type { Job } from '@trainyard/contracts/job';
import type { Explanation, NodeStanding } from '@trainyard/contracts/standing';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { addresses } from '../../../app/addresses.ts';
import { useExplanation } from '../../../live/standing-questions.ts';
import { GpuStrip } from '../../../ui/heat/gpu-strip.tsx';
import { Pane } from '../../../ui/pane.tsx';
import { PlainTable } from '../../../ui/plain-table.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { useTexts } from '../../../ui/use-texts.ts';
import css from './nodes.module.css';
import { barOf, spanOf } from './occupation.ts';
import { useSayWhen } from './use-say-when.ts';

/** The nodes of a waiting job's cluster: what is free, who holds the rest and until when, and what each is to the job. */
export function NodesPanel({ job }: { job: Job }) {
  const { t } = useTranslation(['jobs', 'waiting']);
  const format = useFormat();
  const { data } = useExplanation(job);
  if (data === undefined || !data.waiting) return null;
  const { items, rest } = data.nodes;
  const cluster = job.cluster?.name ?? '';
  const span = spanOf(data);
  const heads = [
    ...(['node', 'gpus'] as const).map((id) => ({ id, words: t(`waiting:nodes.${id}`) })),
    { id: 'free', words: t('waiting:nodes.free'), end: true },
    { id: 'holders', words: t('waiting:nodes.holders') },
    {
      id: 'bars',
      words: t('waiting:nodes.occupied', { span: format.duration(span) }),
      className: css.bars,
    },
    ...(['about', 'by'] as const).map((id) => ({ id, words: t(`waiting:nodes.${id}`), end: true })),
    { id: 'use', words: t('waiting:nodes.use') },
  ];
  return (
    <Pane title={t('waiting:nodes.title')} meta={<bdi>{cluster}</bdi>} padded={false}>
      {items.length === 0 && <p className={css.more}>{t('waiting:nodes.none')}</p>}
      {items.length > 0 && (
        <PlainTable blocks className={css.table} label={t('waiting:nodes.label', { cluster })} heads={heads}>
          {items.map((one) => (
            <Row key={one.node.uid} standing={one} told={data} span={span} />
          ))}
        </PlainTable>
      )}
      {rest > 0 && <p className={css.more}>{t('waiting:nodes.more', { count: rest })}</p>}
    </Pane>
  );
}

interface RowProps {
  standing: NodeStanding;
  told: Explanation;
  span: number;
}

function Row({ standing, told, span }: RowProps) {
  const { t } = useTranslation(['jobs', 'waiting', 'ui']);
  const format = useFormat();
  const { sayReason } = useTexts();
  const when = useSayInstant(told.at);
  const { node, use, fits, why, gpus, freeGpuIds, cpus, freeCpus, jobs, emptyBy, emptyAbout } = standing;
  const counts = { free: format.count(freeGpuIds.length), all: format.count(gpus) };
  const free =
    gpus > 0 ? `${counts.free} / ${counts.all}` : `${format.quantity(freeCpus, '')} / ${format.quantity(cpus, '')}`;
  return (
    <tr className={use === 'kept' ? css.kept : ''}>
      <th scope="row">
        <bdi>{node.name}</bdi>
      </th>
      <td className={css.cells}>
        {gpus > 0 && (
          <GpuStrip
            gpus={gpus}
            free={freeGpuIds}
            held={jobs.flatMap(({ gpuIds }) => gpuIds)}
            lit={fits}
            label={t('waiting:nodes.freeOf', counts)}
          />
        )}
      </td>
      <td className={css.free}>
        {free} {gpus === 0 && t('waiting:nodes.cpus')}
      </td>
      <td className={css.holders}>
        <Holders standing={standing} />
      </td>
      <td className={css.bars}>
        <Bar {...{ standing, told, span }} />
      </td>
      <td className={css.about} data-label={t('waiting:nodes.about')}>
        {when(emptyAbout)}
      </td>
      <td className={css.by} data-label={t('waiting:nodes.by')}>
        {when(emptyBy)}
      </td>
      <td className={css.use}>
        <span>{t(`waiting:nodes.uses.${use}`)}</span>
        {why !== null && <small>{sayReason(why)}</small>}
      </td>
    </tr>
  );
}

/** A moment to come; "now" when it has come, n/a when nobody knows it. */
function useSayInstant(at: number): (ms: number | null) => string {
  const { t } = useTranslation(['jobs', 'waiting', 'ui']);
  const when = useSayWhen();
  return (ms) => (ms === null ? t('ui:na') : ms <= at ? t('waiting:nodes.now') : when(ms));
}

function Holders({ standing: { jobs, otherJobs } }: { standing: NodeStanding }) {
  const { t } = useTranslation(['jobs', 'waiting']);
  return (
    <>
      {jobs.map((job) => (
        <Link key={job.uid} to={addresses.job(job)}>
          <bdi>{job.name}</bdi>
        </Link>
      ))}
      {otherJobs > 0 && <span>{t('waiting:nodes.others', { count: otherJobs })}</span>}
    </>
  );
}

/** Held as long as similar jobs ran, fainter up to their time limit; dashed where the job itself is likely to be. */
function Bar({ standing, told, span }: RowProps) {
  const { t } = useTranslation(['jobs', 'waiting', 'ui']);
  const when = useSayInstant(told.at);
  const { held, most, beyond, own } = barOf(standing, told, span);
  const percent = (part: number) => `${Math.round(part * 1_000) / 10}%`;
  return (
    <span
      className={css.bar}
      role="img"
      aria-label={t('waiting:nodes.bar', { about: when(standing.emptyAbout), by: when(standing.emptyBy) })}
    >
      <i className={css.most} style={{ width: percent(most) }} />
      {held !== null && <i className={css.held} style={{ width: percent(held) }} />}
      {own !== null && own < 1 && <i className={css.own} style={{ left: percent(own) }} />}
      {beyond && <i className={css.beyond} />}
    </span>
  );
}
