import { expect, test } from 'vitest';
import { readClock } from './live-clock.ts';

test('the quickest of three readings counts, half its way taken off', async () => {
  let now = 1_000;
  const own = { now: () => now, monotonic: () => now };
  const ahead = 3_600_000;
  const ways = [
    { there: 400, back: 20 },
    { there: 10, back: 14 },
    { there: 5, back: 90 },
  ];
  const reading = await readClock(async () => {
    const way = ways.shift() ?? { there: 0, back: 0 };
    now += way.there;
    const at = now + ahead;
    now += way.back;
    return { at };
  }, own);
  expect(ways).toEqual([]);
  expect(reading.roundTrip).toBe(24);
  expect(reading.offset).toBe(ahead - 2);
});

test('an answer that is no time is an error', async () => {
  await expect(readClock(async () => ({ error: 'x' }) as never)).rejects.toThrow();
});
