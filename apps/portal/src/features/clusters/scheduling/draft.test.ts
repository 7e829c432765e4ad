import { clusterUpdate } from '@trainyard/contracts/cluster';
import { parse } from '@trainyard/contracts/parse';
import { defaultScheduling, schedulingSettings } from '@trainyard/contracts/queues';
import { expect, test } from 'vitest';
import {
  emptyPrice,
  emptyQueue,
  emptyScheduling,
  isAssumed,
  priceOf,
  reclaimOf,
  schedulingOf,
  typedPrice,
  typedScheduling,
} from './draft.ts';

const noAmounts = { gpus: '', cpus: '', nodes: '' };

test('an untouched form says nothing that the server would not assume', () => {
  expect(schedulingOf(emptyScheduling)).toBeUndefined();
  expect(typedScheduling(defaultScheduling)).toEqual(emptyScheduling);
  expect(isAssumed(defaultScheduling)).toBe(true);
  expect(priceOf(emptyPrice)).toBeUndefined();
});

test('what is typed is what the contract takes, and is read back the same', () => {
  const draft = {
    queues: [
      { ...emptyQueue, name: 'day', cohort: 'all', nominal: { ...noAmounts, gpus: '8' } },
      {
        ...emptyQueue,
        name: 'night',
        cohort: 'all',
        borrow: { ...noAmounts, gpus: '4' },
        lend: { ...noAmounts, nodes: '0' },
      },
    ],
    by: 'workspace' as const,
    weights: [{ name: 'vision', value: '2,5' }],
    ageing: 'PT12H',
    preemption: 'on' as const,
    grace: '30 s',
  };
  const settings = parse(schedulingSettings, schedulingOf(draft));
  expect(settings).toEqual({
    queues: [
      { name: 'day', cohort: 'all', nominal: { gpus: 8 } },
      { name: 'night', cohort: 'all', nominal: {}, borrowingLimit: { gpus: 4 }, lendingLimit: { nodes: 0 } },
    ],
    fairShare: { by: 'workspace', weights: { vision: 2.5 } },
    ageing: 'PT12H',
    preemption: { enabled: true, grace: 'PT30S' },
  });
  expect(parse(schedulingSettings, schedulingOf(typedScheduling(settings)))).toEqual(settings);
  expect(isAssumed(settings)).toBe(false);
});

test('price and reclaims', () => {
  const price = priceOf({ amount: '1,20', currency: 'EUR' });
  const lowPriority = reclaimOf({ rate: '0.5', notice: '2 min' });
  const body = parse(clusterUpdate, { price, lowPriority });
  expect(body).toEqual({
    price: { perNodeHour: 1.2, currency: 'EUR' },
    lowPriority: { reclaimsPerNodeHour: 0.5, notice: 'PT2M' },
  });
  expect(typedPrice(body.price ?? null)).toEqual({ amount: '1.2', currency: 'EUR' });
});

test('what is no number is kept, for the contract to refuse', () => {
  const queues = [{ ...emptyQueue, name: 'a', nominal: { ...noAmounts, gpus: 'many' } }];
  expect(schedulingOf({ ...emptyScheduling, queues })).toEqual({ queues: [{ name: 'a', nominal: { gpus: 'many' } }] });
});
