import { useQuery } from '@tanstack/react-query';
import type { Unit } from '@trainyard/contracts/array';
import type { Job } from '@trainyard/contracts/job';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { addresses } from '../../../app/addresses.ts';
import { client } from '../../../live/client.ts';
import { keys } from '../../../live/keys.ts';
import { Glyph } from '../../../ui/glyph.tsx';
import css from './fold.module.css';
import { useSayFailure } from './use-say-failure.ts';

/** Shards that are shown in place; the job's page has them all. */
const oddMost = 6;

/** Lines that an opened array takes: its odd shards, or one that says that there is none. */
export function oddLines({ shards }: Pick<Job, 'shards'>): number {
  const odd = shards === null ? 0 : shards.failed + shards.retrying;
  return Math.max(1, Math.min(oddMost, odd)) + (odd > oddMost ? 1 : 0);
}

/** What is odd of an array, first: shards that failed, and those that start again. */
export function OddShards({ job, height }: { job: Job; height: number }) {
  const { t } = useTranslation('jobs');
  const { workspace, experiment, name, shards } = job;
  const params = { workspace, experiment, name };
  const units = useQuery({
    queryKey: [...keys.unitsOf(params), 'odd'],
    queryFn: async (): Promise<Unit[]> => {
      const of = (state: 'failed' | 'queued') => client.call('listUnits', { params, query: { state, limit: oddMost } });
      const [failed, queued] = await Promise.all([of('failed'), of('queued')]);
      return [...failed.items, ...queued.items].slice(0, oddMost);
    },
  });
  const odd = (shards?.failed ?? 0) + (shards?.retrying ?? 0);
  const first = new Map<string, number>();
  for (const unit of units.data ?? []) {
    const family = unit.failure?.family;
    if (family !== undefined && !first.has(family)) first.set(family, unit.index);
  }
  return (
    <ul className={css.lines}>
      {odd === 0 && (
        <li className={`${css.line} ${css.quiet}`} style={{ height }}>
          {t('list.noOdd')}
        </li>
      )}
      {units.data?.slice(0, odd).map((unit) => (
        <ShardLine key={unit.index} {...{ job, unit, height }} same={first.get(unit.failure?.family ?? '')} />
      ))}
      {odd > oddMost && (
        <li className={css.line} style={{ height }}>
          <Link to={addresses.job(params)}>{t('list.allOdd', { count: odd })}</Link>
        </li>
      )}
    </ul>
  );
}

function ShardLine({ job, unit, height, same }: { job: Job; unit: Unit; height: number; same: number | undefined }) {
  const { t } = useTranslation('jobs');
  const say = useSayFailure();
  const { index, state, attempts, failure } = unit;
  const why =
    failure == null
      ? ''
      : same !== undefined && same !== index
        ? t('list.sameAs', { shard: same })
        : say.title(failure);
  return (
    <li className={css.line} style={{ height }}>
      <Glyph state={state === 'failed' ? 'failed' : 'queued'} />
      <Link className={css.link} to={`${addresses.job(job)}?shard=${index}`}>
        {t('list.shard', { index, attempts })}
      </Link>
      {failure?.node != null && <span className={css.quiet}>{failure.node}</span>}
      <span className={css.why}>{why}</span>
    </li>
  );
}
