import { parseDuration } from '@trainyard/contracts/durations';
import type { DiskUse, Kept, Retention } from '@trainyard/contracts/retention';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWorkspaces } from '../../../live/questions.ts';
import { useDiskUse } from '../../../live/storage-questions.ts';
import { Ago } from '../../../ui/ago.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { later } from '../../../ui/later.ts';
import { Pane } from '../../../ui/pane.tsx';
import { PlainTable, plainTable } from '../../../ui/plain-table.tsx';
import { RefusableButton } from '../../../ui/refusable-button.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import css from '../data.module.css';

const RetentionDialog = later('RetentionDialog', () => import('./retention-dialog.tsx'));

const parts = ['logs', 'outputs', 'series', 'blobs', 'fileServers'] as const satisfies readonly (keyof DiskUse)[];

/** How much of the server's disk the workspace takes, and how long each part of it is kept. */
export function DiskPane({ workspace: ref }: { workspace: string }) {
  const { t } = useTranslation(['data', 'ui']);
  const format = useFormat();
  const workspace = useWorkspaces().data?.find((one) => one.ref === ref);
  const { data, error, refetch } = useDiskUse(ref);
  const [changing, setChanging] = useState(false);
  const total = data && parts.reduce((sum, part) => sum + data[part], 0);
  const most = Math.max(1, ...parts.map((part) => data?.[part] ?? 0));
  return (
    <Pane
      title={t('data:disk')}
      meta={
        data && (
          <>
            {t('data:keeping.total', { size: format.bytes(total ?? 0) })}
            <span data-moving>
              {', '}
              {t('data:keeping.counted')} <Ago at={Date.parse(data.countedAt)} />
            </span>
          </>
        )
      }
      tools={
        <RefusableButton
          refused={workspace?.can.update === true ? undefined : t('data:keeping.mayNot')}
          onClick={() => setChanging(true)}
        >
          {t('data:keeping.change')}
        </RefusableButton>
      }
      padded={false}
      className={css.pane ?? ''}
    >
      {data === undefined && error !== null && <ErrorState error={error} onRetry={refetch} />}
      <PlainTable
        className={css.table}
        label={t('data:disk')}
        heads={[
          { id: 'part', words: t('data:head.part') },
          { id: 'bytes', words: t('data:head.bytes'), end: true },
          { id: 'share', words: t('data:head.share'), className: css.shareHead },
          { id: 'kept', words: t('data:head.kept') },
        ]}
      >
        {parts.map((part) => (
          <tr key={part}>
            <th scope="row">{t(`data:keeping.parts.${part}`)}</th>
            <td className={plainTable.end}>{data === undefined ? t('ui:na') : format.bytes(data[part])}</td>
            <td className={css.share}>
              <span style={{ width: `${(100 * (data?.[part] ?? 0)) / most}%` }} />
            </td>
            <td>
              <KeptFor part={part} retention={workspace?.retention} />
            </td>
          </tr>
        ))}
      </PlainTable>
      <Suspense>
        {changing && workspace !== undefined && (
          <RetentionDialog workspace={workspace} onClose={() => setChanging(false)} />
        )}
      </Suspense>
    </Pane>
  );
}

function KeptFor({ part, retention }: { part: (typeof parts)[number]; retention: Retention | undefined }) {
  const { t } = useTranslation(['data', 'ui']);
  const format = useFormat();
  if (part === 'blobs' || part === 'fileServers') return t(`data:keeping.keptAs.${part}`);
  if (retention === undefined) return t('ui:na');
  const time = retention[part satisfies Kept];
  const ms = time === undefined ? undefined : parseDuration(time);
  return ms === undefined ? t('data:keeping.forever') : t('data:keeping.for', { time: format.duration(ms) });
}
