import { useTranslation } from 'react-i18next';
import { addresses } from '../../app/addresses.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import css from './overview-page.module.css';

const recipe = 'npx trainyard recipe run digits';

/** What a workspace without clusters and jobs shows: how to fill it, here or on the command line. */
export function EmptyWorkspace({ workspace }: { workspace: string }) {
  const { t } = useTranslation('overview');
  const lines = [
    `npx trainyard cluster create -w ${workspace} -n first -s STANDARD_NC6 -t 2`,
    `npx trainyard job submit -w ${workspace} -e EXPERIMENT -f job.json`,
  ];
  return (
    <div className={css.empty}>
      <EmptyState
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
      <pre>{lines.join('\n')}</pre>
      <h2>{t('empty.recipe')}</h2>
      <pre>{`${recipe} -w ${workspace}`}</pre>
    </div>
  );
}
