import { describe, expect, test } from 'vitest';
import { RunTimes } from './run-times.ts';

const lucks = Array.from({ length: 1000 }, (_, at) => at / 1000);
const spread = (times: RunTimes, keys: string[], ranMs = 0, limitMs = 1e9) =>
  lucks.map((luck) => times.guess(keys, luck, ranMs, limitMs));
const share = (list: number[], within: (ms: number) => boolean) => list.filter(within).length / list.length;

describe('run times', () => {
  test('of a well-known command are those that it had', () => {
    const times = new RunTimes();
    for (let at = 0; at < 50; at++) times.learn(['a', 'wide'], 1000 + at);
    for (let at = 0; at < 50; at++) times.learn(['b', 'wide'], 9000 + at);
    expect(share(spread(times, ['a', 'wide']), (ms) => ms < 1050)).toBeGreaterThan(0.95);
    expect(share(spread(times, ['b', 'wide']), (ms) => ms >= 9000)).toBeGreaterThan(0.95);
    expect(times.closest(['unknown', 'wide'])).toEqual({ key: 'wide', runs: 64 });
    expect(times.closest(['unknown'])).toBeNull();
  });

  test('of a command seen once are half of what is usual around it', () => {
    const times = new RunTimes();
    for (let at = 0; at < 50; at++) times.learn(['others', 'wide'], 5000);
    times.learn(['new', 'wide'], 100);
    const guesses = spread(times, ['new', 'wide']);
    expect(share(guesses, (ms) => ms === 100)).toBeGreaterThan(0.49);
    expect(share(guesses, (ms) => ms === 5000)).toBeGreaterThan(0.4);
  });

  test('of a run under way are those that were longer', () => {
    const times = new RunTimes();
    for (const ms of [100, 200, 300, 400]) for (let i = 0; i < 10; i++) times.learn(['a'], ms);
    const guesses = spread(times, ['a'], 250);
    expect(Math.min(...guesses)).toBe(300);
    expect(share(guesses, (ms) => ms === 300 || ms === 400)).toBeGreaterThan(0.95);
  });

  test('beyond all that is known go on for as long again in half of all cases, and never past the limit', () => {
    const times = new RunTimes();
    times.learn(['a'], 100);
    const guesses = spread(times, ['a'], 1000, 100_000);
    expect(share(guesses, (ms) => ms <= 2000)).toBeCloseTo(0.5, 2);
    expect(Math.min(...guesses)).toBe(1000);
    expect(Math.max(...guesses)).toBe(100_000);
    expect(Math.max(...spread(times, ['a'], 0, 60))).toBe(60);
  });

  test('without any knowledge are of any order of magnitude up to the limit', () => {
    const guesses = spread(new RunTimes(), ['a'], 0, 10_000_000);
    expect(Math.min(...guesses)).toBe(10_000);
    expect(share(guesses, (ms) => ms < 100_000)).toBeCloseTo(1 / 3, 2);
    expect(share(guesses, (ms) => ms < 1_000_000)).toBeCloseTo(2 / 3, 2);
    expect(Math.max(...guesses)).toBeLessThan(10_000_000);
    expect(Math.min(...spread(new RunTimes(), ['a'], 500_000, 10_000_000))).toBe(500_000);
    expect(new Set(spread(new RunTimes(), ['a'], 0, 700))).toEqual(new Set([700]));
    expect(new Set(spread(new RunTimes(), ['a'], 0, 0))).toEqual(new Set([0]));
  });

  test('forget old habits', () => {
    const times = new RunTimes();
    for (let i = 0; i < 64; i++) times.learn(['a'], 10);
    for (let i = 0; i < 64; i++) times.learn(['a'], 5000);
    expect(Math.min(...spread(times, ['a']))).toBe(5000);
  });

  test('keep a bounded number of likenesses, the newest', () => {
    const times = new RunTimes();
    times.learn(['old'], 10);
    for (let i = 0; i < 10_000; i++) times.learn([`k${i}`], 10);
    expect(times.closest(['old'])).toBeNull();
    expect(times.closest(['k9999'])).toEqual({ key: 'k9999', runs: 1 });
  });
});
