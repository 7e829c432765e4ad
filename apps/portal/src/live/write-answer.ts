import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * Changes an answer in the cache in the light of an event. To write makes an answer count as fresh (TanStack Query does that): one
 * that was known to be old, and is asked for anew once somebody looks, stays old. Undefined, or what was there, changes nothing.
 */
export function writeAnswer<T>(queries: QueryClient, key: QueryKey, change: (old: T) => T | undefined): void {
  const query = queries.getQueryCache().find<T>({ queryKey: key, exact: true });
  const old = query?.state.data;
  const value = old === undefined ? undefined : change(old);
  if (query === undefined || value === undefined || value === old) return;
  const { isInvalidated } = query.state;
  queries.setQueryData<T>(key, value);
  if (isInvalidated) query.invalidate();
}
