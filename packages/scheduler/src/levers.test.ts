import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Scheduler, SchedulerUnit, Snapshot } from './interface.ts';
import { type FoundLever, leversOf } from './levers.ts';
import { createScheduler } from './scheduler.ts';
import { richSnapshots } from './testing/rich-worlds.ts';
import { autoOf, clusterOf, nodeOf, noon, runningOn, snapshots, unitOf } from './testing/worlds.ts';

function loaded(snapshot: Snapshot): Scheduler {
  const scheduler = createScheduler({ depth: 100 });
  scheduler.load(snapshot);
  return scheduler;
}

const startsIn = (scheduler: Scheduler, uid: string) =>
  scheduler.decide(noon, 1000).some((one) => one.type === 'start' && one.unitUid === uid);

/** The unit as somebody would submit it again. */
function again(unit: SchedulerUnit, more: Partial<SchedulerUnit>): SchedulerUnit {
  return { ...unit, order: 1_000_000, since: noon, notBefore: 0, avoid: [], ...more };
}

function elsewhereOf(world: Snapshot, unit: SchedulerUnit): SchedulerUnit[] {
  return world.clusters.filter(({ uid }) => uid !== unit.clusterUid).map(({ uid }) => ({ ...unit, clusterUid: uid }));
}

/** Does what a lever says to the world itself; the world is then loaded anew. */
function pulled(world: Snapshot, unit: SchedulerUnit, lever: FoundLever): Snapshot {
  const instead = (next: SchedulerUnit) => ({
    ...world,
    units: world.units.map((one) => (one.uid === unit.uid ? next : one)),
  });
  switch (lever.kind) {
    case 'fewerNodes':
      return instead(again(unit, { nodeCount: lever.nodeCount }));
    case 'otherCluster':
      return instead(again(unit, { clusterUid: lever.clusterUid }));
    case 'smallerShare':
      return instead(again(unit, { share: lever.share }));
    case 'otherQueue':
      return instead(again(unit, { queue: lever.queue }));
    case 'higherPriority':
      return instead({ ...unit, priority: lever.priority });
    case 'release':
      return instead({ ...unit, blocked: null });
    case 'moreNodes':
      return withNodes(world, unit.clusterUid, lever);
  }
}

function withNodes(world: Snapshot, uid: string, { more, target }: { more: number; target: number }): Snapshot {
  const clusters = world.clusters.map((cluster) => {
    if (cluster.uid !== uid) return cluster;
    const { scale } = cluster;
    const larger =
      scale.kind === 'manual' ? { ...scale, target } : { ...scale, target, maximum: Math.max(target, scale.maximum) };
    return { ...cluster, scale: larger };
  });
  const cluster = world.clusters.find((one) => one.uid === uid);
  const labels = { ...cluster?.labels };
  const fresh = Array.from({ length: more }, (_, at) =>
    nodeOf(10_000 + at, { clusterUid: uid, ...cluster?.nodeSize, labels }),
  );
  return { ...world, clusters, nodes: [...world.nodes, ...fresh] };
}

/** Starts, or takes nodes of others and then starts. */
function works(world: Snapshot, unit: SchedulerUnit, lever: FoundLever): boolean {
  const next = pulled(world, unit, lever);
  const scheduler = loaded(next);
  if (startsIn(scheduler, unit.uid)) return lever.kind !== 'higherPriority' || lever.preempts === 0;
  const victims = scheduler
    .decide(noon, 1000)
    .flatMap((one) => (one.type === 'preempt' && one.unitUid === unit.uid ? one.victims : []));
  if (lever.kind !== 'higherPriority' || victims.length === 0 || victims.length !== lever.preempts) return false;
  for (const { unitUid } of victims) {
    const victim = next.units.find(({ uid }) => uid === unitUid);
    if (victim) scheduler.apply({ type: 'unit', unit: { ...victim, held: null, startedAt: null, checkpointAt: null } });
    for (const { nodeUid } of victim?.held ?? []) {
      const node = next.nodes.find(({ uid }) => uid === nodeUid);
      const shared = next.units.some(
        (one) =>
          !victims.some((gone) => gone.unitUid === one.uid) && one.held?.some((part) => part.nodeUid === nodeUid),
      );
      if (node && !shared) scheduler.apply({ type: 'node', node: { ...node, idleSince: noon } });
    }
  }
  return startsIn(scheduler, unit.uid);
}

/** A lever of the same kind that asks for less and would do as well. */
function gentler(world: Snapshot, unit: SchedulerUnit, lever: FoundLever): FoundLever | undefined {
  const milder: FoundLever[] = [];
  if (lever.kind === 'fewerNodes')
    for (let nodeCount = lever.nodeCount + 1; nodeCount < unit.nodeCount; nodeCount++)
      milder.push({ ...lever, nodeCount });
  if (lever.kind === 'moreNodes')
    for (let more = 1; more < lever.more; more++)
      milder.push({ ...lever, more, target: lever.target - lever.more + more });
  if (lever.kind === 'higherPriority')
    for (let priority = unit.priority + 1; priority < lever.priority; priority++) milder.push({ ...lever, priority });
  return milder.find((one) => startsIn(loaded(pulled(world, unit, one)), unit.uid));
}

