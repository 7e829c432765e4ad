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
    expect(progress).toMatchObject({ epoch: 29, epochs: 30, step: 3828, steps: 3960, rate: null, endsAt: null });
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
    expect(log.progress(11_000, null)).toMatchObject({ rate: 5, endsAt: 21_000, percent: 50, at: 11_000 });
    expect(log.progress(13_000, null)?.endsAt).toBe(21_000);
    expect(log.progress(30_000, null)?.endsAt).toBe(30_000);
    // From a checkpoint: the rate is found anew.
    log.take('step 20/100', 14_000);
    expect(log.progress(14_000, null)?.rate).toBeNull();
  });

  test('guesses the rate by the time it ran until lines come', () => {
    const log = logOf('step 0/100', 'step 50/100');
    expect(log.progress(10_000, 0)).toMatchObject({ rate: 5, endsAt: 20_000, at: null });
    expect(logOf('step 50/100').progress(10_000, 0)?.rate).toBeNull();
  });

  test('takes the program at its word until lines have come for long enough', () => {
    const log = new TrainLog();
    log.take(' 10%|█         | 10/100 [00:01<00:09,  9.80it/s, loss=0.5]', 5_000);
    expect(log.progress(5_000, null)).toMatchObject({ step: 10, steps: 100, percent: 10, rate: 9.8, rateUnit: 'it' });
    expect(log.progress(5_000, null)?.endsAt).toBeCloseTo(5_000 + (90 / 9.8) * 1_000, 0);
    const rich = new TrainLog();
    rich.take('Training ━━━━━━━━━━━━━━╸━━━━━━━━━━  42% 0:00:10', 5_000);
    expect(rich.progress(6_000, null)).toMatchObject({ percent: 42, rate: null, step: null, endsAt: 15_000 });
  });

  test('of nested bars goes by the outer one, and leaves validation and downloads aside', () => {
    const log = new TrainLog();
    log.take('Downloading:  50%|█████     | 5/10 [00:01<00:01,  5.00it/s]', 1_000);
    expect(log.progress(1_000, null)?.percent).toBe(50);
    log.take('  0%|          | 0/20 [00:00<?, ?it/s]', 2_000);
    for (let epoch = 1; epoch <= 3; epoch++) {
      for (let at = 0; at <= 100; at += 50)
        log.take(`batches: ${at}%|██  | ${at}/100 [00:01<00:01, 50.0it/s]`, epoch * 10_000);
      log.take('Validation:  50%|█████     | 5/10 [00:01<00:01,  5.00it/s]', epoch * 10_000);
      log.take(` 5%|█  | ${epoch}/20 [00:10<03:10, 10.00s/it]`, epoch * 10_000 + 2_000);
    }
    expect(log.progress(32_000, null)).toMatchObject({ step: 3, steps: 20, percent: 15, rate: 0.1, rateUnit: 'it' });
  });

  test('leaves a bar behind that was given up', () => {
    const log = logOf('first:  10%|█         | 1/10 [00:01<00:09,  1.00it/s]');
    for (let round = 0; round < 4; round++) {
      for (const at of [1, 5]) log.take(`second:  10%|█         | ${at}/5 [00:01<00:09,  1.00it/s]`, null);
    }
    expect(log.progress(0, null)).toMatchObject({ steps: 5 });
  });

  test('counts the steps of a Keras epoch in the epoch whose head stands before', () => {
    const log = logOf(
      'Epoch 1/4',
      ' 50/100 [=====>....] - ETA: 1s - loss: 0.5',
      '100/100 [=========] - 2s 20ms/step - loss: 0.4',
    );
    expect(log.progress(0, null)?.percent).toBe(25);
    log.take('Epoch 2/4', null);
    expect(log.progress(0, null)).toMatchObject({ epoch: 2, step: 0, percent: 25 });
    log.take(' 50/100 [=====>....] - ETA: 1s - loss: 0.3', null);
    expect(log.progress(0, null)).toMatchObject({ epoch: 2, epochs: 4, step: 50, steps: 100, percent: 37.5 });
  });

  test('counts epochs from 0 where the program does', () => {
    const log = logOf('Epoch 0:  50%|█████     | 50/100 [00:01<00:01, 50.0it/s]');
    expect(log.progress(0, null)).toMatchObject({ epoch: 0, step: 50, percent: null });
    expect(logOf('epoch 0/4 step 50/100', 'epoch 1/4 step 50/100').progress(0, null)?.percent).toBe(37.5);
  });

  test('of nothing no part is done, and no end is near', () => {
    const log = logOf('Epoch 3/20 42%|██| 42/100 [00:01<00:02, 3it/s]', 'Epoch 0/0');
    expect(log.progress(1_000, 0)).toMatchObject({ epoch: 0, epochs: 0, percent: null, endsAt: null });
    expect(logOf('step 0/0').progress(1_000, 0)?.percent ?? null).toBeNull();
  });

  test('never throws, and a share is one, whatever is printed', () => {
    const word = fc.constantFrom(
      'Epoch',
      'step',
      '3/20',
      '[100/600]',
      '42%|██| 42/100 [00:01<00:02, 3it/s]',
      '7%',
      'x',
      '0/0',
      '-1',
    );
    fc.assert(
      fc.property(fc.array(fc.array(word, { maxLength: 5 }), { maxLength: 40 }), (lines) => {
        const log = new TrainLog();
        for (const [at, words] of lines.entries()) log.take(words.join(' '), at * 500);
        const { percent = 0, rate = 0 } = log.progress(lines.length * 500, 0) ?? {};
        expect(percent ?? 0).toBeGreaterThanOrEqual(0);
        expect(percent ?? 0).toBeLessThanOrEqual(100);
        expect(rate ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
