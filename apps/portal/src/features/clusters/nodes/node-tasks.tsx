import { Button } from '@mui/material';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { NodeDetail, NodeTask } from '@trainyard/contracts/node';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { addresses } from '../../../app/addresses.ts';
import { client } from '../../../live/client.ts';
import { keys } from '../../../live/keys.ts';
import { Elapsed } from '../../../ui/elapsed.tsx';
import { Glyph } from '../../../ui/glyph.tsx';
import { Pane } from '../../../ui/pane.tsx';
import { PlainTable, plainTable } from '../../../ui/plain-table.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { useTexts } from '../../../ui/use-texts.ts';
import css from './node-page.module.css';

const pageSize = 50;

/** What jobs hold of a node, and what they held. */
export function NodeTasks({ node }: { node: NodeDetail }) {
  const { t } = useTranslation('clusters');
  const params = { workspace: node.workspace, name: node.cluster, node: node.uid };
  const { data, hasNextPage, fetchNextPage } = useInfiniteQuery({
    // What holds it now stands in the key: when that changes the list does.
    queryKey: [...keys.nodes(node.workspace, node.cluster), 'tasks', node.uid, node.jobs.map(({ uid }) => uid).join()],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      client.call('listNodeTasks', {
        params,
        query: { limit: pageSize, ...(pageParam === undefined ? {} : { after: pageParam }) },
      }),
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: (before) => before,
  });
  const tasks = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  const heads = (['job', 'gpus', 'from', 'length', 'end'] as const).map((id) => ({ id, words: t(`node.task.${id}`) }));
  return (
    <Pane title={t('node.tasks')} padded={false}>
      {data !== undefined && tasks.length === 0 && <p className={css.none}>{t('node.noTasks')}</p>}
      {tasks.length > 0 && (
        <PlainTable heads={heads}>
          {tasks.map((task) => (
            <Row key={task.uid} task={task} />
          ))}
        </PlainTable>
      )}
      {hasNextPage && (
        <Button variant="text" onClick={() => void fetchNextPage()}>
          {t('node.earlier')}
        </Button>
      )}
    </Pane>
  );
}

function Row({ task }: { task: NodeTask }) {
  const { t } = useTranslation(['clusters', 'ui']);
  const format = useFormat();
  const { sayReason } = useTexts();
  const { job, unit, attempt, task: index, gpuIds, from, to, outcome, exitCode, reason } = task;
  const state = to === null ? 'running' : outcome === 'succeeded' ? 'succeeded' : outcome === null ? 'idle' : 'failed';
  const end = [
    ...(reason === null ? [] : [sayReason(reason)]),
    ...(reason === null && exitCode !== null ? [t('node.exit', { code: exitCode })] : []),
  ].join(' · ');
  return (
    <tr>
      <td>
        <span className={css.job}>
          <Glyph state={state} />
          {job?.experiment ? (
            <Link to={addresses.job(job)}>
              <bdi>{job.name}</bdi>
            </Link>
          ) : (
            <bdi>{job?.name ?? t('ui:heat.foreign')}</bdi>
          )}
          <span className={css.quiet}>{t('node.place', { unit, attempt, task: index })}</span>
        </span>
      </td>
      <td>{gpuIds.length === 0 ? <span className={css.quiet}>{t('nodes.noneOf')}</span> : gpuIds.join(', ')}</td>
      <td>{format.instant(from)}</td>
      <td className={plainTable.end}>
        <Elapsed from={from} to={to} />
      </td>
      <td className={css.end} title={end}>
        {to === null ? t('node.holds') : end}
      </td>
    </tr>
  );
}
