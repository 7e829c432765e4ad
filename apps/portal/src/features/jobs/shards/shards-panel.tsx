import { Button } from '@mui/material';
import type { Unit } from '@trainyard/contracts/array';
import type { Job } from '@trainyard/contracts/job';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useUnits } from '../../../live/standing-questions.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Segmented } from '../../../ui/form/segmented.tsx';
import { StateWord } from '../../../ui/glyph.tsx';
import { Pane } from '../../../ui/pane.tsx';
import { PlainTable } from '../../../ui/plain-table.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import css from './shards-panel.module.css';

const choices = ['all', 'running', 'failed', 'queued', 'succeeded'] as const;
type Choice = (typeof choices)[number];

/** The shards of an array that have started, by state, page after page. */
export function ShardsPanel({ job }: { job: Job }) {
  const { t } = useTranslation(['jobs', 'ui']);
  const format = useFormat();
  const [choice, setChoice] = useState<Choice>('all');
  const units = useUnits(job, choice === 'all' ? undefined : choice);
  const rows = units.data?.pages.flatMap(({ items }) => items) ?? [];
  const { shards } = job;
  return (
    <Pane
      title={t('jobs:shards.title')}
      meta={shards === null ? undefined : t('jobs:shards.started', startedOf(shards, format.count))}
      padded={false}
      tools={
        <Segmented
          small
          label={t('jobs:shards.filter')}
          value={choice}
          options={choices.map((value) => ({
            value,
            label: value === 'all' ? t('jobs:shards.all') : t(`ui:state.${value}`),
          }))}
          onChange={setChoice}
        />
      }
    >
      {units.isError && units.data === undefined && <ErrorState error={units.error} onRetry={units.refetch} />}
      {units.data !== undefined && rows.length === 0 && (
        <EmptyState title={t(choice === 'all' ? 'jobs:shards.none' : 'jobs:shards.noneSo')} />
      )}
      {rows.length > 0 && <Rows rows={rows} />}
      {units.hasNextPage && (
        <Button variant="text" disabled={units.isFetchingNextPage} onClick={() => void units.fetchNextPage()}>
          {t('jobs:shards.more')}
        </Button>
      )}
    </Pane>
  );
}

function startedOf({ count, waiting }: NonNullable<Job['shards']>, say: (count: number) => string) {
  return { started: say(count - waiting), count, total: say(count) };
}

function Rows({ rows }: { rows: readonly Unit[] }) {
  const { t } = useTranslation(['jobs', 'ui']);
  const format = useFormat();
  return (
    <PlainTable
      className={css.table}
      heads={(['shard', 'state', 'attempts', 'failures', 'losses', 'ran'] as const).map((id) => ({
        id,
        words: t(`jobs:shards.${id}`),
      }))}
    >
      {rows.map(({ index, state, attempts, failures, losses, ranMs }) => (
        <tr key={index}>
          <th scope="row">
            <Link to={`?shard=${index}`} className={css.link}>
              {format.count(index)}
            </Link>
          </th>
          <td>
            <StateWord state={state}>{state === 'queued' ? t('jobs:shards.again') : undefined}</StateWord>
          </td>
          <td>{format.count(attempts)}</td>
          <td>{format.count(failures)}</td>
          <td>{format.count(losses)}</td>
          <td>{ranMs === 0 ? t('ui:na') : format.duration(ranMs)}</td>
        </tr>
      ))}
    </PlainTable>
  );
}
