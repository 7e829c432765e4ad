import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Refresh } from './refresh.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function asked() {
  const queries = new QueryClient();
  const invalidate = vi.spyOn(queries, 'invalidateQueries').mockResolvedValue();
  return { queries, refresh: new Refresh(queries), times: () => invalidate.mock.calls.length };
}

test('what is costly is asked for at once when it is quiet, and at most every two seconds while much happens', () => {
  const { refresh, times } = asked();
  for (let ms = 0; ms < 10_000; ms += 50) {
    refresh.seldom(['explanation']);
    vi.advanceTimersByTime(50);
    if (ms === 300) expect(times()).toBe(1);
  }
  expect(times()).toBe(5);
});

test('what is being answered is let come, and asked for once more then', () => {
  const { queries, refresh, times } = asked();
  const fetching = vi.spyOn(queries, 'isFetching').mockReturnValue(1);
  refresh.seldom(['explanation']);
  vi.advanceTimersByTime(5_000);
  expect(times()).toBe(0);
  fetching.mockReturnValue(0);
  vi.advanceTimersByTime(2_000);
  expect(times()).toBe(1);
  vi.advanceTimersByTime(60_000);
  expect(times()).toBe(1);
});

test('nothing is asked for once the page follows no more', () => {
  const { refresh, times } = asked();
  refresh.seldom(['explanation']);
  refresh.stop();
  vi.advanceTimersByTime(5_000);
  expect(times()).toBe(0);
});
