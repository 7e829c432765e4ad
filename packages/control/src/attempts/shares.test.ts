import { expect, test } from 'vitest';
import { StillWorld } from '../testing/still-world.ts';

const GiB = 1024 ** 3;
const half = { gpusPerNode: 1 };
const part = (node: number, gpu: number) => ({ node, gpuIds: [gpu], cpus: 6, memoryBytes: 56 * GiB });

test('two jobs share a node: disjoint GPUs, and it runs until the last has left', async () => {
  const world = await new StillWorld().prepare(1);
  const [a, b] = [await world.submit('a', half), await world.submit('b', half)];
  expect(await world.startJob(a, part(0, 0))).toBe(true);
  const since = world.nodes()[0]?.stateAt;
  world.clock.setTimeout(() => undefined, 1_000);
  world.clock.step(world.clock.now() + 1_000);
  expect(await world.startJob(b, part(0, 1))).toBe(true);
  expect([world.task(a).gpuIds, world.task(b).gpuIds]).toEqual([[0], [1]]);
  // Time of the state is when it began, not when another joined.
  expect(world.nodes()[0]).toMatchObject({ state: 'running', stateAt: since, idleSince: null });
  await world.end(a, 0);
  expect(world.nodes()[0]).toMatchObject({ state: 'running', idleSince: null });
  await world.end(b, 0);
  expect(world.nodes()[0]).toMatchObject({ state: 'idle', idleSince: world.clock.now() });
});

test.each([
  ['a GPU that is held', { gpuIds: [0] }],
  ['a GPU that the node has not', { gpuIds: [2] }],
  ['more CPUs than are left', { cpus: 6.5 }],
  ['more memory than is left', { memoryBytes: 57 * GiB }],
])('a choice that wants %s is refused, and nothing of it stays', async (_, change) => {
  const world = await new StillWorld().prepare(1);
  const [a, b] = [await world.submit('a', half), await world.submit('b', half)];
  await world.startJob(a, part(0, 0));
  expect(await world.startJob(b, { ...part(0, 1), ...change })).toBe(false);
  expect(world.writer.rows.where('allocation', { jobUid: b })).toEqual([]);
  expect(world.unit(b)).toMatchObject({ state: 'queued', attempts: 0 });
});

test('whole nodes are given only when they are empty, and then to one alone', async () => {
  const world = await new StillWorld().prepare(2);
  const [whole, shared] = [await world.submit('whole', { nodeCount: 2 }), await world.submit('shared', half)];
  await world.startJob(shared, part(1, 0));
  expect(await world.startJob(whole, { node: 0 }, { node: 1 })).toBe(false);
  expect(await world.startJob(whole, { node: 0 }, { node: 0 })).toBe(false);
  await world.end(shared, 0);
  expect(await world.startJob(whole, { node: 0 }, { node: 1 })).toBe(true);
  const late = await world.submit('late', half);
  expect(await world.startJob(late, part(0, 0))).toBe(false);
});

test('jobs on one node lease different ports, and one that finds none left waits', async () => {
  const world = await new StillWorld().prepare(1, {}, { from: 20_000, to: 20_001 });
  const leasing = { cpusPerNode: 1, distributedSettings: { commandLine: 'true' } };
  const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((name) => world.submit(name, leasing)));
  const one = { node: 0, gpuIds: [], cpus: 1, memoryBytes: GiB };
  expect(await world.startJob(a as string, one)).toBe(true);
  expect(await world.startJob(b as string, one)).toBe(true);
  const ports = [a, b].flatMap((uid) => world.task(uid as string).plan.ports.map(({ port }) => port));
  expect(ports.toSorted()).toEqual([20_000, 20_001]);
  expect(await world.startJob(c as string, one)).toBe(false);
  await world.end(a as string, 0);
  expect(await world.startJob(c as string, one)).toBe(true);
});
