import { expect, test } from 'vitest';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { WorkQueue } from './work-queue.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

function open(parallel = 2) {
  const clock = new VirtualClock(0);
  const started: string[] = [];
  const finish = new Map<string, (error?: Error) => void>();
  const errors: string[] = [];
  const work = (key: string) =>
    new Promise<void>((resolve, reject) => {
      started.push(key);
      finish.set(key, (error) => (error ? reject(error) : resolve()));
    });
  const queue = new WorkQueue(clock, parallel, work, (key) => errors.push(key));
  return { clock, queue, started, errors, finish: (key: string, error?: Error) => finish.get(key)?.(error) };
}

test('a key added while it is worked on is worked on once more, however often it was added', async () => {
  const { queue, started, finish } = open();
  queue.add('a');
  queue.add('a');
  queue.add('a');
  expect(started).toEqual(['a']);
  finish('a');
  await settled();
  expect(started).toEqual(['a', 'a']);
  finish('a');
  await settled();
  expect(started).toEqual(['a', 'a']);
});

test('no more keys at once than allowed', async () => {
  const { queue, started, finish } = open(2);
  for (const key of ['a', 'b', 'c']) queue.add(key);
  expect(started).toEqual(['a', 'b']);
  finish('a');
  await settled();
  expect(started).toEqual(['a', 'b', 'c']);
});

test('a failing key waits longer each time, and a success forgets that', async () => {
  const { clock, queue, started, errors, finish } = open();
  queue.add('a');
  const waits: number[] = [];
  for (let at = 0; at < 3; at++) {
    const before = started.length;
    finish('a', new Error('no'));
    await settled();
    const from = clock.now();
    while (started.length === before) clock.step(from + 100_000);
    waits.push(clock.now() - from);
  }
  expect(waits).toEqual([500, 1_000, 2_000]);
  expect(errors).toEqual(['a', 'a', 'a']);
});

test('after a stop nothing starts', async () => {
  const { clock, queue, started } = open();
  queue.addAfter('a', 100);
  queue.stop();
  queue.add('b');
  clock.step(1_000);
  await settled();
  expect(started).toEqual([]);
});
