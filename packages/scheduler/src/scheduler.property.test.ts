import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Change, Decision, Scheduler, SchedulerCluster, SchedulerUnit, Snapshot } from './interface.ts';
import { compareUnits } from './order.ts';
import { createScheduler } from './scheduler.ts';
import { richSnapshots } from './testing/rich-worlds.ts';
import { busyNodes, changesOf, noon, runningOn, snapshots, undoOf } from './testing/worlds.ts';

const policy = { depth: 100 };
/** Plain worlds, and such as have everything in them. */
const worlds = fc.oneof(snapshots, richSnapshots);
const moments = fc.constantFrom(noon - 45_000, noon, noon + 1, noon + 5000, noon + 100_000);

function loaded(snapshot: Snapshot, depth = policy.depth): Scheduler {
  const scheduler = createScheduler({ depth });
  scheduler.load(snapshot);
  return scheduler;
}

const startsOf = (decisions: readonly Decision[]) => decisions.filter((one) => one.type === 'start');
const unitOf = (world: Snapshot, uid: string) => world.units.find((unit) => unit.uid === uid);

/** Everything that a scheduler answers about a world. */
function answers(scheduler: Scheduler, world: Snapshot, now: number) {
  const why = world.units.map((unit) => [unit.uid, scheduler.explain(unit.uid, now)]);
  const place = world.units.map((unit) => [unit.uid, scheduler.standing(unit.uid, now)]);
  const queues = world.clusters.map(({ uid }) => scheduler.queues(uid));
  return { decisions: scheduler.decide(now, 1000), why, place, queues };
}

/** Interleaves histories at random; each keeps its own order. */
function interleave(histories: readonly Change[][], picks: readonly number[]): Change[] {
  const left = histories.filter((one) => one.length > 0).map((one) => [...one]);
  const merged: Change[] = [];
  for (let i = 0; left.length > 0; i++) {
    const at = (picks[i % picks.length] ?? 0) % left.length;
    const history = left[at] as Change[];
    merged.push(history.shift() as Change);
    if (history.length === 0) left.splice(at, 1);
  }
  return merged;
}

/** For each object, changes of other worlds first, perhaps its end, and at last its own. */
function histories(world: Snapshot, past: Snapshot, gone: readonly boolean[]): Change[][] {
  const key = (change: Change) => {
    const { type, uid } = undoOf(change) as Extract<Change, { uid: string }>;
    return `${type} ${uid}`;
  };
  const last = new Map(changesOf(world).map((change) => [key(change), change]));
  const first = new Map(changesOf(past).map((change) => [key(change), change]));
  return [...new Set([...last.keys(), ...first.keys()])].map((id, at) => {
    const [before, after] = [first.get(id), last.get(id)];
    const ends = before !== undefined && (after === undefined || gone[at % gone.length]);
    return [...(before ? [before] : []), ...(before && ends ? [undoOf(before)] : []), ...(after ? [after] : [])];
  });
}

describe('state', () => {
  test('by changes in any order equals state by loading', () => {
    const cases = fc.record({
      world: worlds,
      past: worlds,
      gone: fc.array(fc.boolean(), { minLength: 1 }),
      picks: fc.array(fc.nat(1000), { minLength: 1, maxLength: 60 }),
      /** Asking meanwhile must leave no trace. */
      askAt: fc.nat(20),
      now: moments,
    });
    fc.assert(
      fc.property(cases, ({ world, past, gone, picks, askAt, now }) => {
        const changed = createScheduler(policy);
        for (const [at, change] of interleave(histories(world, past, gone), picks).entries()) {
          changed.apply(change);
          if (at % 20 === askAt) answers(changed, world, now - 1);
        }
        expect(answers(changed, world, now)).toEqual(answers(loaded(world), world, now));
      }),
      { numRuns: 400 },
    );
  });

  test('is not touched by asking, whatever the times asked about before', () => {
    fc.assert(
      fc.property(worlds, fc.array(moments, { maxLength: 4 }), moments, (world, before, now) => {
        const frozen = structuredClone(world);
        const asked = loaded(world);
        for (const moment of before) answers(asked, world, moment);
        expect(answers(asked, world, now)).toEqual(answers(loaded(world), world, now));
        expect(world).toEqual(frozen);
      }),
    );
  });

  test('loading replaces what was there', () => {
    fc.assert(
      fc.property(worlds, worlds, moments, (first, second, now) => {
        const scheduler = loaded(first);
        answers(scheduler, first, now);
        scheduler.load(second);
        expect(answers(scheduler, second, now)).toEqual(answers(loaded(second), second, now));
      }),
    );
  });

  test('of a fork and of its origin are independent', () => {
    fc.assert(
      fc.property(worlds, worlds, moments, (world, other, now) => {
        const origin = loaded(world);
        answers(origin, world, now);
        const fork = origin.fork();
        expect(answers(fork, world, now)).toEqual(answers(origin, world, now));
        for (const change of changesOf(world)) if (change.type !== 'cluster') fork.apply(undoOf(change));
        for (const change of changesOf(other)) fork.apply(change);
        const kept = world.clusters.filter((cluster) => !other.clusters.some((one) => one.uid === cluster.uid));
        const mixed = { ...other, clusters: [...other.clusters, ...kept] };
        expect(answers(fork, mixed, now)).toEqual(answers(loaded(mixed), mixed, now));
        expect(answers(origin, world, now)).toEqual(answers(loaded(world), world, now));
        const untouched = origin.fork();
        for (const change of changesOf(world)) origin.apply(undoOf(change));
        expect(answers(untouched, world, now)).toEqual(answers(loaded(world), world, now));
        expect(origin.decide(now, 1000)).toEqual([]);
      }),
    );
  });
});

