import { QueryClient } from '@tanstack/react-query';
import { expect, test, vi } from 'vitest';

/** A module of its own: what it tells is told once. */
async function fresh() {
  vi.resetModules();
  const { firstDrawn, watchFirstAnswers } = await import('./first-drawn.ts');
  let told = false;
  void firstDrawn.then(() => {
    told = true;
  });
  return { watchFirstAnswers, told: () => told };
}

test('a page whose answers were there when it was drawn is drawn as soon as it rests', async () => {
  vi.useFakeTimers();
  const { watchFirstAnswers, told } = await fresh();
  const queries = new QueryClient();
  queries.setQueryData(['job', 'w'], {});
  watchFirstAnswers(queries);
  await vi.advanceTimersByTimeAsync(500);
  expect(told()).toBe(true);
  vi.useRealTimers();
});

test('an answer that is asked for while it is drawn is waited for', async () => {
  vi.useFakeTimers();
  const { watchFirstAnswers, told } = await fresh();
  const queries = new QueryClient();
  queries.setQueryData(['job', 'w'], {});
  const { promise, resolve } = Promise.withResolvers<object>();
  const asked = queries.fetchQuery({ queryKey: ['nodes', 'w'], queryFn: () => promise });
  watchFirstAnswers(queries);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told()).toBe(false);
  resolve({});
  await asked;
  await vi.advanceTimersByTimeAsync(600);
  expect(told()).toBe(true);
  vi.useRealTimers();
});
