/** What stands in a directory, page after page as it is scrolled, and how old that is. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Fault } from '@trainyard/contracts/errors';
import type { FileEntry } from '@trainyard/contracts/file-entry';
import { useMemo } from 'react';
import type { FileTree, Listing } from './tree.ts';

/** A refusal is an answer: only a network that failed is asked again. */
export const retryCuts = (count: number, error: unknown): boolean => !(error instanceof Fault) && count < 5;

/** Storage tells nobody what changes in it, so what is open is looked at again; a list that was scrolled far is left alone. */
const lookAgainMs = 5_000;
const pagesLookedAt = 3;

export interface DirectoryState {
  /** Undefined before the first answer. */
  entries: readonly FileEntry[] | undefined;
  /** The last refusal; what was there before it stays. */
  error: unknown;
  retry: () => unknown;
  /** Loads the next page; undefined at the end and while one is on its way. */
  more: (() => void) | undefined;
  /** Whether entries follow that are not loaded. */
  unfinished: boolean;
  /** When it was listed, ms of this browser's clock. */
  at: number;
}

export function useListing(tree: FileTree, path: string): DirectoryState {
  const query = useInfiniteQuery({
    queryKey: [...tree.key, 'list', path],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }): Promise<Listing> => tree.list(path, pageParam, signal),
    getNextPageParam: ({ next }) => next ?? undefined,
    staleTime: 2_000,
    retry: retryCuts,
    refetchInterval: ({ state: { data } }) =>
      tree.changes && (data?.pages.length ?? 0) <= pagesLookedAt ? lookAgainMs : false,
  });
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage, isFetchNextPageError } = query;
  const entries = useMemo(() => data?.pages.flatMap(({ items }) => items), [data]);
  return {
    entries,
    error,
    retry: isFetchNextPageError ? fetchNextPage : refetch,
    more: hasNextPage && !isFetchingNextPage && !isFetchNextPageError ? () => void fetchNextPage() : undefined,
    unfinished: hasNextPage,
    at: query.dataUpdatedAt,
  };
}
