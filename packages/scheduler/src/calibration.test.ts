import { describe, expect, test } from 'vitest';
import { Calibration } from './calibration.ts';
import { chanceOf } from './testing/yard.ts';

/** Share of waits within what was told, once it has learnt. */
function kept(calibration: Calibration, waits: readonly { simulated: number; actual: number }[]): number {
  const hits = waits.map(({ simulated, actual }) => {
    const told = calibration.apply(simulated);
    calibration.learn(simulated, told, actual);
    return actual <= told;
  });
  const later = hits.slice(200);
  return later.filter(Boolean).length / later.length;
}

describe('a calibration', () => {
  test('says what was simulated until it has seen enough', () => {
    const calibration = new Calibration(0.9);
    for (let i = 0; i < 19; i++) calibration.learn(1000, 1000, 10_000);
    expect(calibration.apply(5000)).toBe(5000);
    calibration.learn(1000, 1000, 10_000);
    expect(calibration.apply(1000)).toBe(10_000);
  });

  test.each([0.5, 0.9])('keeps its promise of %d for forecasts that are always short', (share) => {
    const chance = chanceOf(1);
    const waits = Array.from({ length: 2000 }, () => ({ simulated: 60_000, actual: 60_000 * (1 + 3 * chance()) }));
    expect(kept(new Calibration(share), waits)).toBeCloseTo(share, 1);
  });

  test('keeps it while waits grow from day to day', () => {
    const chance = chanceOf(2);
    const waits = Array.from({ length: 2000 }, (_, at) => ({
      simulated: 60_000,
      actual: (60_000 + at * 100) * (1 + chance()),
    }));
    const share = kept(new Calibration(0.9), waits);
    expect(share).toBeGreaterThan(0.86);
    expect(share).toBeLessThan(0.94);
  });

  test('tells no wait below nothing', () => {
    const calibration = new Calibration(0.9);
    for (let i = 0; i < 50; i++) calibration.learn(60_000, 60_000, 0);
    expect(calibration.apply(0)).toBe(0);
    expect(calibration.apply(60_000)).toBeLessThan(1000);
  });
});
