import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Calendar } from './calendar.ts';
import { Floor } from './floor.ts';
import { earliest } from './horizon.ts';
import type { SchedulerCluster, SchedulerUnit, Snapshot } from './interface.ts';
import { Groups } from './shape.ts';
import { State } from './state.ts';
import { richSize, richSnapshots } from './testing/rich-worlds.ts';
import { clusterOf, nodeOf, noon, unitOf } from './testing/worlds.ts';

/** When a unit could start in a world at the latest, and on which nodes. */
function claimOf(world: Snapshot, unit: SchedulerUnit, coming = 0) {
  const pool = new State(world).pool(unit.clusterUid);
  if (!pool?.cluster) throw new Error('no such cluster');
  const calendar = new Calendar(pool, noon);
  const floor = new Floor(pool, calendar, new Set(), coming, noon);
  const { shape } = new Groups().add(unit).group;
  const {
    at,
    seats,
    coming: awaited,
  } = earliest({ pool, cluster: pool.cluster as SchedulerCluster, floor, calendar, now: noon }, unit, shape);
  floor.restore();
  return { at, seats: seats.map(({ uid }) => uid), awaited };
}

test('a part as large as a node is there when the node is: both ways of looking ahead agree', () => {
  const asks = fc.record({
    nodeCount: fc.integer({ min: 1, max: 4 }),
    limitMs: fc.constantFrom(5000, 60_000, 1e9),
    workspaceUid: fc.constantFrom('w0', 'w1'),
    labels: fc.constantFrom<Record<string, string>>({}, { zone: 'a' }),
  });
  let waited = 0;
  fc.assert(
    fc.property(richSnapshots, asks, fc.nat(1), (world, over, coming) => {
      const whole = claimOf(world, unitOf(99, { ...over }), coming);
      const part = claimOf(world, unitOf(99, { ...over, share: richSize }), coming);
      expect(part.at).toBe(whole.at);
      if (whole.at > noon && Number.isFinite(whole.at)) waited += 1;
    }),
    { numRuns: 1500 },
  );
  expect(waited).toBeGreaterThan(25);
});

test('a node that is reserved for others counts from the end of the reservation', () => {
  const reservations = [
    { uid: 'r0', name: 'r0', nodeCount: 1, workspaceUid: 'w1', from: noon - 1, to: noon + 120_000 },
  ];
  const clusters = [clusterOf({ nodeSize: richSize, reservations })];
  const held = [{ nodeUid: 'n0', gpuIds: [0, 1, 2, 3], cpus: 16, memoryBytes: 64 }];
  const nodes = [nodeOf(0, { ...richSize, idleSince: null }), nodeOf(1, { ...richSize })];
  const world = { clusters, nodes, units: [{ ...unitOf(1, { limitMs: 300_000 }), held, startedAt: noon }], limits: [] };
  for (const share of [null, { gpus: 2, cpus: 1, memoryBytes: 1 }]) {
    expect(claimOf(world, unitOf(2, { share }))).toEqual({ at: noon + 120_000, seats: ['n1'], awaited: 0 });
    expect(claimOf(world, unitOf(2, { share, nodeCount: 2 })).at).toBe(noon + 300_000);
    expect(claimOf(world, unitOf(2, { share, workspaceUid: 'w1' })).at).toBe(noon);
  }
});
