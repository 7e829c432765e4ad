import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from './system.ts';

const dayMs = 86_400_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a timer waits as long as it was told, also longer than a timer of Node can', () => {
  const fired = vi.fn();
  systemClock.setTimeout(fired, 60 * dayMs);
  vi.advanceTimersByTime(60 * dayMs - 1);
  expect(fired).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(fired).toHaveBeenCalledOnce();
});

test('a long timer is cancelled at any time', () => {
  const fired = vi.fn();
  const cancel = systemClock.setTimeout(fired, 60 * dayMs);
  vi.advanceTimersByTime(30 * dayMs);
  cancel();
  vi.advanceTimersByTime(60 * dayMs);
  expect(fired).not.toHaveBeenCalled();
});
