import { describe, expect, test } from 'vitest';
import type { Scheduler, SchedulerUnit } from './interface.ts';
import { createScheduler } from './scheduler.ts';
import { clusterOf, nodeOf, noon, runningOn, unitOf } from './testing/worlds.ts';

/** Four nodes, two of them the own of each queue. */
const nodes = [0, 1, 2, 3].map((ordinal) => nodeOf(ordinal));
const cluster = clusterOf({
  preempts: true,
  ageingMs: 60_000,
  queues: ['red', 'blue'].map((name) => {
    return { name, cohort: 'colours', nominal: { nodes: 2 }, borrowing: null, lending: null };
  }),
});

function loaded(units: readonly SchedulerUnit[]): Scheduler {
  const scheduler = createScheduler({ depth: 100 });
  const held = new Set(units.flatMap((unit) => unit.held?.map(({ nodeUid }) => nodeUid) ?? []));
  const there = nodes.map((node) => (held.has(node.uid) ? { ...node, idleSince: null } : node));
  scheduler.load({ clusters: [cluster], nodes: there, units: [...units], limits: [] });
  return scheduler;
}

const decided = (scheduler: Scheduler, type: 'start' | 'preempt'): string[] =>
  scheduler.decide(noon, 100).flatMap((one) => (one.type === type ? [one.unitUid] : []));
const victims = (scheduler: Scheduler): string[] =>
  scheduler
    .decide(noon, 100)
    .flatMap((one) => (one.type === 'preempt' ? one.victims.map(({ unitUid }) => unitUid) : []));

/** Jobs of a node each, red: first, second, … */
const red = (order: number, over: Partial<SchedulerUnit> = {}) =>
  unitOf(order, { uid: `red${order}`, queue: 'red', ...over });
const blue = (order: number, over: Partial<SchedulerUnit> = {}) =>
  unitOf(order, { uid: `blue${order}`, queue: 'blue', ...over });

describe('a queue that takes back what it lent', () => {
  const running = [0, 1, 2, 3].map((at) => runningOn(red(at), [nodes[at] as (typeof nodes)[number]]));

  test('stops who borrows, and gets it: not who was stopped, however long that has waited', () => {
    const wants = blue(9);
    const [stopped] = victims(loaded([...running, wants]));
    const kept = running.filter(({ uid }) => uid !== stopped);
    const again = red(Number(stopped?.slice(3)), { since: noon - 3_600_000, priority: 2 });
    expect(decided(loaded([...kept, again, wants]), 'start')).toEqual(['blue9']);
  });

  test('leaves to others what it has no use for', () => {
    expect(decided(loaded([red(0), red(1), red(2), blue(3)]), 'start').sort()).toEqual([
      'blue3',
      'red0',
      'red1',
      'red2',
    ]);
  });

  test('goes before those who would borrow, and they before nobody else', () => {
    const own = [blue(5), blue(6)];
    const both = loaded([red(0, { priority: 2, nodeCount: 3 }), ...own]);
    expect(decided(both, 'start')).toEqual(['blue5', 'blue6']);
    expect(decided(loaded([red(0, { priority: 2, nodeCount: 3 }), red(1)]), 'start')).toEqual(['red0', 'red1']);
  });
});

test('who would borrow does not stop one that uses only what is its own queue’s, whatever their priorities', () => {
  const own = [0, 1].map((at) => runningOn(blue(at, { priority: 0 }), [nodes[at] as (typeof nodes)[number]]));
  const others = [2, 3].map((at) => runningOn(red(at, { priority: 2 }), [nodes[at] as (typeof nodes)[number]]));
  expect(decided(loaded([...own, ...others, red(9, { priority: 2 })]), 'preempt')).toEqual([]);
  // Within its own queue priority decides.
  const low = others.map((unit) => ({ ...unit, priority: 0 }));
  expect(decided(loaded([...own, ...low, red(9, { priority: 2 })]), 'preempt')).toEqual(['red9']);
});
