/** When the page has shown what it was opened for: what is not needed for that comes after, so that nobody waits for it. */
import type { Query, QueryClient } from '@tanstack/react-query';
import { keys } from './keys.ts';

/** ms after which a page that still waits for an answer hears of changes nevertheless. */
const atMostMs = 2_000;
/** ms that a busy page may leave no idle moment. */
const restMs = 500;

/** Questions of every page's frame: their answers are not what a page is opened for. */
const ofFrame = new Set<unknown>(
  [keys.session(), keys.workspaces(), keys.clusters(''), keys.jobTotals('')].map(([kind]) => kind),
);

const { promise, resolve } = Promise.withResolvers<void>();

/** Resolves once, when the first answers are drawn. */
export const firstDrawn: Promise<void> = promise;

function whenIdle(): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(() => resolve(), { timeout: restMs });
  else setTimeout(resolve, restMs);
}

const isOfPage = ({ state, queryKey }: Query): boolean => state.status === 'success' && !ofFrame.has(queryKey[0]);

/** Looks at the page's questions until none is open any more; begun when the page is drawn for the first time and has asked them. */
export function watchFirstAnswers(queries: QueryClient): void {
  const cache = queries.getQueryCache();
  let known = cache.getAll().some(isOfPage);
  const look = () => {
    if (!known || queries.isFetching() > 0) return;
    stop();
    whenIdle();
  };
  const stop = cache.subscribe(({ query }) => {
    known ||= isOfPage(query);
    look();
  });
  look();
  setTimeout(resolve, atMostMs);
}
