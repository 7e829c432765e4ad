import type { Attempt } from '@trainyard/contracts/attempt';
import { expect, it } from 'vitest';
import { costOf } from './cost.ts';

const hour = 3_600_000;
const attempt = (phaseTimes: Attempt['phaseTimes'], nodes: string[]) =>
  ({ phaseTimes, tasks: nodes.map((uid) => ({ node: { uid } })) }) as unknown as Attempt;

it('is not known without a price', () => expect(costOf([], null, 0)).toBeNull());

it('counts the nodes of every attempt while they are held', () => {
  const attempts = [
    attempt({ allocating: 0, ended: hour }, ['a', 'b']),
    attempt({ allocating: 2 * hour, running: 2.1 * hour }, ['a', 'a']),
  ];
  const price = { perNodeHour: 4, currency: 'EUR' };
  expect(costOf(attempts, price, 3 * hour)).toEqual({ soFar: 12, perHour: 4, currency: 'EUR' });
});
