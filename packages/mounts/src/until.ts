import { setTimeout as pause } from 'node:timers/promises';

/** Looks again and again until `found` answers something other than undefined, `limitMs` at most. Throws what `signal` says. */
export async function until<T>(
  found: () => T | undefined | Promise<T | undefined>,
  limitMs: number,
  signal?: AbortSignal,
): Promise<T | undefined> {
  const end = performance.now() + limitMs;
  for (let pauseMs = 10; ; pauseMs = Math.min(pauseMs * 1.5, 250)) {
    signal?.throwIfAborted();
    const answer = await found();
    if (answer !== undefined || performance.now() > end) return answer;
    await pause(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}
