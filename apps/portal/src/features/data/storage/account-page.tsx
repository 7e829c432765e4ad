import { Suspense, useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { addresses } from '../../../app/addresses.ts';
import { useCrumbs } from '../../../app/shell/crumbs.tsx';
import { useStorageAccounts } from '../../../live/storage-questions.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { soon } from '../../../ui/later.ts';
import { storageTree } from '../../files/remote.ts';
import css from '../data.module.css';
import { usePlace } from '../use-place.ts';
import { Place, useBackingWords } from './backing-words.tsx';

const FileBrowser = soon('FileBrowser', () => import('../../files/file-browser.tsx'));

/** Files of a storage account, container by container. */
export function Page() {
  const { t } = useTranslation(['data', 'files']);
  const { workspace = '', account: name = '' } = useParams();
  useCrumbs({ label: t('data:title'), to: addresses.data(workspace) }, { label: name });
  const say = useBackingWords();
  const account = useStorageAccounts().data?.find((one) => one.name === name);
  const tree = useMemo(() => storageTree(name), [name]);
  const to = useCallback((path: string) => addresses.storage(workspace, name, path), [workspace, name]);
  const place = usePlace(to);
  const { kind, place: where } = account === undefined ? { kind: '', place: { words: '' } } : say(account.backing);
  return (
    <div className={css.fullPage}>
      <header className={css.head}>
        <h1>
          <bdi>{name}</bdi>
        </h1>
        <p>
          {t('data:account.isA')} {kind} <Place place={where} />
        </p>
      </header>
      <Suspense>
        <FileBrowser
          key={name}
          tree={tree}
          {...place}
          empty={<EmptyState title={t('data:account.empty')} text={t('data:account.emptyText', { name })} />}
        />
      </Suspense>
    </div>
  );
}
