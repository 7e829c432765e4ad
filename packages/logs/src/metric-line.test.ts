import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMetricLine } from './metric-line.ts';

test('epoch, step and metrics', () => {
  expect(parseMetricLine('epoch 3/20 step 12/500 loss=0.4311 accuracy=91.5% lr=1e-3')).toEqual({
    epoch: 3,
    epochs: 20,
    step: 12,
    steps: 500,
    metrics: { loss: 0.4311, accuracy: 91.5, lr: 0.001 },
  });
});

test('each part alone', () => {
  expect(parseMetricLine('Epoch: 3')).toEqual({ epoch: 3, metrics: {} });
  expect(parseMetricLine('at step [7/9], going on')).toEqual({ step: 7, steps: 9, metrics: {} });
  expect(parseMetricLine('val/loss=-.5,grad_norm=inf loss=nan')).toEqual({
    metrics: { 'val/loss': -0.5, grad_norm: Number.POSITIVE_INFINITY, loss: Number.NaN },
  });
});

test.each(['', 'hello world', 'path=/tmp/x key=', '=5', '1=2', 'a=0x10', 'a=1e', 'epoch over', 'one epoch', 'a==5'])(
  'no metrics in %j',
  (line) => expect(parseMetricLine(line)).toBeUndefined(),
);

test('a metric may have any name without harm', () => {
  const found = parseMetricLine('__proto__=1 constructor=2');
  expect(Object.keys(found?.metrics ?? {})).toEqual(['__proto__', 'constructor']);
  expect(({} as Record<string, unknown>)['1']).toBeUndefined();
});

test('never throws, whatever the line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (line) => typeof parseMetricLine(line) !== 'string'),
  );
  expect(parseMetricLine(`loss=1 ${'x'.repeat(5_000)}`)).toBeUndefined();
});
