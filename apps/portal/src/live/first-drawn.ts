/** When the page has shown what it was opened for: what is not needed for that comes after, so that nobody waits for it. */
import type { QueryClient } from '@tanstack/react-query';
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

/** Looks at the page's questions until none is open any more. */
export function watchFirstAnswers(queries: QueryClient): void {
  const cache = queries.getQueryCache();
  let known = false;
  const stop = cache.subscribe(({ query }) => {
    known ||= query.state.status === 'success' && !ofFrame.has(query.queryKey[0]);
    if (!known || queries.isFetching() > 0) return;
    stop();
    whenIdle();
  });
  setTimeout(resolve, atMostMs);
}
