import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useCrumbs } from '../../app/shell/crumbs.tsx';
import { Sheet } from '../../ui/pane.tsx';
import { ClientsPane } from './clients/clients-pane.tsx';
import css from './data.module.css';
import { ServersPane } from './file-servers/servers-pane.tsx';
import { DiskPane } from './keeping/disk-pane.tsx';
import { AccountsPane } from './storage/accounts-pane.tsx';

/** Where data lies: accounts of the installation, file servers of the workspace, what it takes of the server's disk, and how clients get here. */
export function Page() {
  const { t } = useTranslation(['data']);
  const { workspace = '' } = useParams();
  useCrumbs({ label: t('data:title') });
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>{t('data:title')}</h1>
        <p>{t('data:means')}</p>
      </header>
      <Sheet className={css.sheet ?? ''}>
        <AccountsPane workspace={workspace} />
        <ServersPane workspace={workspace} />
        <DiskPane workspace={workspace} />
        <ClientsPane workspace={workspace} />
      </Sheet>
    </div>
  );
}
