import { reason } from '@trainyard/contracts/reasons';
import { expect, test } from 'vitest';
import { SteadyHindrances } from './steady-hindrances.ts';

const idle = (idle: number) =>
  ({ type: 'hinder', clusterUid: 'c', why: reason('scaleKeepsIdle', { idle, seconds: 30 }) }) as const;
const nothing = { type: 'hinder', clusterUid: 'c', why: null } as const;

test('what stands for five seconds is told once, with its newest numbers', () => {
  const hindrances = new SteadyHindrances();
  hindrances.see(idle(1), 0);
  expect(hindrances.due(0)).toEqual([]);
  expect(hindrances.next).toBe(5_000);
  hindrances.see(idle(2), 4_000);
  expect(hindrances.due(5_000)).toEqual([idle(2)]);
  hindrances.see(idle(3), 6_000);
  expect(hindrances.due(60_000)).toEqual([]);
  expect(hindrances.next).toBe(Number.POSITIVE_INFINITY);
});

test('what comes and goes is not told', () => {
  const hindrances = new SteadyHindrances();
  for (let at = 0; at < 60_000; at += 3_000) {
    hindrances.see((at / 3_000) % 2 === 0 ? idle(1) : nothing, at);
    expect(hindrances.due(at)).toEqual([]);
  }
});

test('after another told of the cluster, what stands is told anew', () => {
  const hindrances = new SteadyHindrances();
  hindrances.see(idle(1), 0);
  hindrances.due(5_000);
  hindrances.forget('c');
  hindrances.see(idle(1), 6_000);
  expect(hindrances.due(11_000)).toEqual([idle(1)]);
});
