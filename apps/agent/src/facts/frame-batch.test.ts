import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createFrameBatch, type Sample } from './frame-batch.ts';

const sample = (value: number | null, more: Partial<Sample> = {}): Sample => {
  return { source: 'host', device: 'host', metric: 'cpu.utilisation', value, ...more };
};

it('keeps every sample at its second, whatever was missed or set back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: -5, max: 900 }), fc.option(fc.nat(100))), { maxLength: 40 }),
      (steps) => {
        const batch = createFrameBatch('n');
        let t = 1_000_000;
        const given: [number, number | null][] = [];
        for (const [step, value] of steps) {
          t += step * 1000;
          given.push([t, value]);
          batch.add(t, [sample(value)]);
        }
        const frames = batch.take(0);
        for (const frame of frames) expect(frame.values.length).toBeLessThanOrEqual(600);
        const found = frames.flatMap((frame) => frame.values.map((value, i) => `${frame.t0 + i * 1000} ${value}`));
        for (const [at, value] of given) expect(found).toContain(`${at} ${value}`);
        const known = (all: string[]) => all.filter((one) => !one.endsWith('null')).sort();
        expect(known(found)).toEqual(known(given.map(([at, value]) => `${at} ${value}`)));
      },
    ),
  );
});

it('fills a missed second with a gap, and parts series by device and task', () => {
  const batch = createFrameBatch('n');
  const fence = { job: 'j', unit: 0, attempt: 1, task: 0 };
  batch.add(1000, [sample(1)]);
  batch.add(3000, [sample(3), sample(5, { metric: 'process.cpu', device: '0', fence })]);
  batch.add(4000, [sample(4), sample(6, { metric: 'process.cpu', device: '0', fence: { ...fence, attempt: 2 } })]);
  expect(batch.length()).toBe(4);
  const common = { version: 1, nodeUid: 'n', source: 'host', step: 1000, skew: 7 };
  expect(batch.take(7)).toEqual([
    { ...common, device: 'host', metric: 'cpu.utilisation', t0: 1000, values: [1, null, 3, 4] },
    { ...common, device: '0', metric: 'process.cpu', fence, t0: 3000, values: [5] },
    { ...common, device: '0', metric: 'process.cpu', fence: { ...fence, attempt: 2 }, t0: 4000, values: [6] },
  ]);
  expect(batch.take(7)).toEqual([]);
});