describe('starts', () => {
  test('give whole, usable, free nodes of the own cluster, each once, as many as the gang needs', () => {
    fc.assert(
      fc.property(snapshots, moments, (world, now) => {
        const decisions = loaded(world).decide(now, 1000);
        const drained = decisions.flatMap((one) => (one.type === 'drain' ? one.nodeUids : []));
        const taken = new Set([...busyNodes(world), ...drained]);
        for (const { unitUid, placements } of startsOf(decisions)) {
          const unit = unitOf(world, unitUid);
          expect(unit?.held).toBeNull();
          expect(unit?.notBefore).toBeLessThanOrEqual(now);
          expect(placements).toHaveLength(unit?.nodeCount as number);
          expect(placements.map((part) => part.task)).toEqual(placements.map((_, task) => task));
          for (const part of placements) {
            const node = world.nodes.find((one) => one.uid === part.nodeUid);
            expect(taken.has(part.nodeUid)).toBe(false);
            taken.add(part.nodeUid);
            expect(node).toMatchObject({ clusterUid: unit?.clusterUid, usable: true, broken: false, counted: true });
            const gpuIds = Array.from({ length: node?.gpus as number }, (_, id) => id);
            expect(part).toMatchObject({ gpuIds, cpus: node?.cpus, memoryBytes: node?.memoryBytes });
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('follow the queue: those before the first that must wait, and behind it only who does not delay it', () => {
    fc.assert(
      fc.property(snapshots, moments, (world, now) => {
        const decisions = loaded(world).decide(now, 1000);
        const drained = new Set(decisions.flatMap((one) => (one.type === 'drain' ? one.nodeUids : [])));
        const resized = new Map(
          decisions.flatMap((one) => (one.type === 'resize' && one.at <= now ? [[one.clusterUid, one.target]] : [])),
        );
        for (const cluster of world.clusters) {
          const target = resized.get(cluster.uid) ?? cluster.scale.target;
          const { free, comings, reachable } = nodesOf(world, cluster, target as number, drained, now);
          const queue = world.units.filter((unit) => unit.clusterUid === cluster.uid && !unit.held);
          const started = new Set(startsOf(decisions).map((one) => one.unitUid));
          let left = free;
          let head: SchedulerUnit | undefined;
          const backfilled: SchedulerUnit[] = [];
          const ahead: number[] = [];
          for (const unit of queue.toSorted(compareUnits)) {
            if (unit.notBefore > now) expect(started.has(unit.uid)).toBe(false);
            else if (head && started.has(unit.uid)) backfilled.push(unit);
            else if (!head && unit.nodeCount <= left) {
              expect([unit.uid, started.has(unit.uid)]).toEqual([unit.uid, true]);
              left -= unit.nodeCount;
              for (let task = 0; task < unit.nodeCount; task++) ahead.push(now + unit.limitMs);
            } else if (!head && unit.nodeCount <= reachable) head = unit;
          }
          if (!head) continue;
          const taken = backfilled.flatMap((unit) => Array(unit.nodeCount).fill(now + unit.limitMs) as number[]);
          const idle = (count: number) => Array(count).fill(now) as number[];
          const alone = [...idle(left), ...comings, ...ahead].toSorted((a, b) => a - b);
          const beside = [...idle(left - taken.length), ...taken, ...comings, ...ahead].toSorted((a, b) => a - b);
          expect(beside[head.nodeCount - 1]).toBe(alone[head.nodeCount - 1]);
        }
      }),
      { numRuns: 600 },
    );
  });

  test('are those that explain has nothing to say about; all others have reasons and are told', () => {
    fc.assert(
      fc.property(snapshots, moments, fc.integer({ min: 1, max: 4 }), (world, now, depth) => {
        for (const scheduler of [loaded(world), loaded(world, depth)]) {
          const decisions = scheduler.decide(now, 1000);
          const starting = new Set(startsOf(decisions).map((one) => one.unitUid));
          for (const unit of world.units.filter((one) => !one.held)) {
            expect([unit.uid, scheduler.explain(unit.uid, now).length === 0]).toEqual([
              unit.uid,
              starting.has(unit.uid),
            ]);
          }
          for (const one of decisions) {
            if (one.type !== 'wait') continue;
            expect(one.reasons).toEqual(scheduler.explain(one.unitUid, now));
            const notBefore = unitOf(world, one.unitUid)?.notBefore as number;
            if (one.until !== null) expect([one.until, one.until > now]).toEqual([notBefore, true]);
          }
        }
        const told = loaded(world)
          .decide(now, 1000)
          .flatMap((one) => ('unitUid' in one ? [one.unitUid] : []));
        expect(told.toSorted()).toEqual(world.units.flatMap((unit) => (unit.held ? [] : [unit.uid])).toSorted());
      }),
      { numRuns: 300 },
    );
  });

  test('within a limit are the first of those without one', () => {
    fc.assert(
      fc.property(worlds, moments, fc.nat(6), (world, now, limit) => {
        const all = startsOf(loaded(world).decide(now, 1000));
        expect(startsOf(loaded(world).decide(now, limit))).toEqual(all.slice(0, limit));
      }),
    );
  });

  test('applied again and again come to an end at which nothing more can run, whatever the depth and the limit', () => {
    const knobs = fc.record({ depth: fc.integer({ min: 1, max: 5 }), limit: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(snapshots, moments, knobs, (world, now, { depth, limit }) => {
        const scheduler = loaded(world, depth);
        let started = 0;
        for (let pass = 0; ; pass++) {
          expect(pass).toBeLessThanOrEqual(world.units.length);
          const starts = startsOf(scheduler.decide(now, limit));
          if (starts.length === 0) break;
          started += starts.length;
          for (const { unitUid, placements } of starts) {
            const nodes = placements.map((part) => world.nodes.find((node) => node.uid === part.nodeUid));
            const unit = unitOf(world, unitUid);
            if (unit)
              scheduler.apply({
                type: 'unit',
                unit: {
                  ...runningOn(
                    unit,
                    nodes.filter((node) => node !== undefined),
                  ),
                  startedAt: now,
                },
              });
          }
        }
        expect(started).toBe(startsOf(loaded(world).decide(now, 1000)).length);
      }),
      { numRuns: 200 },
    );
  });
});

/** What a cluster's nodes come to: free now, and when each of the others is, if units end by their limits. */
function nodesOf(world: Snapshot, cluster: SchedulerCluster, target: number, drained: Set<string>, now: number) {
  const counted = world.nodes.filter((node) => node.clusterUid === cluster.uid && node.counted);
  const own = counted.filter((node) => !drained.has(node.uid));
  const busy = busyNodes(world);
  const comings = Array(Math.max(0, target - counted.length)).fill(now) as number[];
  for (const node of own.filter((one) => !one.broken && (busy.has(one.uid) || !one.usable))) {
    const holder = world.units.find((unit) => unit.held?.some((part) => part.nodeUid === node.uid));
    comings.push(Math.max(now, holder ? (holder.startedAt as number) + holder.limitMs : now));
  }
  const idle = own.filter((node) => !busy.has(node.uid));
  const most = cluster.scale.kind === 'manual' ? cluster.scale.target : cluster.scale.maximum;
  const broken = counted.filter((node) => node.broken && !busy.has(node.uid)).length;
  return { free: idle.filter((node) => node.usable && !node.broken).length, comings, reachable: most - broken };
}
