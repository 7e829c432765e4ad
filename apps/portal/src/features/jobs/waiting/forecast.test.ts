import { expect, test } from 'vitest';
import { newest, scorePlot } from './forecast.ts';

const made = (at: number) => ({ at, p50: at + 1, p90: at + 2, samples: 1 });

test('of two forecasts the newer counts', () => {
  expect(newest(made(5), made(3))?.at).toBe(5);
  expect(newest(made(3), made(5))?.at).toBe(5);
  expect(newest(null, made(3))?.at).toBe(3);
  expect(newest(undefined, null)).toBeNull();
});

test('past starts stand by their waits, those after their p90 are told apart, and the axes end at a round time', () => {
  const recent = [
    { jobUid: 'a', madeAt: 1_000, p50: 5_000, p90: 21_000, startedAt: 11_000 },
    { jobUid: 'b', madeAt: 1_000, p50: 5_000, p90: 6_000, startedAt: 26_000 },
  ];
  expect(scorePlot(recent)).toEqual({
    points: [
      { jobUid: 'a', p90: 20_000, came: 10_000, late: false },
      { jobUid: 'b', p90: 5_000, came: 25_000, late: true },
    ],
    end: 30_000,
  });
  expect(scorePlot([])).toEqual({ points: [], end: 10_000 });
});
