/** A list of jobs of any length, of which only what is looked at is asked for: by blocks of a hundred rows, each by its place. */
import { keepPreviousData, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FailureFamily } from '@trainyard/contracts/failure';
import type { Job } from '@trainyard/contracts/job';
import type { JobCounts } from '@trainyard/contracts/job-list';
import type { SavedView } from '@trainyard/contracts/view';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { client } from './client.ts';
import { type JobListFilter, type JobListQuery, keys } from './keys.ts';
import { listChanges } from './list-changes.ts';

export const blockRows = 100;
/** A block that nobody looks at any more is forgotten: who scrolls through 100,000 rows does not keep them. */
const forgetMs = 30_000;
/** While jobs come and go the order is asked for anew at most so often. */
const settleMs = 1_000;
/** Blocks asked for at once: a view of 100 rows with one beyond either edge. */
const blocksMost = 5;

export interface JobWindow {
  counts: JobCounts | undefined;
  error: Error | null;
  refetch: () => void;
  /** Undefined while it is on its way. */
  rowAt: (index: number) => Job | undefined;
  /** Rows that are here, by their place. */
  loaded: ReadonlyMap<number, Job>;
  /** Says which rows are looked at. */
  look: (from: number, to: number) => void;
  /** Jobs that were submitted since the order is held. */
  waiting: number;
  release: () => void;
}

/** `held`: somebody works with the rows, so that none of them may move. */
export function useJobWindow(workspace: string, query: JobListQuery, held: boolean): JobWindow {
  const { sort: _, ...filter } = query;
  const counts = useJobCounts(workspace, filter);
  const [range, setRange] = useState<readonly [number, number]>([0, 0]);
  const look = useCallback((from: number, to: number) => {
    const [first, last] = [Math.floor(from / blockRows), Math.floor(Math.max(from, to) / blockRows)];
    setRange((old) => (old[0] === first && old[1] === last ? old : [first, last]));
  }, []);
  const blocks = Array.from({ length: Math.min(blocksMost, range[1] - range[0] + 1) }, (_none, at) => range[0] + at);
  const found = useQueries({
    queries: blocks.map((block) => ({
      queryKey: keys.jobWindow(workspace, query, block),
      queryFn: () =>
        client.call('listJobs', {
          params: { workspace },
          query: { ...query, limit: blockRows, offset: block * blockRows },
        }),
      gcTime: forgetMs,
    })),
    combine: (results) => ({
      data: results.map(({ data }) => data),
      error: results.find(({ error }) => error)?.error ?? null,
    }),
  });
  const { data } = found;
  const first = range[0];
  const loaded = useMemo(() => {
    const rows = new Map<number, Job>();
    data.forEach((page, at) => {
      page?.items.forEach((job, row) => {
        rows.set((first + at) * blockRows + row, job);
      });
    });
    return rows;
  }, [data, first]);
  const { waiting, release } = useSettling(workspace, held);
  return {
    counts: counts.data,
    error: counts.error ?? found.error,
    refetch: release,
    rowAt: useCallback((index) => loaded.get(index), [loaded]),
    loaded,
    look,
    waiting,
    release,
  };
}

/** Asks for the order anew when it may have changed: soon, or once nobody works with the rows any more. */
function useSettling(workspace: string, held: boolean): { waiting: number; release: () => void } {
  const queries = useQueryClient();
  const [waiting, setWaiting] = useState(0);
  const state = useRef({
    held,
    stale: false,
    submitted: 0,
    timer: undefined as ReturnType<typeof setTimeout> | undefined,
  });
  const settle = useCallback(() => {
    clearTimeout(state.current.timer);
    state.current.timer = undefined;
    state.current.stale = false;
    state.current.submitted = 0;
    setWaiting(0);
    void queries.invalidateQueries({ queryKey: keys.jobWindows(workspace) });
  }, [queries, workspace]);
  const soon = useCallback(() => {
    const { current } = state;
    if (current.held) return;
    current.timer ??= setTimeout(() => {
      current.timer = undefined;
      if (!current.held && current.stale) settle();
    }, settleMs);
  }, [settle]);
  useEffect(
    () =>
      listChanges.on(workspace, (submitted) => {
        state.current.stale = true;
        if (submitted) state.current.submitted += 1;
        if (state.current.held) setWaiting(state.current.submitted);
        soon();
      }),
    [workspace, soon],
  );
  useEffect(() => {
    state.current.held = held;
    // What came while nobody held the order and is not shown yet waits now, too.
    if (held) setWaiting(state.current.submitted);
    else if (state.current.stale) soon();
  }, [held, soon]);
  useEffect(() => () => clearTimeout(state.current.timer), []);
  return { waiting, release: settle };
}

/** How many jobs a filter finds, by state. */
export const useJobCounts = (workspace: string, filter: JobListFilter, enabled = true) =>
  useQuery({
    queryKey: keys.jobCounts(workspace, filter),
    queryFn: () => client.call('countJobs', { params: { workspace }, query: filter }),
    placeholderData: keepPreviousData,
    enabled,
  });

/** Failure families of the last week, the newest first. */
export const useFamilies = (workspace: string, enabled = true) =>
  useQuery({
    queryKey: keys.families(workspace),
    queryFn: async (): Promise<FailureFamily[]> => (await client.call('listFamilies', { params: { workspace } })).items,
    enabled,
  });

/** Saved views of the jobs of a workspace, by name. */
export const useViews = (workspace: string) =>
  useQuery({
    queryKey: keys.views(workspace),
    queryFn: async (): Promise<SavedView[]> => (await client.call('listViews', { params: { workspace } })).items,
  });
