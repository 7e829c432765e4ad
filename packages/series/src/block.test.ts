import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockSamplesMax, decodeBlock, encodeBlock } from './block.ts';
import { DamagedBlock } from './bytes.ts';

const decimal = fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.nat(6)).map(([whole, places]) => whole / 10 ** places);
const sample = fc.oneof(fc.constant(null), fc.double(), decimal, fc.nat(3), fc.constant(2 ** 34), fc.constant(-0));

function backAndForth(values: (number | null)[]): void {
  expect(decodeBlock(encodeBlock(values))).toEqual(values);
}

describe('a block', () => {
  test('gives back every double and every gap', () => {
    fc.assert(fc.property(fc.array(sample), backAndForth));
  });

  test('gives back series of decimals, with and without gaps', () => {
    const series = fc.array(fc.oneof({ weight: 9, arbitrary: decimal }, { weight: 1, arbitrary: fc.constant(null) }));
    fc.assert(fc.property(series, backAndForth));
  });

  test.each([
    [[]],
    [[null]],
    [[null, null, 1, null]],
    [[Number.MAX_VALUE, Number.MIN_VALUE, Number.POSITIVE_INFINITY, Number.NaN]],
    [[2 ** 50, -(2 ** 50), 2 ** 53, 2 ** 50 - 1, 1 - 2 ** 50]],
    [[0, -0, 0]],
    [[0.1 + 0.2, 0.3]],
  ])('gives back %j', backAndForth);

  test('is small for what GPUs report', () => {
    const constant = new Array(3_600).fill(85_899_345_920);
    const slow = Array.from({ length: 3_600 }, (_, at) => 54 + Math.round(Math.sin(at / 500) * 8));
    const noisy = Array.from({ length: 3_600 }, (_, at) => 97 + ((at * 7919) % 4) - 1);
    expect(encodeBlock(constant).length).toBeLessThan(24);
    expect(encodeBlock(slow).length).toBeLessThan(400);
    expect(encodeBlock(noisy).length).toBeLessThan(3_700);
  });

  test('that is damaged is refused or gives some samples, and never hangs', () => {
    const damaged = fc.tuple(fc.array(sample), fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1 }));
    fc.assert(
      fc.property(damaged, ([values, edits]) => {
        const bytes = encodeBlock(values);
        for (const [at, byte] of edits) bytes[at % bytes.length] = byte;
        outcome(bytes);
        outcome(bytes.subarray(0, bytes.length - 1));
      }),
    );
    fc.assert(fc.property(fc.uint8Array(), (bytes) => outcome(bytes)));
  });

  test('that claims too many samples is refused', () => {
    expect(() => decodeBlock(Uint8Array.of(255, 255, 255, 255, 127, 1, 1))).toThrow(DamagedBlock);
    expect(() => encodeBlock(new Array(blockSamplesMax + 1).fill(0))).toThrow(RangeError);
  });
});

/** Decodes; only the error for damage may come. */
function outcome(bytes: Uint8Array): void {
  try {
    expect(decodeBlock(bytes).length).toBeLessThanOrEqual(blockSamplesMax);
  } catch (error) {
    expect(error).toBeInstanceOf(DamagedBlock);
  }
}
