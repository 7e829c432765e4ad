import type { Node } from '@trainyard/contracts/node';
import { describe, expect, test } from 'vitest';
import { cellOf, devicesOf, heightOf, layOut, lookOf, shortName, sumOf } from './cells.ts';

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

describe('a cell', () => {
  const [first, second] = devicesOf(node(), 0);
  test('is free without a job, a value with one, and n/a without a current value', () => {
    const reading = { percent: 50, at: 10_000 };
    expect(first && cellOf(first, reading, 10_000, 3_000)).toEqual({ kind: 'free' });
    expect(second && cellOf(second, reading, 11_000, 3_000)).toEqual({ kind: 'value', percent: 50, old: false });
    expect(second && cellOf(second, reading, 15_000, 3_000)).toEqual({ kind: 'value', percent: 50, old: true });
    expect(second && cellOf(second, reading, 60_000, 3_000)).toEqual({ kind: 'na' });
    expect(second && cellOf(second, undefined, 10_000, 3_000)).toEqual({ kind: 'na' });
  });

  test('of a node that says nothing is n/a, not free', () => {
    const [device] = devicesOf(node({ health: 'silent', jobs: [] }), 0);
    expect(device && cellOf(device, undefined, 0, 1)).toEqual({ kind: 'na' });
  });

  test('stands for the CPUs where there are no GPUs, and for GPUs to come', () => {
    expect(devicesOf(node({ found: { ...node().found, gpus: [] } as never }), 8)).toMatchObject([{ gpu: null }]);
    expect(devicesOf(node({ found: null }), 8)).toHaveLength(8);
  });

  test('looks another way exactly when something is seen', () => {
    const value = (percent: number, old = false) => lookOf({ kind: 'value', percent, old });
    expect(value(50)).toBe(value(50.1));
    expect(
      new Set([value(50), value(60), value(50, true), lookOf({ kind: 'na' }), lookOf({ kind: 'free' })]).size,
    ).toBe(5);
  });
});

describe('a map', () => {
  const measure = { cell: 12, gap: 2, labels: true };
  test('lays nodes beside each other and begins a new line where they do not fit', () => {
    const blocks = layOut([8, 8, 8], 130, measure);
    expect(blocks.map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [66, 0],
      [0, 49],
    ]);
    expect(blocks[0]?.boxes).toHaveLength(8);
    expect(heightOf(blocks)).toBe(90);
  });

  test('makes one device as high as two rows', () => {
    expect(layOut([1], 100, measure)[0]?.boxes).toEqual([{ x: 0, y: 15, width: 14, height: 26 }]);
  });

  test('is read out as a sum', () => {
    const value = (percent: number) => ({ kind: 'value' as const, percent, old: false });
    expect(sumOf([value(20), value(40), { kind: 'free' }, { kind: 'na' }, { kind: 'ghost' }])).toEqual({
      held: 2,
      free: 1,
      unknown: 1,
      mean: 30,
    });
    expect(sumOf([{ kind: 'na' }]).mean).toBeNull();
  });

  test.each([
    ['atlas-4', '04'],
    ['n12', '12'],
    ['gpu', 'gpu'],
  ])('calls %s %s', (name, short) => expect(shortName(name)).toBe(short));
});
