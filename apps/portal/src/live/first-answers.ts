/**
 * The first page's answers are asked for before its code is here (vite-first-files.ts), so most are there when it is drawn: it is drawn with
 * them, once, and not without them and again.
 */
import type { QueryClient } from '@tanstack/react-query';

/** ms that a page waits for answers that are on their way: longer, and its frame is worth showing alone. */
const atMostMs = 100;

/** Asks the page's first questions of the cache. */
export type FirstAsk<P = Record<string, string | undefined>> = (queries: QueryClient, params: P) => Promise<unknown>[];

/** Resolves when these answers are in the cache, came to nothing, or take too long. */
export async function answersOrSoon(asked: readonly Promise<unknown>[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, atMostMs);
  await Promise.race([Promise.allSettled(asked), promise]);
  clearTimeout(timer);
}
