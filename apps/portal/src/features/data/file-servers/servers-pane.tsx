import type { FileServer } from '@trainyard/contracts/file-server';
import { Plus } from 'lucide-react';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { addresses } from '../../../app/addresses.ts';
import { useWorkspaces } from '../../../live/questions.ts';
import { useFileServers } from '../../../live/storage-questions.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { CliLine } from '../../../ui/form/cli-line.tsx';
import { later } from '../../../ui/later.ts';
import { Pane } from '../../../ui/pane.tsx';
import { PlainTable } from '../../../ui/plain-table.tsx';
import { RefusableButton } from '../../../ui/refusable-button.tsx';
import { useTexts } from '../../../ui/use-texts.ts';
import css from '../data.module.css';
import { MountedBy, ServerState, ServerUse } from './server-words.tsx';

const CreateDialog = later('CreateDialog', () => import('./create-dialog.tsx'));

/** Managed NFS servers of the workspace. */
export function ServersPane({ workspace }: { workspace: string }) {
  const { t } = useTranslation(['data']);
  const { data, error, refetch } = useFileServers(workspace);
  const may = useWorkspaces().data?.find(({ ref }) => ref === workspace)?.can.create ?? true;
  const [creating, setCreating] = useState(false);
  const create = (
    <RefusableButton
      refused={may ? undefined : t('data:server.mayNot')}
      startIcon={<Plus size={14} strokeWidth={1.5} aria-hidden />}
      onClick={() => setCreating(true)}
    >
      {t('data:server.createOne')}
    </RefusableButton>
  );
  const some = data !== undefined && data.length > 0;
  return (
    <Pane
      title={t('data:servers')}
      meta={t('data:serversMean')}
      tools={some ? create : undefined}
      padded={false}
      className={css.pane ?? ''}
    >
      {data === undefined && error !== null && <ErrorState error={error} onRetry={refetch} />}
      {data?.length === 0 && (
        <EmptyState
          title={t('data:server.none')}
          text={t('data:server.noneText')}
          action={
            <>
              {create}
              <CliLine line={`npx trainyard file-server create -w ${workspace} -f server.json`} />
            </>
          }
        />
      )}
      {some && (
        <PlainTable
          blocks
          className={`${css.table} ${css.blocks}`}
          label={t('data:servers')}
          heads={(['name', 'state', 'use', 'mountedBy'] as const).map((id) => ({ id, words: t(`data:head.${id}`) }))}
        >
          {data.map((server) => (
            <ServerRow key={server.uid} server={server} />
          ))}
        </PlainTable>
      )}
      <Suspense>{creating && <CreateDialog workspace={workspace} onClose={() => setCreating(false)} />}</Suspense>
    </Pane>
  );
}

function ServerRow({ server }: { server: FileServer }) {
  const { t } = useTranslation(['data']);
  const { sayReason } = useTexts();
  const { workspace, name, errors } = server;
  return (
    <tr>
      <th scope="row">
        <Link to={addresses.fileServer(workspace, name)} className={css.name}>
          <bdi>{name}</bdi>
        </Link>
      </th>
      <td data-label={t('data:head.state')}>
        <ServerState server={server} />
        {errors.map((text) => (
          <p key={text.code} className={css.bad}>
            {sayReason(text)}
          </p>
        ))}
      </td>
      <td data-label={t('data:head.use')} className={css.across}>
        <ServerUse server={server} />
      </td>
      <td data-label={t('data:head.mountedBy')}>
        <MountedBy server={server} />
      </td>
    </tr>
  );
}
