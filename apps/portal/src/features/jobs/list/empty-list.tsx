import { Button } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { addresses } from '../../../app/addresses.ts';
import { useJobs } from '../../../live/questions.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import { type FilterKey, filterKeys, type ListFilter, narrowest } from './filters.ts';

/** A workspace in which nobody submitted anything yet. */
export function NoJobs({ workspace }: { workspace: string }) {
  const { t } = useTranslation('jobs');
  return (
    <EmptyState
      title={t('list.empty.title', { workspace })}
      text={t('list.empty.text')}
      action={
        <>
          <LinkButton to={addresses.newJob(workspace)} variant="contained">
            {t('list.submit')}
          </LinkButton>
          <code>{`npx trainyard job submit -w ${workspace} -e first -f job.json`}</code>
        </>
      }
    />
  );
}

interface NoMatchProps {
  workspace: string;
  filter: ListFilter;
  onDrop: (key: FilterKey) => void;
  onDropAll: () => void;
}

/** Everything is hidden by filters: says how many, and drops the one that hides most. */
export function NoMatch({ workspace, filter, onDrop, onDropAll }: NoMatchProps) {
  const { t } = useTranslation('jobs');
  const all = useJobs(workspace, {});
  if (all.data === undefined) return null;
  const jobs = all.data.pages.flatMap((page) => page.items);
  if (jobs.length === 0 && !all.hasNextPage) return <NoJobs workspace={workspace} />;
  const found = narrowest(jobs, filter);
  const set = filterKeys.filter((key) => filter[key] !== undefined);
  return (
    <EmptyState
      title={t('list.hidden.title')}
      text={t(all.hasNextPage ? 'list.hidden.atLeast' : 'list.hidden.text', { count: jobs.length })}
      action={
        <>
          {found && (
            <Button variant="contained" onClick={() => onDrop(found.key)}>
              {t('list.hidden.drop', { name: t(`list.filterNames.${found.key}`), count: found.count })}
            </Button>
          )}
          {(found === undefined || set.length > 1) && <Button onClick={onDropAll}>{t('list.hidden.dropAll')}</Button>}
        </>
      }
    />
  );
}
