import { metricNames, type SeriesFrame, seriesSources } from '@trainyard/contracts/series-frame';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DamagedBlock } from './bytes.ts';
import { decodeFrames, decodeOwnFrames, encodeFrames } from './frames.ts';

const job = '01980000-0000-7000-8000-000000000001';
const fence = fc.record({
  job: fc.constant(job),
  unit: fc.nat(9),
  attempt: fc.integer({ min: 1, max: 9 }),
  task: fc.nat(9),
});
const head = {
  version: fc.constant(1 as const),
  source: fc.constantFrom(...seriesSources),
  nodeUid: fc.string({ maxLength: 64 }),
  device: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  metric: fc.constantFrom(...metricNames),
  t0: fc.integer({ min: 0, max: 2e12 }),
  skew: fc.integer({ min: -5_000, max: 5_000 }),
  step: fc.integer({ min: 1, max: 60_000 }),
  values: fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), { maxLength: 50 }),
};
const frame: fc.Arbitrary<SeriesFrame> = fc.oneof(fc.record(head), fc.record({ ...head, fence }));

test('frames come back as they were', () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 8 }), (frames) => {
      expect(decodeFrames(encodeFrames(frames))).toEqual(frames);
      expect(decodeOwnFrames(encodeFrames(frames))).toEqual(frames);
    }),
  );
});

test('damaged frames are refused as such', () => {
  const bytes = fc.oneof(
    fc.uint8Array(),
    fc.tuple(fc.array(frame, { minLength: 1, maxLength: 3 }), fc.nat(), fc.nat(255)).map(([frames, at, byte]) => {
      const whole = encodeFrames(frames);
      whole[at % whole.length] = byte;
      return whole;
    }),
  );
  fc.assert(
    fc.property(bytes, (damaged) => {
      try {
        decodeFrames(damaged);
      } catch (error) {
        expect(error).toBeInstanceOf(DamagedBlock);
      }
    }),
  );
  expect(() => decodeFrames(Uint8Array.of(9, 0))).toThrow(/version 9/);
});
