import type { Job } from '@trainyard/contracts/job';
import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { addresses } from '../../../app/addresses.ts';
import { useFamilies, useJobWindow } from '../../../live/job-window.ts';
import type { JobListQuery } from '../../../live/keys.ts';
import { useClusters, useExperiments } from '../../../live/questions.ts';
import { ErrorState } from '../../../ui/error-state.tsx';
import { later } from '../../../ui/later.ts';
import { NewAbove } from '../../../ui/table/new-above.tsx';
import { writeSort } from '../../../ui/table/sort-param.ts';
import type { TableState } from '../../../ui/table/table-state.ts';
import { useAtHand } from '../../../ui/table/use-at-hand.ts';
import { useFocusBack } from '../../../ui/table/use-focus-back.ts';
import { WindowTable } from '../../../ui/table/window/window-table.tsx';
import css from '../list-page.module.css';
import { RowBones } from './bones.tsx';
import { useJobColumns } from './columns.tsx';
import { NoJobs, NoMatch } from './empty-list.tsx';
import { FamiliesContext } from './families-context.ts';
import { FilterBar } from './filter-bar.tsx';
import { asked, type FilterKey, readFilter, withFilter, withoutFilters } from './filters.ts';
import { FoldContext } from './fold-button.tsx';
import { useGroups } from './groups.ts';
import { oddLines } from './odd-shards.tsx';
import { useChosen } from './use-chosen.ts';
import { useFolds } from './use-folds.tsx';
import { useFresh } from './use-fresh.ts';

const JobsBulk = later('JobsBulk', () => import('./jobs-bulk.tsx'));

/** The list itself, of any length. */
export function JobsPane({ workspace, state }: { workspace: string; state: TableState }) {
  const { t } = useTranslation(['jobs', 'ui']);
  const [search, setSearch] = useSearchParams();
  const filter = useMemo(() => readFilter(search), [search]);
  const { sort } = state;
  const query = useMemo<JobListQuery>(
    () => ({ ...asked(filter), sort: sort ? writeSort(sort) : 'group' }),
    [filter, sort],
  );
  const listKey = JSON.stringify(query);
  const box = useRef<HTMLDivElement>(null);
  const atHand = useAtHand(box);
  const jobs = useJobWindow(workspace, query, atHand);
  const { counts, loaded, rowAt } = jobs;
  const clusters = useClusters(workspace);
  const experiments = useExperiments(workspace);
  const families = useFamilies(workspace);
  const clustersByUid = useMemo(() => new Map(clusters.data?.map((one) => [one.uid, one])), [clusters.data]);
  const familiesById = useMemo(() => new Map(families.data?.map((one) => [one.id, one])), [families.data]);
  const columns = useJobColumns(clustersByUid);
  const groups = useGroups(counts, loaded, clustersByUid);
  const { folds, context } = useFolds(oddLines);
  const chosen = useChosen({ workspace, query, counts, loaded, listKey });
  const fresh = useFresh(loaded, listKey);
  const change = useCallback(
    (key: FilterKey, value: string) => setSearch((old) => withFilter(old, key, value), { replace: true }),
    [setSearch],
  );
  const known = useMemo(() => [...loaded.values()], [loaded]);
  const owners = useMemo(() => [...new Set(known.map(({ createdBy }) => createdBy))].sort(), [known]);
  const tags = useMemo(() => tagsOf(known), [known]);
  useFocusBack(box, jobs.waiting);
  const showNew = () => {
    jobs.release();
    box.current?.querySelector('table')?.parentElement?.scrollTo({ top: 0 });
  };
  // Once it was there a list stays: a place of it that is on its way is no first time.
  const [ready, setReady] = useState('');
  useEffect(() => {
    if (loaded.size > 0) setReady(listKey);
  }, [loaded, listKey]);
  const pending =
    jobs.error === null && (counts === undefined || (counts.sum > 0 && loaded.size === 0 && ready !== listKey));
  // Rows may come before their count: one that moved down, and has the focus, must not leave in between.
  const end = Math.max(0, ...[...loaded.keys()].map((at) => at + 1));
  const empty = counts !== undefined && counts.sum === 0;
  return (
    <>
      <FilterBar
        {...{ filter, sort, owners, tags }}
        clusters={clusters.data ?? []}
        experiments={experiments.data ?? []}
        onChange={change}
        onDropSort={() => state.setSort(null)}
      />
      {/* There from the first: whether somebody works with the rows is heard here. */}
      <div ref={box} className={css.tableBox}>
        {pending && <RowBones />}
        {jobs.error !== null && <ErrorState error={jobs.error} onRetry={jobs.refetch} />}
        {empty && counts.all === 0 && <NoJobs workspace={workspace} />}
        {empty && counts.all > 0 && (
          <NoMatch
            {...{ workspace, filter }}
            hidden={counts.all}
            onDrop={(key) => change(key, '')}
            onDropAll={() => setSearch(withoutFilters)}
          />
        )}
        {counts && counts.sum > 0 && jobs.error === null && !pending && (
          <FamiliesContext value={familiesById}>
            <FoldContext value={context}>
              <NewAbove count={jobs.waiting} onShow={showNew} />
              <WindowTable<Job>
                {...{ state, columns, rowAt, rowId, folds, fresh, listKey }}
                label={t('jobs:list.title')}
                count={Math.max(counts.sum, end)}
                groups={sort === null ? groups : undefined}
                href={addresses.job}
                onLook={jobs.look}
                selection={chosen.selection}
              />
              {chosen.selection.size > 0 && (
                <Suspense>
                  <JobsBulk
                    {...{ workspace, filter }}
                    chosen={chosen.chosen}
                    counts={counts.states}
                    onAll={chosen.chooseAll}
                    onClear={chosen.selection.clear}
                  />
                </Suspense>
              )}
            </FoldContext>
          </FamiliesContext>
        )}
      </div>
    </>
  );
}

const rowId = ({ uid }: Job): string => uid;

function tagsOf(jobs: readonly Job[]): string[] {
  const all = new Set<string>();
  for (const { tags } of jobs) for (const [key, value] of Object.entries(tags)) all.add(`${key}=${value}`);
  return [...all].sort();
}
