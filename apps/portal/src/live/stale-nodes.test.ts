import { expect, test } from 'vitest';
import type { Followed } from './followed.ts';
import { type KnownNodes, pageFreshness } from './stale-nodes.ts';

const now = 1_000_000;
const store = (heard: Record<string, number>, more: Partial<Followed> = {}): Followed => ({
  kind: 'job',
  isLive: true,
  heard: new Map(Object.entries(heard)),
  simulated: new Set(),
  watchedSinceOf: () => undefined,
  ...more,
});
const known = (over: string[] = []): KnownNodes => ({
  names: new Map([['b', 'cedar-03']]),
  simulated: (uid) => (uid === 'c' ? ['0', '1'] : []),
  isOver: (uid) => over.includes(uid),
});

test('a node is stale past its budget, with its name and age; its neighbours are not', () => {
  const found = pageFreshness([store({ a: now - 5_000, b: now - 14_400 })], known(), now);
  expect(found).toEqual({ current: 1, stale: [{ uid: 'b', name: 'cedar-03', ageMs: 14_000 }], simulatedGpus: 0 });
});

test('what one store heard last counts, and what is over or gone does not', () => {
  const both = [store({ a: now - 60_000 }), store({ a: now - 1_000, b: now - 60_000 }, { kind: 'cluster' })];
  expect(pageFreshness(both, known(['b']), now)).toMatchObject({ current: 1, stale: [] });
  expect(pageFreshness([store({ a: 0 }, { isLive: false })], known(), now)).toMatchObject({ current: 0, stale: [] });
});

test('nodes that have just been asked to send each second have the time of a batch', () => {
  const fresh = store({ a: now - 12_000 }, { watchedSinceOf: () => now - 2_000 });
  expect(pageFreshness([fresh], known(), now).stale).toEqual([]);
});

test('simulated GPUs are counted once, however many charts show them', () => {
  const gpus = { simulated: new Set(['a 0', 'a 1']) };
  expect(pageFreshness([store({ a: now }, gpus), store({}, gpus)], known(), now).simulatedGpus).toBe(2);
});

test('of a map of a cluster, whose samples do not say so, the list of nodes tells which GPUs are simulated', () => {
  const map = store({ c: now }, { kind: 'cluster' });
  expect(pageFreshness([map, store({ c: now })], known(), now).simulatedGpus).toBe(2);
});
