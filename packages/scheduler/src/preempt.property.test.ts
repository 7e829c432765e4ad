import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Decision, Scheduler, SchedulerCluster, SchedulerUnit, Snapshot } from './interface.ts';
import { createScheduler } from './scheduler.ts';
import { asks } from './testing/books.ts';
import { Packer, richSize, richSnapshots } from './testing/rich-worlds.ts';
import { clusterOf, nodeOf, noon, runningOn, unitOf } from './testing/worlds.ts';

function loaded(snapshot: Snapshot): Scheduler {
  const scheduler = createScheduler({ depth: 100 });
  scheduler.load(snapshot);
  return scheduler;
}

const preemptsOf = (decisions: readonly Decision[]) => decisions.filter((one) => one.type === 'preempt');

const shares = [
  null,
  { gpus: 1, cpus: 4, memoryBytes: 16 },
  { gpus: 2, cpus: 2.5, memoryBytes: 8 },
  { gpus: 3, cpus: 8, memoryBytes: 30 },
];
const runner = fc.record({
  nodeCount: fc.constantFrom(1, 1, 1, 2),
  share: fc.constantFrom(...shares),
  priority: fc.constantFrom(0, 1),
  queue: fc.constantFrom('red', 'blue'),
  stopping: fc.constantFrom(false, false, false, false, true),
  ranMs: fc.integer({ min: 1, max: 900_000 }),
  checkpointAt: fc.option(fc.integer({ min: noon - 900_000, max: noon })),
});
type Sketch = typeof runner extends fc.Arbitrary<infer T> ? T : never;

const cohorts = [
  [],
  [
    { name: 'red', cohort: 'x', nominal: { gpus: 8 }, borrowing: null, lending: null },
    { name: 'blue', cohort: 'x', nominal: { gpus: 4 }, borrowing: null, lending: null },
  ],
];

/** A full cluster that pre-empts, and one job that wants in. */
const contested = contestedBy(fc.array(runner, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 4 }));

/** The same with more runners than every set of is looked at. */
const crowded = contestedBy(
  fc.array(
    runner.map((one) => ({
      ...one,
      nodeCount: 1,
      share: one.share ?? { gpus: 1, cpus: 1, memoryBytes: 1 },
      stopping: false,
    })),
    { minLength: 14, maxLength: 24 },
  ),
  fc.integer({ min: 5, max: 7 }),
);

function contestedBy(runners: fc.Arbitrary<Sketch[]>, count: fc.Arbitrary<number>): fc.Arbitrary<Snapshot> {
  return fc
    .record({
      nodes: count,
      runners,
      taker: fc.record({
        nodeCount: fc.constantFrom(1, 1, 2, 3),
        share: fc.constantFrom(...shares),
        priority: fc.constantFrom(0, 1, 1, 2),
        queue: fc.constantFrom('red', 'blue'),
      }),
      queues: fc.constantFrom(...cohorts),
    })
    .map((sketch) => {
      const scale = { kind: 'manual' as const, target: sketch.nodes };
      const nodes = Array.from({ length: sketch.nodes }, (_, ordinal) => nodeOf(ordinal, { ...richSize }));
      const packer = new Packer(nodes);
      const units = sketch.runners.flatMap(({ ranMs, ...rest }, order) => {
        const unit = unitOf(order, rest);
        const held = packer.place(unit);
        return held ? [{ ...unit, held, startedAt: noon - ranMs }] : [];
      });
      const busy = new Set(units.flatMap(({ held }) => held.map(({ nodeUid }) => nodeUid)));
      return {
        clusters: [clusterOf({ scale, queues: sketch.queues, nodeSize: richSize, preempts: true })],
        nodes: nodes.map((node) => ({ ...node, idleSince: busy.has(node.uid) ? null : noon })),
        units: [...units, unitOf(99, { ...sketch.taker })],
        limits: [],
      };
    });
}

/** The world once units have gone and their nodes are idle. */
function without(world: Snapshot, gone: ReadonlySet<string>): Snapshot {
  const units = world.units.filter(({ uid }) => !gone.has(uid));
  const held = new Set(units.flatMap((unit) => unit.held?.map(({ nodeUid }) => nodeUid) ?? []));
  const freed = new Set(
    world.units.flatMap((unit) => (gone.has(unit.uid) ? (unit.held ?? []).map(({ nodeUid }) => nodeUid) : [])),
  );
  const nodes = world.nodes.map((node) =>
    freed.has(node.uid) && !held.has(node.uid) ? { ...node, idleSince: noon } : node,
  );
  return { ...world, units, nodes };
}

const lost = (unit: SchedulerUnit) =>
  Math.max(0, noon - Math.max(unit.startedAt as number, unit.checkpointAt ?? 0)) * (unit.held?.length ?? 0);

