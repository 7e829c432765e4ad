import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Change, Decision, SchedulerCluster, Snapshot } from './interface.ts';
import { createScheduler } from './scheduler.ts';
import { busyNodes, noon, snapshots, unitOf } from './testing/worlds.ts';

function decide(snapshot: Snapshot, now: number): Decision[] {
  const scheduler = createScheduler({ depth: 100 });
  scheduler.load(snapshot);
  return scheduler.decide(now, 1000);
}

const moments = fc.constantFrom(noon - 45_000, noon, noon + 5000, noon + 100_000);
const resizesOf = (decisions: readonly Decision[]) => decisions.filter((one) => one.type === 'resize');
const drainsOf = (decisions: readonly Decision[]) => decisions.filter((one) => one.type === 'drain');
const clusterOf = (world: Snapshot, uid: string) => world.clusters.find((one) => one.uid === uid) as SchedulerCluster;

/** The size that a cluster goes to now. */
function targetOf(world: Snapshot, uid: string, now: number): number {
  const own = resizesOf(decide(world, now)).find((one) => one.clusterUid === uid && one.at <= now);
  return own?.target ?? clusterOf(world, uid).scale.target;
}

test('an automatic size stays within its bounds, now and later; a fixed one is never changed', () => {
  fc.assert(
    fc.property(snapshots, moments, (world, now) => {
      for (const { clusterUid, target, at } of resizesOf(decide(world, now))) {
        const { scale } = clusterOf(world, clusterUid);
        if (scale.kind !== 'auto') throw new Error('a fixed size was changed');
        expect(target).toBeGreaterThanOrEqual(scale.minimum);
        expect(target).toBeLessThanOrEqual(scale.maximum);
        expect(at).toBeGreaterThanOrEqual(now);
      }
      for (const { uid, scale } of world.clusters) {
        const target = targetOf(world, uid, now);
        if (scale.kind === 'auto') expect(target).toBe(Math.min(scale.maximum, Math.max(scale.minimum, target)));
        else expect(target).toBe(scale.target);
      }
    }),
    { numRuns: 300 },
  );
});

test('drained nodes are counted ones of the cluster, each once, and no more than are too many', () => {
  fc.assert(
    fc.property(snapshots, moments, (world, now) => {
      const drains = drainsOf(decide(world, now));
      const all = drains.flatMap((one) => one.nodeUids);
      expect(new Set(all).size).toBe(all.length);
      for (const { uid, scale } of world.clusters) {
        const own = drains.filter((one) => one.clusterUid === uid).flatMap((one) => one.nodeUids);
        const counted = world.nodes.filter((node) => node.clusterUid === uid && node.counted);
        for (const node of own) expect(counted.map((one) => one.uid)).toContain(node);
        const excess = Math.max(0, counted.length - targetOf(world, uid, now));
        if (scale.kind === 'manual') expect(own).toHaveLength(excess);
        else expect(own.length).toBeLessThanOrEqual(excess);
      }
    }),
    { numRuns: 300 },
  );
});

test('busy nodes go only from a fixed size, apart, and only when no other is left', () => {
  fc.assert(
    fc.property(snapshots, moments, (world, now) => {
      const held = busyNodes(world);
      const drains = drainsOf(decide(world, now));
      for (const { clusterUid, nodeUids, busy } of drains) {
        for (const uid of nodeUids) expect(held.has(uid)).toBe(busy);
        if (!busy) continue;
        expect(clusterOf(world, clusterUid).scale.kind).toBe('manual');
        const quiet = world.nodes.filter(
          (node) => node.clusterUid === clusterUid && node.counted && !held.has(node.uid),
        );
        const others = drains.find((one) => one.clusterUid === clusterUid && !one.busy)?.nodeUids ?? [];
        expect(others.toSorted()).toEqual(quiet.map((node) => node.uid).toSorted());
      }
    }),
    { numRuns: 300 },
  );
});

test('an automatic size gives back only nodes that were idle for long enough, or broken', () => {
  fc.assert(
    fc.property(snapshots, moments, (world, now) => {
      for (const { clusterUid, nodeUids } of drainsOf(decide(world, now))) {
        const { scale } = clusterOf(world, clusterUid);
        if (scale.kind !== 'auto') continue;
        for (const node of world.nodes.filter((one) => nodeUids.includes(one.uid))) {
          if (node.broken && node.idleSince === null) continue;
          expect(now - (node.idleSince ?? Number.POSITIVE_INFINITY)).toBeGreaterThanOrEqual(scale.idleDelayMs);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('one more waiting job never makes a size smaller', () => {
  const job = fc.record({ nodeCount: fc.integer({ min: 1, max: 6 }), priority: fc.nat(2), order: fc.nat(20) });
  fc.assert(
    fc.property(snapshots, job, moments, (world, sketch, now) => {
      for (const { uid } of world.clusters) {
        const more = { ...world, units: [...world.units, unitOf(0, { ...sketch, uid: 'more', clusterUid: uid })] };
        expect(targetOf(more, uid, now)).toBeGreaterThanOrEqual(targetOf(world, uid, now));
      }
    }),
    { numRuns: 300 },
  );
});

test('a later smaller size is what is decided at that time, if nothing changes', () => {
  fc.assert(
    fc.property(snapshots, moments, (world, now) => {
      const decisions = decide(world, now);
      for (const later of resizesOf(decisions).filter((one) => one.at > now)) {
        const drained = new Set(drainsOf(decisions).flatMap((one) => one.nodeUids));
        const at = targetOf(world, later.clusterUid, now);
        const clusters = world.clusters.map((one) =>
          one.uid === later.clusterUid ? { ...one, scale: { ...one.scale, target: at } } : one,
        );
        // Waiting units are kept from starting, as "nothing changes" says.
        const next = { ...world, clusters, nodes: world.nodes.filter((node) => !drained.has(node.uid)) };
        expect(targetOf(next, later.clusterUid, later.at)).toBe(later.target);
      }
    }),
    { numRuns: 300 },
  );
});

test('carried out again and again, resizes and drains come to rest', () => {
  fc.assert(
    fc.property(snapshots, moments, (world, now) => {
      const scheduler = createScheduler({ depth: 100 });
      scheduler.load(world);
      let clusters = world.clusters;
      for (let pass = 0; ; pass++) {
        // Each pass gives back a node or moves a size towards its demand.
        expect(pass).toBeLessThanOrEqual(world.nodes.length + 2 * world.clusters.length);
        const decisions = scheduler.decide(now, 0);
        const changes = decisions.flatMap((one): Change[] => {
          if (one.type === 'drain') return one.nodeUids.map((uid) => ({ type: 'nodeGone', uid }));
          if (one.type !== 'resize' || one.at > now) return [];
          clusters = clusters.map((cluster) =>
            cluster.uid === one.clusterUid ? { ...cluster, scale: { ...cluster.scale, target: one.target } } : cluster,
          );
          const cluster = clusters.find((other) => other.uid === one.clusterUid);
          return cluster ? [{ type: 'cluster', cluster }] : [];
        });
        if (changes.length === 0) break;
        for (const change of changes) scheduler.apply(change);
      }
    }),
    { numRuns: 200 },
  );
});
