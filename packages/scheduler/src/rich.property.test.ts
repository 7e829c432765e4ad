import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Decision, Scheduler, SchedulerUnit, Snapshot } from './interface.ts';
import { createScheduler } from './scheduler.ts';
import { checkLimits, checkNodes, checkPlacement, checkQueues, running } from './testing/books.ts';
import { richSnapshots } from './testing/rich-worlds.ts';
import { noon } from './testing/worlds.ts';

const moments = fc.constantFrom(noon - 45_000, noon, noon + 1, noon + 5000, noon + 100_000);

function loaded(snapshot: Snapshot, depth = 100): Scheduler {
  const scheduler = createScheduler({ depth });
  scheduler.load(snapshot);
  return scheduler;
}

const startsOf = (decisions: readonly Decision[]) => decisions.filter((one) => one.type === 'start');
const unitOf = (world: Snapshot, uid: string) => world.units.find((unit) => unit.uid === uid) as SchedulerUnit;

/** True when two units ask for the same in every respect. */
function alike(a: SchedulerUnit, b: SchedulerUnit): boolean {
  const key = ({ clusterUid, workspaceUid, user, queue, nodeCount, share, labels, avoid, limitMs }: SchedulerUnit) =>
    JSON.stringify([clusterUid, workspaceUid, user, queue, nodeCount, share, labels, avoid, limitMs]);
  return key(a) === key(b);
}

describe('starts in rich worlds', () => {
  test('never give more than there is, and give gangs all or nothing of what they asked for', () => {
    fc.assert(
      fc.property(richSnapshots, moments, (world, now) => {
        const decisions = loaded(world).decide(now, 1000);
        const drained = new Set(decisions.flatMap((one) => (one.type === 'drain' ? one.nodeUids : [])));
        for (const { unitUid, placements } of startsOf(decisions)) {
          checkPlacement(world, unitOf(world, unitUid), placements, now);
          for (const { nodeUid } of placements) expect(drained.has(nodeUid)).toBe(false);
        }
        checkNodes(world, running(world, decisions, now));
      }),
      { numRuns: 2000 },
    );
  });

  test('take of an array no more shards than are left and may run, of others one', () => {
    fc.assert(
      fc.property(richSnapshots, moments, (world, now) => {
        const counts = new Map<string, number>();
        for (const { unitUid } of startsOf(loaded(world).decide(now, 1000)))
          counts.set(unitUid, (counts.get(unitUid) ?? 0) + 1);
        for (const [uid, count] of counts) {
          const { array } = unitOf(world, uid);
          expect(count).toBeLessThanOrEqual(array ? Math.min(array.left, array.parallel) : 1);
        }
      }),
    );
  });

  test('keep within quotas and limits', () => {
    fc.assert(
      fc.property(richSnapshots, moments, (world, now) => {
        const decisions = loaded(world).decide(now, 1000);
        const started = new Set(startsOf(decisions).map(({ unitUid }) => unitUid));
        const units = running(world, decisions, now);
        checkQueues(world, units, started);
        checkLimits(world, units, started);
      }),
      { numRuns: 2000 },
    );
  });

  test('pass nobody who stands ahead and asks for the same', () => {
    fc.assert(
      fc.property(richSnapshots, moments, (world, now) => {
        const scheduler = loaded(world);
        const started = new Set(startsOf(scheduler.decide(now, 1000)).map(({ unitUid }) => unitUid));
        const waiting = world.units.filter(
          (unit) => !unit.held && !unit.blocked && unit.notBefore <= now && unit.array?.parallel !== 0,
        );
        const place = (unit: SchedulerUnit) => scheduler.standing(unit.uid, now)?.position ?? 0;
        for (const behind of waiting.filter(({ uid }) => started.has(uid))) {
          for (const ahead of waiting.filter(({ uid }) => !started.has(uid))) {
            if (alike(behind, ahead)) expect(place(ahead)).toBeGreaterThan(place(behind));
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('leave reserved nodes to whom they are reserved for', () => {
    fc.assert(
      fc.property(richSnapshots, moments, (world, now) => {
        for (const { unitUid, placements } of startsOf(loaded(world).decide(now, 1000))) {
          const unit = unitOf(world, unitUid);
          const cluster = world.clusters.find(({ uid }) => uid === unit.clusterUid);
          const works = world.nodes
            .filter((node) => node.clusterUid === unit.clusterUid && node.counted && !node.broken)
            .toSorted((a, b) => b.ordinal - a.ordinal);
          const inOrder = (cluster?.reservations ?? [])
            .filter(({ to }) => to > now)
            .toSorted((a, b) => a.from - b.from || (a.uid < b.uid ? -1 : 1));
          let at = 0;
          for (const { nodeCount, workspaceUid, from } of inOrder) {
            const kept = works.slice(at, at + nodeCount).map(({ uid }) => uid);
            at += nodeCount;
            if (!placements.some(({ nodeUid }) => kept.includes(nodeUid))) continue;
            expect(workspaceUid === unit.workspaceUid || now + unit.limitMs <= from).toBe(true);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('are those that explain has nothing to say about; all others have reasons and are told', () => {
    fc.assert(
      fc.property(richSnapshots, moments, fc.integer({ min: 1, max: 4 }), (world, now, depth) => {
        for (const scheduler of [loaded(world), loaded(world, depth)]) {
          const decisions = scheduler.decide(now, 1000);
          const starting = new Set(startsOf(decisions).map((one) => one.unitUid));
          for (const { uid } of world.units.filter((one) => !one.held)) {
            expect([uid, scheduler.explain(uid, now).length === 0]).toEqual([uid, starting.has(uid)]);
          }
          for (const one of decisions) {
            if (one.type === 'wait') expect(one.reasons).toEqual(scheduler.explain(one.unitUid, now));
          }
        }
        const told = loaded(world)
          .decide(now, 1000)
          .flatMap((one) => (one.type === 'wait' || one.type === 'start' ? [one.unitUid] : []));
        expect([...new Set(told)].toSorted()).toEqual(
          world.units.flatMap((unit) => (unit.held ? [] : [unit.uid])).toSorted(),
        );
      }),
      { numRuns: 1000 },
    );
  });
});

test('standing is a place for each that takes part, without gaps, and names those just ahead', () => {
  fc.assert(
    fc.property(richSnapshots, moments, (world, now) => {
      const scheduler = loaded(world);
      for (const cluster of world.clusters) {
        const units = world.units.filter((unit) => unit.clusterUid === cluster.uid && !unit.held);
        const order: string[] = [];
        for (const unit of units) {
          const standing = scheduler.standing(unit.uid, now);
          expect(standing === null).toBe(unit.blocked !== null);
          if (standing) order[standing.position - 1] = unit.uid;
        }
        expect(order.filter(Boolean)).toHaveLength(units.filter((unit) => !unit.blocked).length);
        for (const [place, uid] of order.entries()) {
          expect(scheduler.standing(uid, now)?.ahead).toEqual(order.slice(Math.max(0, place - 10), place).reverse());
        }
      }
    }),
  );
});
