import { Button } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { addresses } from '../../../app/addresses.ts';
import { useJobCounts } from '../../../live/job-window.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import { asked, type FilterKey, filterKeys, type ListFilter } from './filters.ts';

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
  /** Jobs of the workspace. */
  hidden: number;
  onDrop: (key: FilterKey) => void;
  onDropAll: () => void;
}

/** Everything is hidden by filters: says how many, and drops one of them. */
export function NoMatch({ workspace, filter, hidden, onDrop, onDropAll }: NoMatchProps) {
  const { t } = useTranslation('jobs');
  const set = filterKeys.filter((key) => filter[key] !== undefined);
  return (
    <EmptyState
      title={t('list.hidden.title')}
      text={t('list.hidden.text', { count: hidden })}
      action={
        <>
          {set.map((key) => (
            <DropOne key={key} {...{ workspace, filter, onDrop }} of={key} />
          ))}
          <Button onClick={onDropAll}>{t('list.hidden.dropAll')}</Button>
        </>
      }
    />
  );
}

/** Drops one filter, where that alone shows something. */
function DropOne({
  workspace,
  filter,
  of,
  onDrop,
}: Pick<NoMatchProps, 'workspace' | 'filter' | 'onDrop'> & { of: FilterKey }) {
  const { t } = useTranslation('jobs');
  const { [of]: _, ...rest } = filter;
  const count = useJobCounts(workspace, asked(rest)).data?.sum ?? 0;
  if (count === 0) return null;
  return (
    <Button variant="contained" onClick={() => onDrop(of)}>
      {t('list.hidden.drop', { name: t(`list.filterNames.${of}`), count })}
    </Button>
  );
}
