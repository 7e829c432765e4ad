import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SchedulerNode, SchedulerUnit, Snapshot } from './interface.ts';
import { createScheduler } from './scheduler.ts';
import { richSnapshots } from './testing/rich-worlds.ts';
import { clusterOf, nodeOf, noon, runningOn, unitOf } from './testing/worlds.ts';

const loaded = (snapshot: Partial<Snapshot>) => {
  const scheduler = createScheduler({ depth: 100 });
  scheduler.load({ clusters: [clusterOf()], nodes: [], units: [], limits: [], ...snapshot });
  return scheduler;
};

const usesOf = (snapshot: Partial<Snapshot>, uid: string) =>
  loaded(snapshot)
    .nodes(uid, noon, 64)
    ?.nodes.map(({ nodeUid, use }) => `${nodeUid} ${use}`);

/** A unit that has all of a node. */
const blocker = (node: SchedulerNode, order: number): SchedulerUnit => ({
  ...runningOn(unitOf(order, { uid: `full-${node.uid}`, clusterUid: node.clusterUid }), [node]),
});

/** The nodes on which a unit starts when nothing else waits or is bounded and these are full besides. */
function startsOn({ clusters, nodes, units }: Snapshot, unit: SchedulerUnit, full: readonly SchedulerNode[]): string[] {
  const target = nodes.filter(({ clusterUid, counted }) => clusterUid === unit.clusterUid && counted).length;
  const open = clusters.map((cluster) => ({ ...cluster, queues: [], scale: { kind: 'manual' as const, target } }));
  const held = units.filter((one) => one.held !== null);
  const blockers = full.map((node, at) => blocker(node, 100 + at));
  const alone = { ...unit, notBefore: 0, blocked: null };
  const scheduler = loaded({ clusters: open, nodes, units: [...held, ...blockers, alone] });
  const start = scheduler.decide(noon, 100).find((one) => one.type === 'start' && one.unitUid === unit.uid);
  return start?.type === 'start' ? start.placements.map(({ nodeUid }) => nodeUid) : [];
}

/** As many nodes as count, so that no pass gives any back. */
function steady(snapshot: Snapshot): Snapshot {
  const clusters = snapshot.clusters.map((cluster) => {
    const target = snapshot.nodes.filter(({ clusterUid, counted }) => clusterUid === cluster.uid && counted).length;
    return { ...cluster, scale: { kind: 'manual' as const, target } };
  });
  return { ...snapshot, clusters };
}

