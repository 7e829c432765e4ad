import { expect, test } from 'vitest';
import { compareUnits } from './order.ts';
import { createScheduler } from './scheduler.ts';
import { Yard } from './testing/yard.ts';

/** Steps of one timeline: each is an arrival, an end, a fault or a wake-up. */
const steps = 5_000;
const policy = { depth: 50 };

function freshly(yard: Yard) {
  const scheduler = createScheduler(policy);
  const [clusters, nodes, units] = [yard.clusters, yard.nodes, yard.units].map((all) => [...all.values()]);
  scheduler.load({ clusters, nodes, units, limits: yard.limits } as Parameters<typeof scheduler.load>[0]);
  return scheduler;
}

/** Between events nobody waits who could start. */
function checkQueues(yard: Yard): void {
  for (const unit of yard.units.values()) {
    if (!unit.held && yard.scheduler.explain(unit.uid, yard.now).length === 0) {
      throw new Error(`${unit.uid} could start and waits`);
    }
  }
}

test.each([1, 2, 3, 42, 20_180_501])('a fleet under load and faults keeps its promises (seed %i)', (seed) => {
  const yard = new Yard(createScheduler(policy), seed);
  for (let step = 0; step < steps; step++) {
    expect(yard.step()).toBe(true);
    if (step % 10 === 0) checkQueues(yard);
    if (step % 500 === 0) expect(yard.scheduler.decide(yard.now, 100)).toEqual(freshly(yard).decide(yard.now, 100));
  }
  expect(yard.started).toBeGreaterThan(1000);
  expect(yard.ended).toBeGreaterThan(1000);
  expect(yard.drained).toBeGreaterThan(50);
  expect(yard.preempted).toBeGreaterThan(20);
  expect(yard.shards).toBeGreaterThan(100);
  expect(yard.parts).toBeGreaterThan(100);
  finish(yard);
});

/** Without new jobs and faults everything that fits ends, by the wake-ups that the scheduler asked for alone. */
function finish(yard: Yard): void {
  yard.calm = true;
  let left = 0;
  // Far above what is left: a few hundred jobs, each a handful of steps.
  while (yard.step()) expect(left++).toBeLessThan(20_000);
  const units = [...yard.units.values()].toSorted(compareUnits);
  for (const { uid, scale } of yard.clusters.values()) {
    const counted = [...yard.nodes.values()].filter((node) => node.clusterUid === uid && node.counted);
    const broken = counted.filter((node) => node.broken).length;
    const most = scale.kind === 'manual' ? scale.target : scale.maximum;
    for (const unit of units.filter((one) => one.clusterUid === uid)) {
      expect(unit.held).toBeNull();
      expect(unit.nodeCount).toBeGreaterThan(most - broken);
    }
    expect(counted.length).toBe(scale.target);
    // A gang that only broken nodes keep from running keeps its nodes; else an idle cluster shrinks to its minimum.
    const wanted = units.some((one) => one.clusterUid === uid && one.nodeCount <= most);
    if (scale.kind === 'auto' && !wanted) expect(counted.length).toBe(scale.minimum);
  }
}
