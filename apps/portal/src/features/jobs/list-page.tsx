import { Plus } from 'lucide-react';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { addresses } from '../../app/addresses.ts';
import { useCrumbs } from '../../app/shell/crumbs.tsx';
import { useFamilies, useJobCounts } from '../../live/job-window.ts';
import { later } from '../../ui/later.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import frame from '../../ui/page-head.module.css';
import { TableMenu } from '../../ui/table/table-menu.tsx';
import { useTableState } from '../../ui/table/table-state.ts';
import { useFormat } from '../../ui/use-format.ts';
import { type ListColumn, useColumnNames } from './list/column-names.ts';
import { asked, readFilter } from './list/filters.ts';
import { JobsPane } from './list/jobs-pane.tsx';
import css from './list-page.module.css';

const FamiliesPane = later('FamiliesPane', () => import('./families/families-pane.tsx'));
const ViewsMenu = later('ViewsMenu', () => import('./list/views-menu.tsx'));

/** All jobs of a workspace: what runs, waits and ended, and what stands out about each; or why those failed that did. */
export function Page() {
  const { workspace = '' } = useParams();
  const { t } = useTranslation('jobs');
  const [search] = useSearchParams();
  useCrumbs({ label: t('list.title') });
  const families = search.get('view') === 'families';
  const state = useTableState('jobs', 'sort', 'time');
  const columns: ListColumn[] = useColumnNames();
  return (
    <div className={frame.page}>
      <header className={frame.head}>
        <h1 className={frame.title}>{t('list.title')}</h1>
        {!families && <Count workspace={workspace} />}
        <Tabs {...{ workspace, families }} />
        <span className={css.tools}>
          {!families && (
            <>
              <TableMenu columns={columns} state={state} />
              <Suspense>
                <ViewsMenu workspace={workspace} query={search.toString()} />
              </Suspense>
            </>
          )}
          <LinkButton
            to={addresses.newJob(workspace)}
            variant="contained"
            startIcon={<Plus size={14} strokeWidth={1.5} aria-hidden />}
          >
            {t('list.submit')}
          </LinkButton>
        </span>
      </header>
      {families ? (
        <Suspense>
          <FamiliesPane workspace={workspace} />
        </Suspense>
      ) : (
        <JobsPane workspace={workspace} state={state} />
      )}
    </div>
  );
}

/** How many jobs the filter finds, of all. */
function Count({ workspace }: { workspace: string }) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const [search] = useSearchParams();
  const { data } = useJobCounts(workspace, asked(readFilter(search)));
  if (data === undefined) return null;
  const [shown, loaded] = [format.count(data.sum), format.count(data.all)];
  return (
    <span className={frame.count} role="status">
      {data.sum === data.all ? loaded : t('list.countOf', { shown, loaded })}
    </span>
  );
}

function Tabs({ workspace, families }: { workspace: string; families: boolean }) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const { data } = useFamilies(workspace);
  const current = (is: boolean) => (is ? ({ 'aria-current': 'page' } as const) : {});
  return (
    <nav className={css.tabs} aria-label={t('family.tabs')}>
      <Link to={addresses.jobs(workspace)} {...current(!families)}>
        {t('family.list')}
      </Link>
      <Link to={addresses.jobs(workspace, '?view=families')} {...current(families)}>
        {t('family.tab')} {data && data.length > 0 && format.count(data.length)}
      </Link>
    </nav>
  );
}
