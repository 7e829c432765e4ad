import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TrainLog } from './train-log.ts';

/** Lines of a program, all of which were in the log already. */
function logOf(...lines: string[]): TrainLog {
  const log = new TrainLog();
  for (const line of lines) log.take(line, null);
  return log;
}

describe('the log of a training program', () => {
  test('gives metrics by step', () => {
    const log = logOf('epoch 1/2 step 25/100 loss=2 accuracy=10%', 'saved', 'epoch 1/2 step 50/100 loss=nan');
    expect(Object.fromEntries(log.metrics)).toEqual({
      loss: { step: [25, 50], value: [2, Number.NaN] },
      accuracy: { step: [25], value: [10] },
    });
  });

  test('gives metrics by line where there are no steps', () => {
    expect(logOf('a', 'loss=1', 'b', 'loss=2').metrics.get('loss')).toEqual({ step: [2, 4], value: [1, 2] });
  });

  test('goes back with a program that does steps again', () => {
    const log = logOf('step 1 loss=1', 'step 2 loss=2', 'step 3 loss=3', 'step 2 loss=9');
    expect(log.metrics.get('loss')).toEqual({ step: [1, 2], value: [1, 9] });
  });

  test('stays bounded and in order, whatever is printed', () => {
    const line = fc.tuple(fc.nat(9_000), fc.double()).map(([step, loss]) => `step ${step}/9000 loss=${loss}`);
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.string()), { maxLength: 100 }), (lines) => {
        for (const { step } of logOf(...lines).metrics.values()) {
          expect(step).toEqual([...new Set(step)].sort((a, b) => a - b));
        }
      }),
    );
    const long = logOf(...Array.from({ length: 9_000 }, (_, at) => `step ${at}/9000 loss=1`));
    expect(long.metrics.get('loss')?.step.length).toBeLessThanOrEqual(2_000);
  });
});

describe('progress', () => {
  test('is unknown without a word of it', () => {
    expect(logOf('hello', 'loss=3').progress(0, 0)).toBeNull();
  });

  test('counts steps over all epochs', () => {
    const progress = logOf('epoch 29/30 step 3828/3960 loss=1').progress(0, null);
    expect(progress).toMatchObject({ epoch: 29, epochs: 30, step: 3828, steps: 3960, rate: null, eta: null });
    expect(progress?.percent).toBeCloseTo(96.67, 1);
  });

  test('counts steps of each epoch', () => {
    const log = logOf('epoch 1/4 step 90/100', 'epoch 2/4 step 50/100 loss=1');
    expect(log.progress(0, null)?.percent).toBeCloseTo(37.5);
    expect(log.metrics.get('loss')?.step).toEqual([150]);
  });

  test('by epochs alone counts those that are through', () => {
    expect(logOf('Epoch 3/10').progress(0, null)?.percent).toBe(20);
  });

  test('has the rate of the last lines that came, and what is left by it', () => {
    const log = new TrainLog();
    for (let second = 0; second <= 10; second++) log.take(`step ${second * 5}/100`, 1_000 + second * 1_000);
    expect(log.progress(11_000, null)).toMatchObject({ rate: 5, eta: 10_000, percent: 50, at: 11_000 });
    expect(log.progress(13_000, null)?.eta).toBe(8_000);
    // From a checkpoint: the rate is found anew.
    log.take('step 20/100', 14_000);
    expect(log.progress(14_000, null)?.rate).toBeNull();
  });

  test('guesses the rate by the time it ran until lines come', () => {
    const log = logOf('step 0/100', 'step 50/100');
    expect(log.progress(10_000, 0)).toMatchObject({ rate: 5, eta: 10_000, at: null });
    expect(logOf('step 50/100').progress(10_000, 0)?.rate).toBeNull();
  });
});
