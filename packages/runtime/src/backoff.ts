import type { Chance } from './chance.ts';

/** Exponential back-off with full jitter: attempt 0 waits up to `firstMs`, doubling up to `mostMs`, never under half of it. */
export function backoff(attempt: number, firstMs: number, mostMs: number, chance: Chance): number {
  const top = Math.min(mostMs, firstMs * 2 ** Math.min(attempt, 30));
  return top / 2 + (chance.next() * top) / 2;
}
