/** The bytes of a file: its beginning, more of it when asked, or all of it where it is small enough. */
import { type UseQueryResult, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import type { FileTree, Part } from './tree.ts';
import { retryCuts } from './use-listing.ts';

/** What is asked for at once of a text. */
export const partBytes = 256 * 1024;

export interface PartsState {
  /** What is here, from the beginning; undefined before the first answer. */
  bytes: Uint8Array<ArrayBuffer> | undefined;
  /** Bytes of the whole file; null while that is not known. */
  total: number | null;
  /** Whether `bytes` are all. */
  whole: boolean;
  error: unknown;
  retry: () => unknown;
  more: (() => void) | undefined;
}

/** Parts from the beginning on. `stamp` changes with the file: what is here is then asked for anew. */
export function useParts(tree: FileTree, path: string, stamp: string): PartsState {
  const query = useInfiniteQuery({
    queryKey: [...tree.key, 'parts', path],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }): Promise<Part> => tree.read(path, pageParam, pageParam + partBytes, signal),
    getNextPageParam: ({ bytes, total }, _, from) => {
      const to = from + bytes.length;
      return bytes.length === partBytes && (total === null || to < total) ? to : undefined;
    },
    staleTime: 2_000,
    gcTime: 60_000,
    retry: retryCuts,
  });
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useAnew(stamp, refetch);
  const bytes = useMemo(() => data && joined(data.pages.map((part) => part.bytes)), [data]);
  return {
    bytes,
    total: data?.pages.at(-1)?.total ?? null,
    whole: data !== undefined && !hasNextPage,
    error,
    retry: refetch,
    more: hasNextPage && !isFetchingNextPage ? () => void fetchNextPage() : undefined,
  };
}

/** A whole file of at most `most` bytes; one that turns out to be larger answers null. */
export function useWhole(
  tree: FileTree,
  path: string,
  most: number,
  stamp: string,
): UseQueryResult<Uint8Array<ArrayBuffer> | null, unknown> {
  const query = useQuery<Uint8Array<ArrayBuffer> | null, unknown>({
    queryKey: [...tree.key, 'whole', path],
    queryFn: async ({ signal }) => {
      const { bytes } = await tree.read(path, 0, most + 1, signal);
      return bytes.length > most ? null : bytes;
    },
    staleTime: 2_000,
    gcTime: 60_000,
    retry: retryCuts,
  });
  useAnew(stamp, query.refetch);
  return query;
}

/** Asks again when the file is another than it was, not when it is opened. */
function useAnew(stamp: string, refetch: () => unknown): void {
  const seen = useRef(stamp);
  useEffect(() => {
    if (seen.current === stamp) return;
    seen.current = stamp;
    void refetch();
  }, [stamp, refetch]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
