import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type GpuTrace, gpuTime, gpuUses, ratedWatts, usesOf } from './gpu-time.ts';

const seconds = 120;
const trace = (shape: (at: number) => Partial<Record<'u' | 'p' | 't' | 'n', number | null>>): GpuTrace => {
  const made = Array.from({ length: seconds }, (_, at) => ({ u: 95, p: 600, t: 100, n: 30, ...shape(at) }));
  return {
    step: 1_000,
    utilisation: made.map(({ u }) => u),
    power: made.map(({ p }) => p),
    taskCpu: made.map(({ t }) => t),
    nodeCpu: made.map(({ n }) => n),
  };
};
/** Power that goes up and down with the steps of a training. */
const steps = (at: number) => 560 + 70 * Math.sin(at);
const share = (of: ReturnType<typeof gpuTime>, use: (typeof gpuUses)[number]) => of.byUse[use] / of.allocatedMs;

const computing = trace((at) => ({ p: steps(at) }));
const spinning = trace((at) => ({ u: 100, p: 280 + (at % 3) }));
const starved = trace((at) => ({ u: at % 2 === 0 ? 35 : 2, p: 200, t: 420 }));
const idling = trace((at) => ({ u: at % 4 === 0 ? 0 : 96, p: at % 4 === 0 ? 110 : steps(at), t: 90 }));

describe('four shapes of load', () => {
  test('one that computes is useful', () => {
    const time = gpuTime([computing, idling]);
    expect(gpuTime([computing, starved]).byUse.useful).toBe(seconds * 1_000);
    expect(time.byUse.spin).toBe(0);
  });

  test('one that says 100 % at flat low power spins, and its power is the evidence', () => {
    const time = gpuTime([computing, spinning]);
    expect(share(time, 'spin')).toBeCloseTo(0.5);
    expect(share(time, 'useful')).toBeCloseTo(0.5);
    expect(time.busyMs).toBe(time.allocatedMs);
    expect(time.evidence.spin.power).toBeCloseTo(281, 0);
  });

  test('one that is little used while its loader is busy waits for input, and the loader’s CPU is the evidence', () => {
    const time = gpuTime([starved]);
    expect(share(time, 'input')).toBe(1);
    expect(time.busyMs).toBe(time.allocatedMs / 2);
    expect(time.evidence.input.taskCpu).toBe(420);
  });

  test('one that does nothing between its steps idles then', () => {
    const time = gpuTime([idling]);
    expect(share(time, 'idle')).toBeCloseTo(0.25);
    expect(share(time, 'useful')).toBeCloseTo(0.75);
  });
});

describe('what the samples do not tell', () => {
  test('is unsure: no sample, full use without power, little use without a word of its loader', () => {
    const time = gpuTime([
      trace(() => ({ u: null })),
      trace(() => ({ p: null })),
      trace(() => ({ u: 30, t: null, n: null })),
    ]);
    expect(time.byUse.unsure).toBe(time.allocatedMs);
    expect(time.evidence.unsure.taskCpu).not.toBeNull();
  });

  test('is unsure: power that never changed, for it may be all waiting or all work', () => {
    expect(share(gpuTime([spinning]), 'unsure')).toBe(1);
  });

  test('is known by the maker’s board power where there is nothing else to go by', () => {
    const rated = ratedWatts('NVIDIA H100 80GB HBM3');
    expect(share(gpuTime([{ ...spinning, rated }]), 'spin')).toBe(1);
    expect(share(gpuTime([{ ...trace(() => ({})), rated }]), 'useful')).toBe(1);
    expect(ratedWatts('Some card of tomorrow')).toBeUndefined();
  });

  test('is unsure: means of a longer time than power must be flat in', () => {
    expect(usesOf({ ...spinning, step: 60_000 }, 490).every((use) => use === 'unsure')).toBe(true);
    expect(usesOf({ ...computing, step: 60_000 }, 430)[2]).toBe('useful');
  });
});

test('all time is of one use, busy and useful are within what is allocated', () => {
  const values = (most: number) =>
    fc.array(fc.option(fc.integer({ min: 0, max: most })), { minLength: 20, maxLength: 20 });
  const any = fc.record({
    step: fc.constantFrom(1_000, 4_000),
    utilisation: values(100),
    power: values(700),
    taskCpu: values(800),
    nodeCpu: values(100),
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 4 }), (traces) => {
      const { allocatedMs, busyMs, byUse } = gpuTime(traces);
      expect(gpuUses.reduce((sum, use) => sum + byUse[use], 0)).toBe(allocatedMs);
      expect(busyMs).toBeLessThanOrEqual(allocatedMs);
      expect(byUse.useful + byUse.spin).toBeLessThanOrEqual(busyMs);
    }),
  );
});