describe('levers', () => {
  test.each([
    ['plain', snapshots],
    ['rich', richSnapshots],
  ])(
    'of 500 random %s queues all work when they are applied, and none asks for more than is needed',
    (_, worlds) => {
      const offered = new Map<string, number>();
      fc.assert(
        fc.property(worlds, (world) => {
          const scheduler = loaded(world);
          for (const unit of world.units.filter((one) => one.held === null)) {
            const levers = leversOf(scheduler, unit, noon, {
              elsewhere: elsewhereOf(world, unit),
              ...(unit.blocked && { released: { ...unit, blocked: null } }),
            });
            if (startsIn(scheduler, unit.uid)) expect(levers).toEqual([]);
            for (const lever of levers) {
              expect([lever, works(world, unit, lever)]).toEqual([lever, true]);
              expect([lever, gentler(world, unit, lever)]).toEqual([lever, undefined]);
            }
            for (const { kind } of levers) offered.set(kind, (offered.get(kind) ?? 0) + 1);
          }
        }),
        { numRuns: 500 },
      );
      expect([...offered.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(100);
      expect([...offered.keys()]).toEqual(expect.arrayContaining(['moreNodes', 'fewerNodes', 'otherCluster']));
    },
    120_000,
  );

  test('leave the scheduler as it was', () => {
    fc.assert(
      fc.property(snapshots, (world) => {
        const scheduler = loaded(world);
        const before = scheduler.decide(noon, 1000);
        for (const unit of world.units) leversOf(scheduler, unit, noon, { elsewhere: elsewhereOf(world, unit) });
        expect(scheduler.decide(noon, 1000)).toEqual(before);
      }),
      { numRuns: 50 },
    );
  });

  /** One node of three is taken; a gang of four waits. */
  const nodes = [0, 1, 2].map((ordinal) => nodeOf(ordinal, ordinal === 0 ? { idleSince: null } : {}));
  const running = runningOn(unitOf(0), nodes.slice(0, 1));
  const short: Snapshot = {
    clusters: [clusterOf({ scale: { kind: 'manual', target: 3 } })],
    nodes,
    units: [running, unitOf(1, { nodeCount: 4 })],
    limits: [],
  };
  const unit = unitOf(1, { nodeCount: 4 });
  const options = { elsewhere: [] };

  test('name the largest gang that fits, and the fewest nodes more', () => {
    expect(leversOf(loaded(short), unit, noon, options)).toEqual([
      { kind: 'fewerNodes', nodeCount: 2 },
      { kind: 'moreNodes', more: 2, target: 5 },
    ]);
  });

  test('say what size a maximum that is in the way has to take', () => {
    const scale = autoOf({ maximum: 3, target: 3 });
    const levers = leversOf(loaded({ ...short, clusters: [clusterOf({ scale })] }), unit, noon, options);
    expect(levers).toContainEqual({ kind: 'moreNodes', more: 2, target: 5 });
  });

  test('reckon with what is lost by submitting again: the place in the queue', () => {
    const wide = unitOf(1, { nodeCount: 3 });
    const scheduler = loaded({ ...short, units: [running, wide, unitOf(2, { nodeCount: 3 })] });
    // Two nodes are free, but a gang of two would stand behind the other gang of three.
    expect(leversOf(scheduler, wide, noon, options)).toEqual([{ kind: 'moreNodes', more: 1, target: 4 }]);
  });

  test('name another cluster only when it would start there at once', () => {
    const other = (uid: string, target: number) => clusterOf({ uid, name: uid, scale: { kind: 'manual', target } });
    const clusters = [...short.clusters, other('c1', 4), other('c2', 2)];
    const free = [0, 1, 2, 3].map((at) => nodeOf(at, { uid: `m${at}`, clusterUid: 'c1' }));
    const scheduler = loaded({ ...short, clusters, nodes: [...nodes, ...free] });
    const elsewhere = ['c2', 'c1', 'gone'].map((clusterUid) => ({ ...unit, clusterUid }));
    const levers = leversOf(scheduler, unit, noon, { elsewhere });
    expect(levers.filter(({ kind }) => kind === 'otherCluster')).toEqual([{ kind: 'otherCluster', clusterUid: 'c1' }]);
  });

  test('name the lowest priority that does', () => {
    const low = unitOf(2, { priority: 0 });
    const scheduler = loaded({
      ...short,
      clusters: [clusterOf()],
      nodes: [...nodes, nodeOf(3)],
      units: [running, unitOf(1, { nodeCount: 4, priority: 0 }), low],
    });
    const levers = leversOf(scheduler, low, noon, options);
    expect(levers).toContainEqual({ kind: 'higherPriority', priority: 1, preempts: 0 });
  });

  test('of a held unit are its release, if that starts it; of one that waits for another job, none', () => {
    const blocked = unitOf(1, { blocked: { code: 'held', params: {} } });
    const scheduler = loaded({ ...short, units: [running, blocked] });
    const released = { ...blocked, blocked: null };
    expect(leversOf(scheduler, blocked, noon, { elsewhere: [], released })).toEqual([{ kind: 'release' }]);
    expect(leversOf(scheduler, blocked, noon, { elsewhere: [], released: { ...released, nodeCount: 9 } })).toEqual([]);
    expect(leversOf(scheduler, blocked, noon, options)).toEqual([]);
  });

  test('of a unit that waits for a time, that starts, or that runs there are none', () => {
    const late = unitOf(1, { nodeCount: 4, notBefore: noon + 1 });
    expect(leversOf(loaded({ ...short, units: [late] }), late, noon, options)).toEqual([]);
    expect(leversOf(loaded({ ...short, units: [running, unitOf(1)] }), unitOf(1), noon, options)).toEqual([]);
    expect(leversOf(loaded(short), running, noon, options)).toEqual([]);
  });
});
