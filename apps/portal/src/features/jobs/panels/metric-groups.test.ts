import { expect, test } from 'vitest';
import { groupMetrics } from './metric-groups.ts';

test('phases of one metric share a chart', () => {
  expect(groupMetrics(['train/loss', 'lr', 'val_loss', 'accuracy'])).toEqual([
    { title: 'loss', names: ['train/loss', 'val_loss'] },
    { title: 'lr', names: ['lr'] },
    { title: 'accuracy', names: ['accuracy'] },
  ]);
});

test('a lone metric keeps its name, and no chart has more than eight lines', () => {
  expect(groupMetrics(['val/loss'])).toEqual([{ title: 'val/loss', names: ['val/loss'] }]);
  expect(groupMetrics([])).toEqual([]);
});
