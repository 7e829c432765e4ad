import type { Node } from '@trainyard/contracts/node';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HeatStore } from '../../live/heat-store.ts';
import {
  cellsOf,
  colourJobs,
  devicesOf,
  jobLook,
  lookAll,
  looks,
  oldLook,
  readingOf,
  shortName,
  slotsOf,
} from './cells.ts';
import { lutIndex } from './lut.ts';
import type { CellQuantity } from './scale.ts';

const gpus = [0, 1, 2, 3].map((index) => ({ index, uuid: `g${index}`, model: 'm', memoryBytes: 1, simulated: true }));
const node = (over: Partial<Node> = {}): Node =>
  ({
    uid: 'n',
    state: 'running',
    health: 'ok',
    jobs: [{ uid: 'j', name: 'job', gpuIds: [1, 3] }],
    found: { gpus, vcpus: 1, memoryBytes: 1, hostname: '', os: '' },
    ...over,
  }) as Node;

/** A store in which node `n` has these shares of work on its GPUs, heard at 100,000. */
function storeOf(use: number[]): HeatStore {
  const store = new HeatStore('c', { follow: () => () => undefined, now: () => 0, frame: () => () => undefined });
  const bytes = new Uint8Array(9 * use.length + 6);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of use.entries()) {
    view.setUint32(4 * at, at, true);
    bytes[6 * use.length + 6 + at] = 2 * value;
  }
  const added = [{ node: 'n', number: 0, devices: use.map((_, at) => `g${at}`) }];
  store.take({ topic: 'heat:c', at: 100_000, whole: true, every: 1_000, added, changed: use.length, heard: 1, bytes });
  return store;
}

function looksOf(of: Node, store: HeatStore | null, now: number, quantity: CellQuantity = 'use') {
  const cells = cellsOf(devicesOf(of, 0));
  const into = new Int16Array(cells.devices.length);
  const colours = colourJobs(cells.jobs);
  const ends = { low: 0, high: 100 };
  const sum = lookAll({ cells, slots: slotsOf(cells, store), store, quantity, ends, colours, now }, into);
  return { looks: [...into], sum };
}

describe('a cell', () => {
  const { free, na } = looks;
  test('is free without a job, a value with one, and n/a without a current value', () => {
    const store = storeOf([10, 20, 30, 40]);
    expect(looksOf(node(), store, 100_500).looks).toEqual([free, lutIndex(20), free, lutIndex(40)]);
    expect(looksOf(node(), store, 105_000).looks[1]).toBe(lutIndex(20) + oldLook);
    expect(looksOf(node(), store, 200_000).looks[1]).toBe(na);
    expect(looksOf(node(), null, 100_500).looks[1]).toBe(na);
  });

  test('of a node that says nothing is n/a, not free', () => {
    expect(looksOf(node({ health: 'silent', jobs: [] }), storeOf([1, 2, 3, 4]), 100_000).looks).toEqual([
      na,
      na,
      na,
      na,
    ]);
  });

  test('stands for the CPUs where there are no GPUs, and for GPUs to come', () => {
    expect(devicesOf(node({ found: { ...node().found, gpus: [] } as never }), 8)).toMatchObject([{ gpu: null }]);
    expect(devicesOf(node({ found: null }), 8)).toHaveLength(8);
  });

  test('has the colour of its job, which a job keeps', () => {
    expect(looksOf(node(), null, 0, 'job').looks[1]).toBe(jobLook);
    const before = new Map([['b', 3]]);
    expect([...colourJobs(['a', 'a', 'b', undefined], before)].sort()).toEqual([
      ['a', 0],
      ['b', 3],
    ]);
  });

  test('says in words what it shows', () => {
    const store = storeOf([10, 20, 30, 40]);
    const [first, second] = devicesOf(node(), 0);
    expect(first && readingOf(store, first, 'use', 100_000)).toEqual({ kind: 'free' });
    expect(second && readingOf(store, second, 'use', 100_000)).toEqual({ kind: 'value', value: 20, old: false });
    expect(second && readingOf(store, second, 'power', 100_000)).toMatchObject({ kind: 'value' });
  });

  test('adds up: every device is held, free or unknown, and the mean lies between the values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 4, maxLength: 4 }),
        fc.subarray([0, 1, 2, 3]),
        (use, gpuIds) => {
          const { sum } = looksOf(node({ jobs: [{ uid: 'j', name: 'j', gpuIds }] }), storeOf(use), 100_000);
          expect(sum.held + sum.free + sum.unknown).toBe(4);
          expect(sum.held).toBe(gpuIds.length);
          const held = gpuIds.map((at) => use[at] as number);
          if (held.length === 0) expect(sum.mean).toBeNull();
          else expect(sum.mean).toBeCloseTo(held.reduce((a, b) => a + b, 0) / held.length);
        },
      ),
    );
  });

  test('no more than eight jobs have a colour, each its own', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), fc.array(fc.integer({ min: 0, max: 20 })), (one, two) => {
        const name = (id: number) => `j${id}`;
        const first = colourJobs(one.map(name));
        const second = colourJobs(two.map(name), first);
        expect(second.size).toBeLessThanOrEqual(8);
        expect(new Set(second.values()).size).toBe(second.size);
        for (const [job, colour] of second) if (first.has(job)) expect(colour).toBe(first.get(job));
      }),
    );
  });

  test.each([
    ['atlas-4', '04'],
    ['n12', '12'],
    ['gpu', 'gpu'],
  ])('the node %s is called %s', (name, short) => expect(shortName(name)).toBe(short));
});