describe('what the nodes are to a waiting unit', () => {
  test('fits exactly where a unit of that shape alone could be placed', () => {
    fc.assert(
      fc.property(richSnapshots.map(steady), (world) => {
        const scheduler = loaded(world);
        for (const { array: _array, ...unit } of world.units.filter(({ held }) => held === null)) {
          const told = scheduler.nodes(unit.uid, noon, 64)?.nodes ?? [];
          const own = world.nodes.filter(({ clusterUid }) => clusterUid === unit.clusterUid);
          expect(told.map(({ nodeUid }) => nodeUid).sort()).toEqual(own.map(({ uid }) => uid).sort());
          const fitting = told.filter(({ fits }) => fits).map(({ nodeUid }) => nodeUid);
          for (const { nodeUid, fits } of told) {
            // So many others that with this one there are just enough.
            const beside = fitting.filter((uid) => uid !== nodeUid).slice(0, unit.nodeCount - 1);
            const full = own.filter(({ uid }) => uid !== nodeUid && !beside.includes(uid));
            const placed = startsOn(world, unit, full);
            const enough = fits && beside.length === unit.nodeCount - 1;
            expect(placed.sort()).toEqual(enough ? [nodeUid, ...beside].sort() : []);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('and is open or kept only where it fits or comes to fit, and kept where it starts', () => {
    fc.assert(
      fc.property(richSnapshots.map(steady), (world) => {
        const scheduler = loaded(world);
        for (const { uid } of world.units.filter(({ held }) => held === null)) {
          for (const { use, fits, why, keptFor } of scheduler.nodes(uid, noon, 64)?.nodes ?? []) {
            if (use === 'open') expect(fits).toBe(true);
            if (use === 'busy' || use === 'away' || use === 'closed') expect(fits).toBe(false);
            if (use !== 'kept') expect(why !== null).toBe(use === 'away' || use === 'closed');
            expect(keptFor !== null).toBe(use === 'others');
          }
        }
        for (const one of scheduler.decide(noon, 100)) {
          if (one.type !== 'start') continue;
          const told = scheduler.nodes(one.unitUid, noon, 64)?.nodes ?? [];
          const uses = new Map(told.map(({ nodeUid, use }) => [nodeUid, use]));
          for (const { nodeUid } of one.placements) expect(uses.get(nodeUid)).toBe('kept');
        }
      }),
      { numRuns: 300 },
    );
  });

  test('are its own first, then those that come free first, and last those that it cannot have', () => {
    const nodes = [0, 1, 2, 3, 4, 5, 6].map((at) =>
      nodeOf(at, { ...(at === 4 && { broken: true, usable: false }), ...(at === 5 && { usable: false }) }),
    );
    const on = (order: number, at: number, limitMs: number) =>
      runningOn(unitOf(order, { limitMs }), [nodes[at] as SchedulerNode]);
    const units = [
      on(0, 0, 9_000_000),
      on(1, 1, 90_000),
      on(2, 2, 60_000),
      on(3, 6, 120_000),
      unitOf(8, { nodeCount: 2 }),
      unitOf(9, { nodeCount: 2 }),
    ];
    const clusters = [clusterOf({ scale: { kind: 'manual', target: 7 } })];
    const told = usesOf({ clusters, nodes, units }, 'u8');
    expect(told).toEqual(['n3 kept', 'n5 kept', 'n2 busy', 'n1 busy', 'n6 busy', 'n0 busy', 'n4 closed']);
    const behind = usesOf({ clusters, nodes, units }, 'u9');
    expect(behind).toEqual(['n3 others', 'n2 busy', 'n1 busy', 'n6 busy', 'n0 busy', 'n5 away', 'n4 closed']);
  });

  test('say by when they are empty, what is free of them, and who holds it', () => {
    const nodes = [nodeOf(0), nodeOf(1), nodeOf(2)];
    const half = { gpus: 1, cpus: 2.5, memoryBytes: 100 };
    const held = [{ nodeUid: 'n1', gpuIds: [1], cpus: 2.5, memoryBytes: 100 }];
    const units = [
      { ...unitOf(1, { share: half, limitMs: 600_000 }), held, startedAt: noon - 100_000 },
      { ...runningOn(unitOf(2), [nodes[2] as SchedulerNode]), startedAt: null },
      unitOf(3, { nodeCount: 3, share: half }),
    ];
    const found = loaded({ clusters: [clusterOf({ scale: { kind: 'manual', target: 3 } })], nodes, units });
    const told = new Map(found.nodes('u3', noon, 64)?.nodes.map((one) => [one.nodeUid, one]));
    expect(told.get('n0')).toMatchObject({ emptyBy: noon, freeGpuIds: [0, 1], freeCpus: 8, holders: [], fits: true });
    const holders = [{ unitUid: 'u1', gpuIds: [1] }];
    expect(told.get('n1')).toMatchObject({ emptyBy: noon + 500_000, freeGpuIds: [0], freeCpus: 5.5, holders });
    expect(told.get('n2')).toMatchObject({ emptyBy: null, freeGpuIds: [], freeCpus: 0, use: 'busy' });
  });

  test('say why one is not for it', () => {
    const nodes = [0, 1, 2, 3, 4].map((at) => nodeOf(at, { labels: at === 0 ? {} : { zone: 'a' } }));
    const reserved = { uid: 'r', name: 'r', nodeCount: 1, workspaceUid: 'other', from: noon - 1, to: noon + 60_000 };
    const unit = unitOf(1, { labels: { zone: 'a' }, avoid: ['n2'], nodeCount: 2 });
    const clusters = [clusterOf({ scale: { kind: 'manual', target: 5 }, reservations: [reserved] })];
    const world = { clusters, nodes: [...nodes, nodeOf(5, { counted: false })], units: [unit] };
    const told = new Map(
      loaded(world)
        .nodes('u1', noon, 64)
        ?.nodes.map((one) => [one.nodeUid, one.why]),
    );
    expect(told.get('n0')).toEqual({ code: 'nodeLacksLabels', params: { labels: 'zone=a' } });
    expect(told.get('n2')?.code).toBe('nodeAvoided');
    expect(told.get('n4')).toEqual({ code: 'nodeReserved', params: { until: '2027-01-15T08:01Z' } });
    expect(told.get('n5')?.code).toBe('nodeLeaving');
    expect(told.get('n1')).toBeNull();
    expect(usesOf(world, 'u1')?.slice(0, 2)).toEqual(['n1 kept', 'n3 kept']);
  });

  test('name for whom others come first, unless it has ended by then', () => {
    const nodes = [nodeOf(0), nodeOf(1)];
    const running = runningOn(unitOf(0, { limitMs: 90_000 }), [nodes[0] as SchedulerNode]);
    const head = unitOf(1, { nodeCount: 2 });
    const clusters = [clusterOf({ scale: { kind: 'manual', target: 2 }, queues: [] })];
    const long = loaded({ clusters, nodes, units: [running, head, unitOf(2)] }).nodes('u2', noon, 64);
    expect(long?.nodes[0]).toMatchObject({
      nodeUid: 'n1',
      fits: true,
      use: 'others',
      keptFor: { unitUid: 'u1', at: noon + 60_000 },
    });
    // One that ends in time, and waits for something else than nodes.
    const short = unitOf(2, { limitMs: 30_000, blocked: { code: 'held', params: {} } });
    const lent = loaded({ clusters, nodes, units: [running, head, short] }).nodes('u2', noon, 64);
    expect(lent?.nodes[0]).toMatchObject({ nodeUid: 'n1', fits: true, use: 'open' });
  });

  test('are never more than asked for, and the rest is counted', () => {
    const nodes = Array.from({ length: 70 }, (_, at) => nodeOf(at));
    const clusters = [clusterOf({ scale: { kind: 'manual', target: 70 } })];
    const found = loaded({ clusters, nodes, units: [unitOf(1, { nodeCount: 80 })] }).nodes('u1', noon, 64);
    expect([found?.nodes.length, found?.rest]).toEqual([64, 6]);
    expect(loaded({ clusters, nodes }).nodes('nobody', noon, 64)).toBeNull();
  });
});
