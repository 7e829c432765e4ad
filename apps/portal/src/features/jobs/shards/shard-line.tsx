import type { Job } from '@trainyard/contracts/job';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useFormat } from '../../../ui/use-format.ts';
import { useShard } from '../panels/tab.ts';
import css from './shard-line.module.css';

/** Says that the page is narrowed to one shard, with the way back to all. */
export function ShardLine({ job }: { job: Job }) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const shard = useShard();
  const [search] = useSearchParams();
  if (job.shards === null || shard === undefined) return null;
  const all = new URLSearchParams(search);
  all.delete('shard');
  return (
    <p className={css.line} role="status">
      {t('shards.only', { number: format.count(shard), total: format.count(job.shards.count) })}{' '}
      <Link to={`?${all}`}>{t('shards.back')}</Link>
    </p>
  );
}
