import { useTranslation } from 'react-i18next';
import { addresses } from '../../app/addresses.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import css from './overview-page.module.css';

/** What a workspace without clusters and jobs shows: how to fill it, here or on the command line. */
export function EmptyWorkspace({ workspace }: { workspace: string }) {
  const { t } = useTranslation('overview');
  const first = [
    `npx trainyard cluster create -w ${workspace} -n first -s STANDARD_NC6 -t 2`,
    `npx trainyard experiment create -w ${workspace} -n digits`,
  ];
  const submit = `npx trainyard job submit -w ${workspace} -e digits -f job.json`;
  const recipe = `npx trainyard recipe run digits -w ${workspace} -e digits`;
  return (
    <div className={css.empty}>
      <EmptyState
        whole
        title={t('empty.title')}
        text={t('empty.text')}
        action={
          <>
            <LinkButton to={addresses.newCluster(workspace)} variant="contained">
              {t('empty.cluster')}
            </LinkButton>
            <LinkButton to={addresses.newJob(workspace)}>{t('empty.job')}</LinkButton>
          </>
        }
      />
      <h2>{t('empty.cli')}</h2>
      <pre>{[...first, submit].join('\n')}</pre>
      <h2>{t('empty.recipe')}</h2>
      <pre>{[...first, recipe].join('\n')}</pre>
    </div>
  );
}
