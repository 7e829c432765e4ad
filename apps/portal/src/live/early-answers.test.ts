import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fetchOnce, forgetEarly } from './early-answers.ts';

const address = 'http://yard/api/v1/session';
const get = { method: 'GET' };
const later = vi.fn(async () => new Response('later'));

beforeEach(() => vi.stubGlobal('fetch', later.mockClear()));
afterEach(() => {
  forgetEarly();
  vi.unstubAllGlobals();
});

const asked = (answer: Promise<Response>) => globalThis.trainyardEarly?.set(address, answer);
const textOf = async (init: RequestInit = get) => (await fetchOnce(address, init)).text();

test('an early answer is taken once', async () => {
  asked(Promise.resolve(new Response('early')));
  expect(await textOf()).toBe('early');
  expect(await textOf()).toBe('later');
});

test('what changes something is always sent', async () => {
  asked(Promise.resolve(new Response('early')));
  expect(await textOf({ method: 'DELETE' })).toBe('later');
});

test.each([
  ['was refused', () => Promise.resolve(new Response('no', { status: 401 }))],
  ['did not come', () => Promise.reject(new TypeError('cut'))],
])('one that %s is asked for again', async (_, answer) => {
  asked(answer());
  expect(await textOf()).toBe('later');
});

test('none is taken once the page hears of changes', async () => {
  asked(Promise.resolve(new Response('early')));
  forgetEarly();
  expect(await textOf()).toBe('later');
});

test('who no longer waits gets none', async () => {
  asked(Promise.resolve(new Response('early')));
  await expect(textOf({ ...get, signal: AbortSignal.abort(new Error('left')) })).rejects.toThrow('left');
  expect(later).not.toHaveBeenCalled();
});

test('one that never comes is waited for no longer than the caller waits', async () => {
  const waits = new AbortController();
  asked(new Promise(() => undefined));
  const answer = textOf({ ...get, signal: waits.signal });
  waits.abort(new Error('too long'));
  await expect(answer).rejects.toThrow('too long');
  expect(later).not.toHaveBeenCalled();
});
