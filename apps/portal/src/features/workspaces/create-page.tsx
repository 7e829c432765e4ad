/** Makes a workspace; also what somebody sees first who has none. */
import { Button } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Fault } from '@trainyard/contracts/errors';
import type { Workspace } from '@trainyard/contracts/workspace';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { addresses } from '../../app/addresses.ts';
import { AccountMenu } from '../../app/shell/account-menu.tsx';
import { Mark } from '../../app/shell/brand.tsx';
import { useCrumbs } from '../../app/shell/crumbs.tsx';
import { client } from '../../live/client.ts';
import { keys } from '../../live/keys.ts';
import { useWorkspaces } from '../../live/questions.ts';
import { writeAnswer } from '../../live/write-answer.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { useErrorWords } from '../../ui/use-error-words.ts';
import { useTexts } from '../../ui/use-texts.ts';
import css from './create-page.module.css';
import { NameField } from './name-field.tsx';
import { type WorkspaceNames, workspaceFaults } from './workspace-faults.ts';

function useCreate(onMade: (made: Workspace) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ name, subscription, resourceGroup }: WorkspaceNames) =>
      client.call('createWorkspace', {
        body: { name, ...(subscription && { subscription }), ...(resourceGroup && { resourceGroup }) },
      }),
    onSuccess: (made) => {
      // A list that nobody asked for yet is left to be asked for: one workspace would pass for all of them.
      writeAnswer<Workspace[]>(queries, keys.workspaces(), (old) => [
        ...old.filter(({ uid }) => uid !== made.uid),
        made,
      ]);
      onMade(made);
    },
  });
}

export function Page() {
  const { t } = useTranslation(['workspaces', 'ui', 'app']);
  const { data: workspaces } = useWorkspaces();
  const first = workspaces?.length === 0;
  useCrumbs({ label: t('title') });
  return (
    <div className={css.page}>
      <header className={css.top}>
        <Link to="/" className={css.brand} aria-label={t('app:product')}>
          <Mark />
          <span aria-hidden="true">{t('app:product')}</span>
        </Link>
        <AccountMenu />
      </header>
      <main className={css.main}>
        <h1>{first ? t('firstTitle') : t('title')}</h1>
        <p className={css.lead}>{first ? t('firstLead') : t('lead')}</p>
        <CreateForm taken={workspaces?.map(({ ref }) => ref) ?? []} first={first} />
      </main>
    </div>
  );
}

function CreateForm({ taken, first }: { taken: readonly string[]; first: boolean }) {
  const { t } = useTranslation(['workspaces', 'ui', 'app']);
  const navigate = useNavigate();
  const say = useErrorWords();
  const { sayDetail } = useTexts();
  const [names, setNames] = useState<WorkspaceNames>({ name: '', subscription: '', resourceGroup: '' });
  const [asked, setAsked] = useState(false);
  const create = useCreate(({ ref }) => void navigate(addresses.overview(ref)));
  const faults = workspaceFaults(names, taken);
  const field = (key: keyof WorkspaceNames) => {
    const fault = faults[key];
    // An empty field is no fault before somebody tries to go on.
    const told = fault !== undefined && (asked || names[key] !== '') ? t(`wrong.${fault}`) : undefined;
    const detail = create.error instanceof Fault && create.error.details?.find(({ path }) => path === key);
    return {
      value: names[key],
      fault: told ?? (detail ? sayDetail(detail) : undefined),
      onChange: (value: string) => setNames({ ...names, [key]: value }),
    };
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (Object.keys(faults).length === 0 && !create.isPending) create.mutate(names);
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      {create.error && (
        <p className={css.failure} role="alert">
          {say(create.error)}
        </p>
      )}
      <NameField label={t('name')} help={t('nameHelp')} autoFocus {...field('name')} />
      <details className={css.more} open={faults.subscription || faults.resourceGroup ? true : undefined}>
        <summary>{t('more')}</summary>
        <p>{t('moreHelp')}</p>
        <NameField label={t('subscription')} {...field('subscription')} />
        <NameField label={t('resourceGroup')} {...field('resourceGroup')} />
      </details>
      <div className={css.deeds}>
        <Button type="submit" variant="contained" aria-busy={create.isPending}>
          {create.isPending ? t('creating') : t('create')}
        </Button>
        {!first && (
          <LinkButton to="/" variant="text">
            {t('ui:cancel')}
          </LinkButton>
        )}
      </div>
    </form>
  );
}
