import type { FileServer } from '@trainyard/contracts/file-server';
import { Suspense, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { addresses } from '../../../app/addresses.ts';
import { useCrumbs } from '../../../app/shell/crumbs.tsx';
import { useFileServers } from '../../../live/storage-questions.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { CopyButton } from '../../../ui/form/copy-button.tsx';
import { later, soon } from '../../../ui/later.ts';
import { LinkButton } from '../../../ui/link-button.tsx';
import { RefusableButton } from '../../../ui/refusable-button.tsx';
import { useTexts } from '../../../ui/use-texts.ts';
import { fileServerTree } from '../../files/remote.ts';
import css from '../data.module.css';
import { usePlace } from '../use-place.ts';
import { MountedBy, ServerState, ServerUse } from './server-words.tsx';

const FileBrowser = soon('FileBrowser', () => import('../../files/file-browser.tsx'));
const DeleteDialog = later('DeleteDialog', () => import('./delete-dialog.tsx'));

/** One file server: what it is, who mounts it, and its files. */
export function Page() {
  const { t } = useTranslation(['data', 'files']);
  const { workspace = '', name = '' } = useParams();
  useCrumbs({ label: t('data:title'), to: addresses.data(workspace) }, { label: name });
  const { data, error, refetch } = useFileServers(workspace);
  if (data === undefined) return error === null ? null : <ErrorState error={error} onRetry={refetch} />;
  const server = data.find((one) => one.name === name);
  if (server === undefined) {
    return (
      <EmptyState
        whole
        title={t('data:server.notFound', { name })}
        text={t('data:server.notFoundText')}
        action={<LinkButton to={addresses.data(workspace)}>{t('data:title')}</LinkButton>}
      />
    );
  }
  return <View key={server.uid} server={server} />;
}

function View({ server }: { server: FileServer }) {
  const { t } = useTranslation(['data']);
  const { workspace, name, can, provisioningState: state } = server;
  const navigate = useNavigate();
  const [deleting, setDeleting] = useState(false);
  const tree = useMemo(() => fileServerTree(workspace, name), [workspace, name]);
  const to = useCallback((path: string) => addresses.fileServer(workspace, name, path), [workspace, name]);
  const place = usePlace(to);
  return (
    <div className={css.fullPage}>
      <header className={css.head}>
        <h1>
          <bdi>{name}</bdi>
        </h1>
        <ServerState server={server} />
        <span className={css.tools}>
          <RefusableButton
            color="error"
            refused={
              can.delete !== true
                ? t('data:server.mayNotDelete')
                : state === 'deleting'
                  ? t('data:server.isDeleted')
                  : undefined
            }
            onClick={() => setDeleting(true)}
          >
            {t('data:server.deleteOne')}
          </RefusableButton>
        </span>
      </header>
      <Facts server={server} />
      {state === 'succeeded' ? (
        <Suspense>
          <FileBrowser
            tree={tree}
            {...place}
            empty={<EmptyState title={t('data:server.empty')} text={t('data:server.emptyText', { name })} />}
          />
        </Suspense>
      ) : (
        <EmptyState title={t(`data:server.noFiles.${state}`)} />
      )}
      <Suspense>
        {deleting && (
          <DeleteDialog
            server={server}
            onDeleted={() => void navigate(addresses.data(workspace))}
            onClose={() => setDeleting(false)}
          />
        )}
      </Suspense>
    </div>
  );
}

interface Disks {
  diskSizeInGB?: number;
  diskCount?: number;
  storageAccountType?: string;
}

function Facts({ server }: { server: FileServer }) {
  const { t } = useTranslation(['data']);
  const { sayReason } = useTexts();
  const { mountSettings, dataDisks, vmSize, notes, errors } = server;
  const disks = (dataDisks ?? {}) as Disks;
  return (
    <>
      <dl className={css.facts}>
        <Fact label={t('data:head.use')}>
          <ServerUse server={server} />
        </Fact>
        <Fact label={t('data:server.disks')}>
          {t('data:server.disksAre', {
            count: disks.diskCount ?? 0,
            size: disks.diskSizeInGB ?? 0,
            type: disks.storageAccountType ?? '',
            vmSize,
          })}
        </Fact>
        <Fact label={t('data:server.export')}>
          {mountSettings === null ? (
            t('data:server.noExport')
          ) : mountSettings.port === null ? (
            t('data:server.shared', { path: mountSettings.mountPoint })
          ) : (
            <span className={css.use}>
              <code>{exportOf(mountSettings)}</code>
              <CopyButton text={exportOf(mountSettings)} />
            </span>
          )}
        </Fact>
        <Fact label={t('data:head.mountedBy')}>
          <MountedBy server={server} />
        </Fact>
      </dl>
      {errors.map((text) => (
        <p key={JSON.stringify(text)} className={css.failed}>
          {sayReason(text)}
        </p>
      ))}
      {notes.map((text) => (
        <p key={JSON.stringify(text)} className={css.note}>
          {sayReason(text)}
        </p>
      ))}
    </>
  );
}

const exportOf = ({ fileServerInternalIP, mountPoint, port }: NonNullable<FileServer['mountSettings']>): string =>
  `${fileServerInternalIP}:${mountPoint}${port === null || port === 2049 ? '' : ` (port ${port})`}`;

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