/** True when a unit starts once these have gone, and what was stopping anyway. */
function startsWithout(world: Snapshot, unitUid: string, gone: Iterable<string>): boolean {
  const stopping = world.units.filter((unit) => unit.held && unit.stopping).map(({ uid }) => uid);
  const later = without(world, new Set([...gone, ...stopping]));
  return loaded(later)
    .decide(noon, 1000)
    .some((one) => one.type === 'start' && one.unitUid === unitUid);
}

describe('pre-emption', () => {
  test('stops really lower priorities and queues in debt alone, never what is stopping, nobody twice', () => {
    fc.assert(
      fc.property(richSnapshots, (world) => {
        const seen = new Set<string>();
        for (const { unitUid, victims } of preemptsOf(loaded(world).decide(noon, 1000))) {
          const taker = world.units.find(({ uid }) => uid === unitUid) as SchedulerUnit;
          const cluster = world.clusters.find(({ uid }) => uid === taker.clusterUid);
          expect(cluster?.preempts).toBe(true);
          expect(victims.length).toBeGreaterThan(0);
          for (const { unitUid: uid, lostMs } of victims) {
            const victim = world.units.find((unit) => unit.uid === uid) as SchedulerUnit;
            expect(seen.has(uid)).toBe(false);
            seen.add(uid);
            expect([victim.clusterUid, victim.stopping, victim.held === null]).toEqual([
              taker.clusterUid,
              false,
              false,
            ]);
            // A queue that the cluster does not have any more is its default.
            const queueOf = (name: string) => cluster?.queues.find((queue) => queue.name === name);
            const cohortOf = (name: string) => (queueOf(name) ?? queueOf('default'))?.cohort ?? null;
            const reclaims = cohortOf(victim.queue) !== null && cohortOf(victim.queue) === cohortOf(taker.queue);
            expect(victim.priority < taker.priority || reclaims).toBe(true);
            expect(lostMs * (victim.held?.length ?? 0)).toBe(lost(victim));
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('of one taker alone is enough, and no cheaper set of candidates would be', () => {
    let found = 0;
    fc.assert(
      fc.property(contested, (world) => {
        const taker = world.units.at(-1) as SchedulerUnit;
        const [preempt] = preemptsOf(loaded(world).decide(noon, 1000));
        const best = cheapest(world, taker);
        if (!preempt) {
          expect(best === undefined || best === 0).toBe(true);
          return;
        }
        found += 1;
        const victims = world.units.filter(({ uid }) => preempt.victims.some((one) => one.unitUid === uid));
        const cost = victims.reduce((sum, one) => sum + lost(one), 0);
        expect(
          startsWithout(
            world,
            taker.uid,
            preempt.victims.map(({ unitUid }) => unitUid),
          ),
        ).toBe(true);
        expect(cost).toBe(best);
      }),
      { numRuns: 1500 },
    );
    expect(found).toBeGreaterThan(20);
  });

  test('of many candidates stops enough, and nobody needlessly', () => {
    let found = 0;
    fc.assert(
      fc.property(crowded, (world) => {
        const [preempt] = preemptsOf(loaded(world).decide(noon, 1000));
        if (!preempt) return;
        found += 1;
        const taker = world.units.at(-1) as SchedulerUnit;
        const victims = world.units.filter(({ uid }) => preempt.victims.some((one) => one.unitUid === uid));
        expect(lawful(world, taker, victims)).toBe(true);
        for (const spared of victims) {
          const fewer = victims.filter((one) => one !== spared);
          expect([spared.uid, lawful(world, taker, fewer)]).toEqual([spared.uid, false]);
        }
      }),
      { numRuns: 500 },
    );
    expect(found).toBeGreaterThan(50);
  });

  test('is asked for once: while victims stop, the taker waits for them and what comes free is kept for it', () => {
    const nodes = [0, 1].map((ordinal) => nodeOf(ordinal));
    const low = [0, 1].map((order) => runningOn(unitOf(order, { priority: 0 }), [nodes[order] as (typeof nodes)[0]]));
    const clusters = [clusterOf({ scale: { kind: 'manual', target: 2 }, preempts: true })];
    const busy = nodes.map((node) => ({ ...node, idleSince: null }));
    const units = [...low, unitOf(2, { priority: 2, nodeCount: 2 }), unitOf(3, { priority: 1 })];
    const scheduler = loaded({ clusters, nodes: busy, units, limits: [] });
    expect(preemptsOf(scheduler.decide(noon, 10))).toEqual([
      {
        type: 'preempt',
        unitUid: 'u2',
        victims: [
          { unitUid: 'u0', lostMs: 30_000 },
          { unitUid: 'u1', lostMs: 30_000 },
        ],
        why: { code: 'preempted', params: { job: 'j2', priority: 2 } },
      },
    ]);
    for (const unit of low) scheduler.apply({ type: 'unit', unit: { ...unit, stopping: true } });
    expect(preemptsOf(scheduler.decide(noon, 10))).toEqual([]);
    expect(scheduler.explain('u2', noon)[0]).toEqual({ code: 'waitingForPreemption', params: { victims: 2 } });
    scheduler.apply({ type: 'unitGone', uid: 'u0' });
    scheduler.apply({ type: 'node', node: nodes[0] as (typeof nodes)[0] });
    expect(scheduler.decide(noon, 10).filter((one) => one.type === 'start')).toEqual([]);
    expect(preemptsOf(scheduler.decide(noon, 10))).toEqual([]);
    scheduler.apply({ type: 'unitGone', uid: 'u1' });
    scheduler.apply({ type: 'node', node: nodes[1] as (typeof nodes)[0] });
    expect(scheduler.decide(noon, 10)).toMatchObject([
      { type: 'start', unitUid: 'u2' },
      { type: 'wait', unitUid: 'u3' },
    ]);
  });

  test('picks the least lost work, counted from the last checkpoint', () => {
    const nodes = [0, 1, 2].map((ordinal) => nodeOf(ordinal, { idleSince: null }));
    const ran = [90_000, 80_000, 70_000];
    const units = nodes.map((node, order) => ({
      ...runningOn(unitOf(order, { priority: 0, checkpointAt: order === 0 ? noon - 5000 : null }), [node]),
      startedAt: noon - (ran[order] as number),
    }));
    const clusters = [clusterOf({ scale: { kind: 'manual', target: 3 }, preempts: true })];
    const victimsFor = (nodeCount: number) =>
      preemptsOf(
        loaded({ clusters, nodes, units: [...units, unitOf(9, { nodeCount })], limits: [] }).decide(noon, 10),
      ).flatMap(({ victims }) => victims);
    expect(victimsFor(1)).toEqual([{ unitUid: 'u0', lostMs: 5000 }]);
    expect(victimsFor(2)).toEqual([
      { unitUid: 'u0', lostMs: 5000 },
      { unitUid: 'u2', lostMs: 70_000 },
    ]);
  });
});

/** True when a set may be stopped for the taker and is enough: nobody gives back more than it owes. */
function lawful(world: Snapshot, taker: SchedulerUnit, set: readonly SchedulerUnit[]): boolean {
  const cluster = world.clusters[0] as SchedulerCluster;
  const runs = world.units.filter((unit) => unit.held && !unit.stopping);
  const nominal = (name: string) =>
    cluster.queues.find((queue) => queue.name === name)?.nominal.gpus ?? Number.POSITIVE_INFINITY;
  const left = runs.filter((unit) => !set.includes(unit));
  const gpusOf = (name: string) =>
    left.filter(({ queue }) => queue === name).reduce((sum, unit) => sum + asks(unit, cluster).gpus, 0);
  // To one that borrows not even for its priority.
  const borrows = cluster.queues.length > 0 && gpusOf(taker.queue) + asks(taker, cluster).gpus > nominal(taker.queue);
  const owed = set.every(
    (one) =>
      (one.priority < taker.priority && !borrows) ||
      // With any one of them still running its queue would be in debt.
      gpusOf(one.queue) + asks(one, cluster).gpus > nominal(one.queue),
  );
  const gone = [...set, ...world.units.filter((unit) => unit.held && unit.stopping)];
  return owed && startsWithout(world, taker.uid, new Set(gone.map(({ uid }) => uid)));
}

/** Least lost work of any set of units that may be stopped for one; undefined when none is enough. */
function cheapest(world: Snapshot, taker: SchedulerUnit): number | undefined {
  const cluster = world.clusters[0] as SchedulerCluster;
  const runs = world.units.filter((unit) => unit.held && !unit.stopping);
  const own =
    runs.filter(({ queue }) => queue === taker.queue).reduce((sum, unit) => sum + asks(unit, cluster).gpus, 0) +
      asks(taker, cluster).gpus <=
    (cluster.queues.find(({ name }) => name === taker.queue)?.nominal.gpus ?? Number.POSITIVE_INFINITY);
  const candidates = runs.filter(({ priority, queue }) => priority < taker.priority || (own && queue !== taker.queue));
  let best: number | undefined;
  for (let mask = 0; mask < 2 ** candidates.length; mask++) {
    const set = candidates.filter((_, at) => mask & (1 << at));
    const cost = set.reduce((sum, one) => sum + lost(one), 0);
    if ((best === undefined || cost < best) && lawful(world, taker, set)) best = cost;
  }
  return best;
}
