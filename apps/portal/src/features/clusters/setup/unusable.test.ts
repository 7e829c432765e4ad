import type { Node } from '@trainyard/contracts/node';
import { expect, it } from 'vitest';
import { canBeSetUp, ownErrors, unusableNodes } from './unusable.ts';

const node = (name: string, more: Partial<Node>): Node => ({ name, state: 'unusable', setup: null, ...more }) as Node;
const failed = { code: 'nodeSetupFailed', params: { exitCode: 3 } };
const setup = (stderr: string) => ({ exitCode: 3, stderr, endTime: '2026-11-26T05:00:00Z' });

it('stand together where they fail alike', () => {
  const found = unusableNodes([
    node('a', { reason: failed, setup: setup('no such mirror\n') }),
    node('b', { state: 'idle', reason: null }),
    node('c', { reason: failed, setup: setup('no such mirror\n') }),
    node('d', { reason: failed, setup: setup('disk full\n') }),
    node('e', { reason: { code: 'nodeNeverArrived', params: {} } }),
  ]);
  expect(found.map(({ nodes, stderr }) => [nodes.map(({ name }) => name), stderr])).toEqual([
    [['a', 'c'], 'no such mirror'],
    [['d'], 'disk full'],
    [['e'], ''],
  ]);
  expect(found.map(canBeSetUp)).toEqual([true, true, false]);
});

it('are not told twice: what a cluster says of itself is without them', () => {
  const own = { code: 'provisionFailed', params: { why: 'x' } };
  expect(ownErrors({ errors: [own, { code: 'nodeSetupUnusable', params: {} }] })).toEqual([own]);
});
