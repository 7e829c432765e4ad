import fc from 'fast-check';
import { expect, test } from 'vitest';
import { State } from './state.ts';
import { richSnapshots } from './testing/rich-worlds.ts';
import { changesOf, clusterOf, nodeOf, runningOn, snapshots, undoOf, unitOf } from './testing/worlds.ts';

test('nothing is left of what is gone, in whatever order it goes', () => {
  fc.assert(
    fc.property(snapshots, fc.infiniteStream(fc.nat()), (world, keys) => {
      const state = new State(world).copy();
      const undone = changesOf(world).map((change) => ({ change: undoOf(change), key: keys.next().value as number }));
      for (const { change } of undone.toSorted((a, b) => a.key - b.key)) state.apply(change);
      expect(state.pools()).toEqual([]);
      expect(world.units.map((unit) => state.unit(unit.uid))).toEqual(world.units.map(() => undefined));
    }),
  );
});

test('a node moves between the classes with what is told of it and of its units', () => {
  const node = nodeOf(0);
  const state = new State({ clusters: [clusterOf()], nodes: [], units: [runningOn(unitOf(1), [node])], limits: [] });
  const counts = () => {
    const pool = state.pool('c0');
    const sizes = Object.entries(pool?.seats ?? {}).flatMap(([name, list]) => (list.size > 0 ? [name] : []));
    return { classes: sizes, counted: pool?.counted, running: pool?.running.size };
  };
  expect(counts()).toEqual({ classes: [], counted: 0, running: 1 });
  state.apply({ type: 'node', node });
  expect(counts()).toEqual({ classes: ['busy'], counted: 1, running: 1 });
  state.apply({ type: 'unit', unit: unitOf(1) });
  expect(counts()).toEqual({ classes: ['free'], counted: 1, running: 0 });
  state.apply({ type: 'node', node: { ...node, usable: false } });
  expect(counts()).toEqual({ classes: ['away'], counted: 1, running: 0 });
  state.apply({ type: 'node', node: { ...node, usable: false, broken: true } });
  expect(counts()).toEqual({ classes: ['broken'], counted: 1, running: 0 });
  state.apply({ type: 'node', node: { ...node, usable: false, counted: false } });
  expect(counts()).toEqual({ classes: [], counted: 0, running: 0 });
  state.apply({ type: 'node', node: { ...node, clusterUid: 'c1' } });
  expect(state.pool('c1')?.seats.free.size).toBe(1);
  state.apply({ type: 'nodeGone', uid: 'n0' });
  expect(state.pool('c1')).toBeUndefined();
});

test('indexes are in order, whatever was told before', () => {
  const shape = (state: State, clusterUid: string) => {
    const pool = state.pool(clusterUid);
    return {
      ending: [...(pool?.ending ?? [])].map(({ uid, emptyAt }) => [uid, emptyAt]),
      running: [...(pool?.running.ending ?? [])].map(({ unit }) => unit.uid),
      groups: [...(pool?.waiting.groups ?? [])].map(([{ key }, copies]) => `${key} ${copies}`).toSorted(),
      owners: [...(pool?.waiting.owners ?? [])]
        .map(({ key, use, running }) => `${key} ${use.join()} ${running}`)
        .toSorted(),
    };
  };
  fc.assert(
    fc.property(richSnapshots, richSnapshots, (past, world) => {
      const state = new State(past);
      for (const change of changesOf(world)) state.apply(change);
      const last = new Set(changesOf(world).map((change) => JSON.stringify(undoOf(change))));
      for (const change of changesOf(past)) if (!last.has(JSON.stringify(undoOf(change)))) state.apply(undoOf(change));
      const fresh = new State(world);
      for (const { uid } of world.clusters) {
        expect(shape(state, uid)).toEqual(shape(fresh, uid));
        expect(shape(state.copy(), uid)).toEqual(shape(fresh, uid));
      }
    }),
    { numRuns: 500 },
  );
});

test('what is not known can go without harm', () => {
  const state = new State({ clusters: [], nodes: [], units: [], limits: [] });
  for (const type of ['clusterGone', 'nodeGone', 'unitGone'] as const) state.apply({ type, uid: 'nobody' });
  expect(state.pools()).toEqual([]);
});
