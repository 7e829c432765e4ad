import type { Cluster } from '@trainyard/contracts/cluster';
import type { QueueUsage, Quota } from '@trainyard/contracts/queues';
import { useTranslation } from 'react-i18next';
import { useQueues } from '../../../live/standing-questions.ts';
import { Bar } from '../../../ui/bar.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Pane } from '../../../ui/pane.tsx';
import { PlainTable, plainTable } from '../../../ui/plain-table.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { amountsOf, type ResourceUse, usesOf } from './queue-use.ts';
import css from './queues.module.css';

/** The queues of a cluster: what each uses of its own, what it borrows, and how many of its jobs run and wait. */
export function QueuesPane({ cluster }: { cluster: Cluster }) {
  const { t } = useTranslation(['clusters', 'scheduling']);
  const format = useFormat();
  const { data, error, refetch } = useQueues(cluster);
  return (
    <Pane
      title={t('scheduling:queues.title')}
      meta={data && format.count(data.length)}
      padded={false}
      className={css.pane ?? ''}
    >
      {data === undefined && error !== null && <ErrorState error={error} onRetry={refetch} />}
      {data !== undefined && (
        <PlainTable
          blocks
          className={css.table}
          heads={[
            ...(['name', 'cohort', 'uses', 'limits'] as const).map((id) => ({
              id,
              words: t(`scheduling:queues.${id}`),
            })),
            ...(['running', 'waiting'] as const).map((id) => ({
              id,
              words: t(`scheduling:queues.${id}`),
              end: true,
              className: css.number,
            })),
          ]}
        >
          {data.map((queue) => (
            <QueueRow key={queue.name} queue={queue} />
          ))}
        </PlainTable>
      )}
    </Pane>
  );
}

function QueueRow({ queue }: { queue: QueueUsage }) {
  const format = useFormat();
  const uses = usesOf(queue);
  return (
    <tr>
      <th scope="row">
        <bdi>{queue.name}</bdi>
      </th>
      <td>{queue.cohort === null ? '' : <bdi>{queue.cohort}</bdi>}</td>
      <td>
        {uses.map((use) => (
          <Use key={use.resource} use={use} />
        ))}
      </td>
      <td>{useLimitWords(queue)}</td>
      <td className={`${plainTable.end} ${css.number}`}>{format.count(queue.running)}</td>
      <td className={`${plainTable.end} ${css.number}`}>{format.count(queue.waiting)}</td>
    </tr>
  );
}

function Use({ use: { resource, used, borrowed, nominal, own, lent, mark } }: { use: ResourceUse }) {
  const { t } = useTranslation(['clusters', 'scheduling']);
  const format = useFormat();
  const values = {
    used: format.quantity(used, ''),
    nominal: format.count(nominal ?? 0),
    resource: t(`scheduling:queues.resource.${resource}`, { count: nominal ?? used }),
  };
  const words = nominal === null ? t('scheduling:queues.usedOnly', values) : t('scheduling:queues.used', values);
  const extra = borrowed > 0 ? `, ${t('scheduling:queues.borrowed', { borrowed: format.quantity(borrowed, '') })}` : '';
  return (
    <span className={css.use}>
      {/* Of what is not limited there is no part to draw. */}
      {nominal !== null && (
        <Bar
          className={css.bar}
          parts={[
            { look: 'used', percent: own },
            { look: 'lent', percent: lent },
          ]}
        >
          {mark !== null && <b className={css.mark} style={{ left: `${mark}%` }} />}
        </Bar>
      )}
      <span>{`${words}${extra}`}</span>
    </span>
  );
}

/** What it may borrow and what it lends, in words. */
function useLimitWords({ cohort, borrowingLimit, lendingLimit }: QueueUsage): string {
  const { t } = useTranslation(['clusters', 'scheduling']);
  const format = useFormat();
  const say = (limit: Quota | null) =>
    amountsOf(limit)
      .map(
        ({ resource, amount }) =>
          `${format.count(amount)} ${t(`scheduling:queues.resource.${resource}`, { count: amount })}`,
      )
      .join(', ');
  if (cohort === null) return t('scheduling:queues.alone');
  const parts = [
    ...(borrowingLimit === null ? [] : [t('scheduling:queues.borrows', { amounts: say(borrowingLimit) })]),
    ...(lendingLimit === null ? [] : [t('scheduling:queues.lends', { amounts: say(lendingLimit) })]),
  ];
  return parts.length === 0 ? t('scheduling:queues.lendsAll') : parts.join(', ');
}
