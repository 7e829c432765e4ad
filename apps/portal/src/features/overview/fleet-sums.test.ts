import type { Node } from '@trainyard/contracts/node';
import { expect, test } from 'vitest';
import { countStates, type Read, roomOf, scaleOf, sumNodes } from './fleet-sums.ts';

const unread: Read = () => undefined;

function node(part: Partial<Node>, gpus = 2, simulated = false): Node {
  const uid = part.uid ?? 'n1';
  const found = {
    vcpus: 6,
    memoryBytes: 0,
    hostname: '',
    os: '',
    gpus: Array.from({ length: gpus }, (_, index) => ({
      index,
      uuid: `${uid}/${index}`,
      model: '',
      memoryBytes: 0,
      simulated,
    })),
  };
  return {
    uid,
    state: 'running',
    schedulable: true,
    health: 'ok',
    vmSize: 'STANDARD_NC12',
    jobs: [],
    found,
    ...part,
  } as Node;
}

const holds = (...gpuIds: number[]) => [{ uid: 'j', name: 'j', gpuIds }];

test('counts GPUs, and how busy those are that somebody holds', () => {
  const values: Record<string, number> = { 'n1/0': 90, 'n1/1': 10, 'n2/0': 55 };
  const read: Read = (metric, device) => (metric === 'gpu.utilisation' ? values[device] : undefined);
  const nodes = [node({ uid: 'n1', jobs: holds(0, 1) }), node({ uid: 'n2', state: 'idle' })];
  expect(sumNodes(nodes, read)).toMatchObject({ unit: 'gpu', total: 4, allocated: 2, free: 2, idle: 1, busy: 50 });
});

test('what was not measured is not 0', () => {
  expect(sumNodes([node({ jobs: holds(0) })], unread)).toMatchObject({
    allocated: 1,
    idle: 0,
    busy: null,
    power: { real: null, simulated: null },
  });
});

test('a GPU that two jobs share is allocated once', () => {
  expect(sumNodes([node({ jobs: [...holds(0), ...holds(0)] })], unread).allocated).toBe(1);
});

test.each([
  [{ state: 'unusable' }],
  [{ state: 'preparing' }],
  [{ state: 'leaving' }],
  [{ health: 'silent' as const }],
  [{ schedulable: false }],
])('%j: its GPUs are not free', (part) => {
  expect(sumNodes([node(part)], unread)).toMatchObject({ total: 2, allocated: 0, free: 0 });
});

test('a node that has not told yet counts as its size', () => {
  expect(sumNodes([node({ found: null, state: 'preparing' })], unread)).toMatchObject({ unit: 'gpu', total: 2 });
});

test('without any GPU, nodes are counted and their CPUs are the work', () => {
  const read: Read = (metric) => (metric === 'cpu.utilisation' ? 80 : undefined);
  const nodes = [node({ jobs: holds() }, 0), node({ uid: 'n2', state: 'idle' }, 0)];
  expect(sumNodes(nodes, read)).toMatchObject({ unit: 'node', total: 2, allocated: 1, free: 1, busy: 80 });
});

test('power of simulated GPUs is kept apart', () => {
  const read: Read = (metric) => (metric === 'gpu.power' ? 100 : undefined);
  const sum = sumNodes([node({}), node({ uid: 'n2' }, 1, true)], read);
  expect(sum.power).toEqual({ real: { watts: 200, count: 2 }, simulated: { watts: 100, count: 1 } });
  expect(sum.simulated).toBe(1);
});

test('adds up the states of nodes', () => {
  const nodeStateCounts = {
    idleNodeCount: 1,
    runningNodeCount: 2,
    preparingNodeCount: 3,
    unusableNodeCount: 4,
    leavingNodeCount: 5,
  };
  expect(countStates([{ nodeStateCounts }, { nodeStateCounts }])).toEqual({
    running: 4,
    idle: 2,
    preparing: 6,
    leaving: 10,
    unusable: 8,
  });
});

test('room to grow is up to the maximum, or to the target of a fixed size', () => {
  const auto = { scaleSettings: { autoScale: { minimumNodeCount: 1, maximumNodeCount: 5 } }, targetNodeCount: 2 };
  expect(scaleOf(auto)).toEqual({ kind: 'auto', minimum: 1, maximum: 5 });
  expect(roomOf(auto, 2)).toBe(3);
  const fixed = { scaleSettings: { manual: { targetNodeCount: 4 } }, targetNodeCount: 4 };
  expect(roomOf(fixed, 3)).toBe(1);
  expect(roomOf(fixed, 6)).toBe(0);
});
