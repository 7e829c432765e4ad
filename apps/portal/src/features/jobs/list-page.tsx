import { Plus } from 'lucide-react';
import { Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { addresses } from '../../app/addresses.ts';
import { useCrumbs } from '../../app/shell/crumbs.tsx';
import { useClusters, useExperiments, useJobs } from '../../live/questions.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { later } from '../../ui/later.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { DataTable } from '../../ui/table/data-table.tsx';
import { TableMenu } from '../../ui/table/table-menu.tsx';
import { useTableState } from '../../ui/table/table-state.ts';
import { useFormat } from '../../ui/use-format.ts';
import { RowBones } from './list/bones.tsx';
import { useJobColumns } from './list/columns.tsx';
import { NoJobs, NoMatch } from './list/empty-list.tsx';
import { FilterBar } from './list/filter-bar.tsx';
import { asked, type FilterKey, matchesText, readFilter, withFilter, withoutFilters } from './list/filters.ts';
import { useGrouping } from './list/use-grouping.tsx';
import css from './list-page.module.css';

const JobsBulk = later('JobsBulk', () => import('./list/jobs-bulk.tsx'));

/** All jobs of a workspace: what runs, waits and ended, and what stands out about each. */
export function Page() {
  const { workspace = '' } = useParams();
  const { t } = useTranslation('jobs');
  const [search, setSearch] = useSearchParams();
  useCrumbs({ label: t('list.title') });
  const filter = useMemo(() => readFilter(search), [search]);
  const serverFilter = useMemo(() => asked(filter), [filter]);
  const jobs = useJobs(workspace, serverFilter);
  const clusters = useClusters(workspace);
  const experiments = useExperiments(workspace);
  const clustersByUid = useMemo(() => new Map(clusters.data?.map((one) => [one.uid, one])), [clusters.data]);
  const columns = useJobColumns(clustersByUid);
  const grouping = useGrouping(clustersByUid);
  const state = useTableState('jobs');
  const [selected, setSelected] = useState<ReadonlySet<string>>(() => new Set());

  const loaded = useMemo(() => jobs.data?.pages.flatMap((page) => page.items) ?? [], [jobs.data]);
  const rows = useMemo(() => loaded.filter((job) => matchesText(job, filter.text)), [loaded, filter.text]);
  const names = useMemo(() => new Map(loaded.map((job) => [job.uid, job.name])), [loaded]);
  const change = (key: FilterKey, value: string) => setSearch((old) => withFilter(old, key, value), { replace: true });
  const filtered = Object.keys(filter).length > 0;
  const onEnd = jobs.hasNextPage && !jobs.isFetchingNextPage ? () => void jobs.fetchNextPage() : undefined;
  const chosen = rows.filter((job) => selected.has(job.uid));

  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1 className={css.title}>{t('list.title')}</h1>
        {jobs.data && <Count shown={rows.length} loaded={loaded.length} more={jobs.hasNextPage} />}
        <span className={css.tools}>
          <TableMenu columns={columns} state={state} />
          <LinkButton
            to={addresses.newJob(workspace)}
            variant="contained"
            startIcon={<Plus size={14} strokeWidth={1.5} aria-hidden />}
          >
            {t('list.submit')}
          </LinkButton>
        </span>
      </header>
      <FilterBar
        filter={filter}
        clusters={clusters.data ?? []}
        experiments={experiments.data ?? []}
        onChange={change}
      />
      {jobs.isPending && <RowBones />}
      {jobs.isError && jobs.data === undefined && <ErrorState error={jobs.error} onRetry={jobs.refetch} />}
      {jobs.data && rows.length === 0 && !onEnd && !jobs.isFetchingNextPage && (
        <Nothing
          {...{ workspace, filter, filtered }}
          onDrop={(key) => change(key, '')}
          onDropAll={() => setSearch(withoutFilters)}
        />
      )}
      {jobs.data && (rows.length > 0 || onEnd || jobs.isFetchingNextPage) && (
        <DataTable
          label={t('list.title')}
          state={state}
          rows={rows}
          columns={columns}
          rowId={rowId}
          href={addresses.job}
          grouping={state.sort === null ? grouping : undefined}
          selection={{
            selected,
            onChange: setSelected,
            nameOf: (id) => t('list.select', { name: names.get(id) ?? '' }),
          }}
          bulk={
            chosen.length > 0 && (
              <Suspense>
                <JobsBulk chosen={chosen} names={[...names.values()]} onClear={() => setSelected(new Set())} />
              </Suspense>
            )
          }
          onEnd={onEnd}
          listKey={JSON.stringify(filter)}
        />
      )}
    </div>
  );
}

const rowId = ({ uid }: { uid: string }): string => uid;

function Nothing({ filtered, ...rest }: Parameters<typeof NoMatch>[0] & { filtered: boolean }) {
  return filtered ? <NoMatch {...rest} /> : <NoJobs workspace={rest.workspace} />;
}

/** How many jobs are in view; while pages are left to load, only that there are more is known. */
function Count({ shown, loaded, more }: { shown: number; loaded: number; more: boolean }) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const [first, second] = [format.count(shown), format.count(loaded)];
  const known = shown === loaded ? first : t('list.countOf', { shown: first, loaded: second });
  return <span className={css.count}>{more ? t('list.countMore', { known }) : known}</span>;
}
