import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { answersOrSoon } from './first-answers.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a page waits for all of its answers, refused ones too', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let drawn = false;
  const waiting = answersOrSoon([promise, Promise.reject(new Error('refused'))]).then(() => {
    drawn = true;
  });
  await vi.advanceTimersByTimeAsync(50);
  expect(drawn).toBe(false);
  resolve();
  await waiting;
  expect(vi.getTimerCount()).toBe(0);
});

test('a page is drawn without an answer that keeps it waiting', async () => {
  let drawn = false;
  void answersOrSoon([new Promise(() => undefined)]).then(() => {
    drawn = true;
  });
  await vi.advanceTimersByTimeAsync(100);
  expect(drawn).toBe(true);
});
