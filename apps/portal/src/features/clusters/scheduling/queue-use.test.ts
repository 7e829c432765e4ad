import type { QueueUsage } from '@trainyard/contracts/queues';
import { expect, test } from 'vitest';
import { amountsOf, usesOf } from './queue-use.ts';

const none = { nodes: 0, cpus: 0, gpus: 0 };
const queue = (more: Partial<QueueUsage>): QueueUsage => ({
  name: 'day',
  cohort: null,
  nominal: {},
  borrowingLimit: null,
  lendingLimit: null,
  used: none,
  borrowed: none,
  running: 0,
  waiting: 0,
  ...more,
});

test('a queue that borrows shows its own up to a mark, and what is lent beyond it', () => {
  const used = { ...none, gpus: 12 };
  expect(usesOf(queue({ nominal: { gpus: 8 }, used, borrowed: { ...none, gpus: 4 } }))).toEqual([
    {
      resource: 'gpus',
      used: 12,
      borrowed: 4,
      nominal: 8,
      own: expect.closeTo(66.7, 1),
      lent: expect.closeTo(33.3, 1),
      mark: expect.closeTo(66.7, 1),
    },
  ]);
});

test('one without limits shows what it uses; a quota of zero is a limit', () => {
  expect(usesOf(queue({ used: { nodes: 1, cpus: 4, gpus: 0 } })).map(({ resource }) => resource)).toEqual([
    'cpus',
    'nodes',
  ]);
  expect(usesOf(queue({ nominal: { gpus: 0 } }))).toMatchObject([{ resource: 'gpus', nominal: 0, own: 0, mark: 0 }]);
  expect(amountsOf({ gpus: 0 })).toEqual([{ resource: 'gpus', amount: 0 }]);
  expect(amountsOf(null)).toEqual([]);
});
