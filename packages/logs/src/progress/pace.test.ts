import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Pace } from './pace.ts';

/** Steps that take so many ms each. */
function paceOf(times: readonly number[]): Pace {
  const pace = new Pace();
  let at = 1_000_000;
  pace.take(0, at);
  for (const [step, ms] of times.entries()) {
    at += ms;
    pace.take(step + 1, at);
  }
  return pace;
}
const same = (count: number, ms: number): number[] => Array.from({ length: count }, () => ms);

test('of too few steps, and of too short a time, nothing is said of how late it may be', () => {
  expect(paceOf(same(15, 5_000)).late(100)).toBeNull();
  expect(paceOf(same(17, 1_000)).late(100)).toBeNull();
  expect(paceOf(same(21, 1_000)).late(100)).not.toBeNull();
  expect(new Pace().late(100)).toBeNull();
});

test('a pace that does not vary is not late, and one that begins anew is not known', () => {
  const pace = paceOf(same(60, 1_000));
  expect(pace.late(500)).toBeCloseTo(0, 3);
  pace.take(0, 1_000_000 + 61_000);
  expect(pace.late(500)).toBeNull();
});

test('pauses of the last hour count, also where the last two minutes had none', () => {
  // Twenty minutes in which every fourth holds a pause of half a minute.
  const minutes = Array.from({ length: 20 }, (_, at) => [...same(60, 1_000), ...(at % 4 === 1 ? [30_000] : [])]);
  const pace = paceOf(minutes.flat());
  expect(pace.rate()).toBeCloseTo(1, 1);
  expect(pace.late(600)).toBeGreaterThan(20_000);
});

test('it is never before the end, grows with what is left, and mostly holds', () => {
  const chance = fc.array(fc.integer({ min: 400, max: 1_600 }), { minLength: 64, maxLength: 200 });
  fc.assert(
    fc.property(chance, fc.integer({ min: 1, max: 5_000 }), (times, left) => {
      const pace = paceOf(times);
      const [late, later] = [pace.late(left) as number, pace.late(left * 2) as number];
      expect(late).toBeGreaterThanOrEqual(0);
      expect(later).toBeGreaterThanOrEqual(late);
    }),
  );
  // A fixed draw: of two hundred runs whose steps vary, nine tenths end before what was said in their middle.
  let state = 7;
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  let held = 0;
  for (let run = 0; run < 200; run++) {
    const steps = Array.from({ length: 200 }, () => 500 + 1_000 * next());
    const pace = paceOf(steps.slice(0, 100));
    const left = steps.slice(100).reduce((sum, ms) => sum + ms, 0);
    if (left <= 100_000 / (pace.rate() as number) + (pace.late(100) as number)) held += 1;
  }
  expect(held / 200).toBeGreaterThan(0.85);
  expect(held / 200).toBeLessThan(0.97);
});
