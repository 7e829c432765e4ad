import type { Node } from '@trainyard/contracts/node';
import { expect, test } from 'vitest';
import { byMachine } from './machines.ts';

const node = (name: string, hostname?: string, bootId?: string): Node =>
  ({
    name,
    found: hostname === undefined ? null : { hostname, ...(bootId && { machine: { bootId, hostname } }) },
  }) as unknown as Node;

const told = (nodes: Node[]) => {
  const { nodes: ordered, machines } = byMachine(nodes);
  return machines.map(({ name, from, count }) => [name, ordered.slice(from, from + count).map((one) => one.name)]);
};

test('nodes stand together that are on one start of one machine, in the order of names; what is not told comes last', () => {
  const nodes = [node('c-10', 'b', '2'), node('c-3'), node('c-2', 'b', '2'), node('c-1', 'a', '1'), node('c-4', 'old')];
  expect(told(nodes)).toEqual([
    ['a', ['c-1']],
    ['b', ['c-2', 'c-10']],
    ['old', ['c-4']],
    [null, ['c-3']],
  ]);
});

test('two machines of one name are two, and nodes of a subnet with names of their own are on their machine', () => {
  expect(told([node('c-0', 'gpu', '1'), node('c-1', 'gpu', '2')])).toHaveLength(2);
  const own = node('c-0', 'c-0', '1');
  const found = { ...own, found: { ...own.found, machine: { bootId: '1', hostname: 'box' } } } as unknown as Node;
  expect(told([found, node('c-1', 'box', '1')])).toEqual([['box', ['c-0', 'c-1']]]);
});
