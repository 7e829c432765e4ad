import { expect, it } from 'vitest';
import { keptAt, retentionOf, typedRetention } from './retention-draft.ts';

it('is read back as it is, and empty is for ever', () => {
  expect(typedRetention({ logs: 'P30D', series: 'forever' })).toEqual({ logs: 'P30D', outputs: '', series: '' });
  expect(retentionOf({ logs: 'P30D', outputs: '', series: ' ' })).toEqual({
    logs: 'P30D',
    outputs: 'forever',
    series: 'forever',
  });
});

it('takes durations as people write them, and leaves the rest to be refused', () => {
  expect(retentionOf({ logs: '2 w', outputs: '5 d', series: 'soon' })).toEqual({
    logs: 'P14D',
    outputs: 'P5D',
    series: 'soon',
  });
  expect([keptAt('retention.logs'), keptAt('tags')]).toEqual(['logs', undefined]);
});
