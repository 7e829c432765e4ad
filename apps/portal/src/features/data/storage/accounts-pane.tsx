import { Button } from '@mui/material';
import type { StorageAccount } from '@trainyard/contracts/storage-account';
import { Plus } from 'lucide-react';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { addresses } from '../../../app/addresses.ts';
import { useStorageAccounts } from '../../../live/storage-questions.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { CliLine } from '../../../ui/form/cli-line.tsx';
import { later } from '../../../ui/later.ts';
import { Pane } from '../../../ui/pane.tsx';
import { PlainTable, plainTable } from '../../../ui/plain-table.tsx';
import { RefusableButton } from '../../../ui/refusable-button.tsx';
import { useAdministers } from '../../session/session.ts';
import css from '../data.module.css';
import { Place, useBackingWords } from './backing-words.tsx';

const AccountDialog = later('AccountDialog', () => import('./account-dialog.tsx'));
const RemoveAccountDialog = later('RemoveAccountDialog', () => import('./remove-account-dialog.tsx'));

type Asked = { kind: 'set'; account: StorageAccount | null } | { kind: 'remove'; name: string } | null;

/** What lies behind the names of storage accounts, for the whole installation. */
export function AccountsPane({ workspace }: { workspace: string }) {
  const { t } = useTranslation(['data']);
  const may = useAdministers();
  const { data, error, refetch } = useStorageAccounts();
  const [asked, setAsked] = useState<Asked>(null);
  const close = () => setAsked(null);
  const add = (
    <RefusableButton
      refused={may ? undefined : t('data:account.mayNot')}
      startIcon={<Plus size={14} strokeWidth={1.5} aria-hidden />}
      onClick={() => setAsked({ kind: 'set', account: null })}
    >
      {t('data:account.addOne')}
    </RefusableButton>
  );
  const some = data !== undefined && data.length > 0;
  return (
    <Pane
      title={t('data:accounts')}
      meta={t('data:accountsMean')}
      tools={some ? add : undefined}
      padded={false}
      className={css.pane ?? ''}
    >
      {data === undefined && error !== null && <ErrorState error={error} onRetry={refetch} />}
      {data?.length === 0 && (
        <EmptyState
          title={t('data:account.none')}
          text={t('data:account.noneText')}
          action={
            <>
              {add}
              <CliLine line="npx trainyard storage add NAME" />
            </>
          }
        />
      )}
      {some && (
        <PlainTable
          blocks
          acts={may}
          className={`${css.table} ${css.blocks}`}
          label={t('data:accounts')}
          heads={(['name', 'liesOn', 'credentials', 'workspaces'] as const).map((id) => ({
            id,
            words: t(`data:head.${id}`),
          }))}
        >
          {data.map((account) => (
            <AccountRow
              key={account.uid}
              account={account}
              to={addresses.storage(workspace, account.name)}
              acts={
                may && (
                  <>
                    <Button onClick={() => setAsked({ kind: 'set', account })}>{t('data:change')}</Button>
                    <Button color="error" onClick={() => setAsked({ kind: 'remove', name: account.name })}>
                      {t('data:remove')}
                    </Button>
                  </>
                )
              }
            />
          ))}
        </PlainTable>
      )}
      <Suspense>
        {asked?.kind === 'set' && <AccountDialog account={asked.account} onClose={close} />}
        {asked?.kind === 'remove' && <RemoveAccountDialog name={asked.name} onClose={close} />}
      </Suspense>
    </Pane>
  );
}

interface AccountRowProps {
  account: StorageAccount;
  to: string;
  acts: React.ReactNode;
}

function AccountRow({ account: { name, backing, credentials, workspaces }, to, acts }: AccountRowProps) {
  const { t } = useTranslation(['data']);
  const { kind, place } = useBackingWords()(backing);
  return (
    <tr>
      <th scope="row">
        <Link to={to} className={css.name}>
          <bdi>{name}</bdi>
        </Link>
      </th>
      <td data-label={t('data:head.liesOn')} className={css.across}>
        {kind} <Place place={place} />
      </td>
      <td data-label={t('data:head.credentials')}>
        {credentials.length === 0 ? t('data:account.noCredentials') : credentials.join(', ')}
      </td>
      <td data-label={t('data:head.workspaces')}>
        {workspaces === null ? t('data:account.allWorkspaces') : workspaces.join(', ')}
      </td>
      {acts !== false && <td className={`${plainTable.end} ${css.acts}`}>{acts}</td>}
    </tr>
  );
}
