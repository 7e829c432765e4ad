import { describe, expect, test } from 'vitest';
import type { ClusterScale, SchedulerNode, SchedulerUnit } from './interface.ts';
import { createScheduler } from './scheduler.ts';
import { autoOf, clusterOf, nodeOf, noon, runningOn, unitOf } from './testing/worlds.ts';

const busy = { idleSince: null };
const idleFor = (ms: number) => ({ idleSince: noon - ms });
const broken = { usable: false, broken: true };

function sizing(scale: ClusterScale, nodes: SchedulerNode[], units: SchedulerUnit[] = [], now = noon) {
  const scheduler = createScheduler({ depth: 100 });
  scheduler.load({ clusters: [clusterOf({ scale })], nodes, units, limits: [] });
  return scheduler.decide(now, 100).filter((one) => one.type === 'resize' || one.type === 'drain');
}
const resize = (target: number, code: string, params: object, at = noon) => {
  return { type: 'resize', clusterUid: 'c0', target, why: { code, params }, at };
};
const drain = (nodeUids: string[], ofBusy = false) => ({ type: 'drain', clusterUid: 'c0', nodeUids, busy: ofBusy });

describe('the first size of an automatic one', () => {
  const first = (over: object = {}) => autoOf({ target: 2, initial: { nodes: 2, until: noon + 30_000 }, ...over });

  test('holds while its nodes are still to come, and says when it will not', () => {
    expect(sizing(first(), [])).toEqual([resize(0, 'scaleToMinimum', { target: 0 }, noon + 30_000)]);
    expect(sizing(first(), [], [], noon + 30_000)).toEqual([resize(0, 'scaleToMinimum', { target: 0 }, noon + 30_000)]);
  });

  test('lets nodes that arrived stay for their idle time after it', () => {
    const arrived = [nodeOf(0, { idleSince: noon + 2_000 }), nodeOf(1, { idleSince: noon + 2_000 })];
    expect(sizing(first(), arrived, [], noon + 3_000)).toEqual([]);
    const why = { idle: 2, seconds: 30 };
    expect(sizing(first(), arrived, [], noon + 30_000)).toEqual([resize(0, 'scaleDownIdle', why, noon + 32_000)]);
  });

  test('is no more than the maximum, and grows with demand', () => {
    expect(sizing(first({ target: 1, maximum: 1 }), [])).toEqual([
      resize(0, 'scaleToMinimum', { target: 0 }, noon + 30_000),
    ]);
    const grown = sizing(first(), [], [unitOf(1, { nodeCount: 3 })]);
    expect(grown).toEqual([resize(3, 'scaleUpForJobs', { needed: 3, running: 0, queued: 1 })]);
  });
});

describe('a fixed size', () => {
  const manual = (target: number): ClusterScale => ({ kind: 'manual', target });

  test('is left alone while it holds, or while nodes are still to come', () => {
    expect(sizing(manual(2), [nodeOf(0), nodeOf(1)])).toEqual([]);
    expect(sizing(manual(5), [nodeOf(0)], [unitOf(1, { nodeCount: 5 })])).toEqual([]);
  });

  test('gives back idle nodes, however short they were idle, highest ordinal first', () => {
    expect(
      sizing(
        manual(1),
        [0, 1, 2, 3].map((at) => nodeOf(at)),
      ),
    ).toEqual([drain(['n3', 'n2', 'n1'])]);
  });

  test('gives back what is of no use before what is idle', () => {
    const nodes = [nodeOf(0, broken), nodeOf(1, { usable: false }), nodeOf(2), nodeOf(3)];
    expect(sizing(manual(1), nodes)).toEqual([drain(['n0', 'n1', 'n3'])]);
  });

  test('names busy nodes apart, only when idle ones do not suffice', () => {
    const nodes = [nodeOf(0, busy), nodeOf(1), nodeOf(2, busy), nodeOf(3, busy)];
    const units = [0, 2, 3].map((at) => runningOn(unitOf(at), [nodeOf(at)]));
    expect(sizing(manual(3), nodes, units)).toEqual([drain(['n1'])]);
    expect(sizing(manual(1), nodes, units)).toEqual([drain(['n1']), drain(['n3', 'n2'], true)]);
  });

  test('does not start work on nodes that it gives back', () => {
    const scheduler = createScheduler({ depth: 100 });
    const units = [unitOf(1), unitOf(2)];
    scheduler.load({ clusters: [clusterOf({ scale: manual(1) })], nodes: [nodeOf(0), nodeOf(1)], units, limits: [] });
    const decisions = scheduler.decide(noon, 100);
    expect(decisions.map((one) => one.type)).toEqual(['drain', 'start', 'wait']);
    expect(decisions[1]).toMatchObject({ unitUid: 'u1', placements: [{ nodeUid: 'n0' }] });
  });

  test('does not count nodes that are leaving already', () => {
    const leaving = { usable: false, counted: false };
    expect(sizing(manual(1), [nodeOf(0), nodeOf(1, leaving), nodeOf(2, leaving)])).toEqual([]);
  });
});

describe('an automatic size grows', () => {
  test('at once to what running and waiting jobs need', () => {
    const units = [runningOn(unitOf(1), [nodeOf(0)]), unitOf(2, { nodeCount: 2 })];
    expect(sizing(autoOf({ target: 1 }), [nodeOf(0, busy)], units)).toEqual([
      resize(3, 'scaleUpForJobs', { needed: 3, running: 1, queued: 1 }),
    ]);
  });

  test('at most to its maximum', () => {
    const units = [unitOf(1, { nodeCount: 3 }), unitOf(2, { nodeCount: 3 })];
    expect(sizing(autoOf(), [], units)).toEqual([resize(4, 'scaleAtMaximum', { needed: 6, target: 4 })]);
  });

  test('to its minimum', () => {
    expect(sizing(autoOf({ minimum: 2 }), [])).toEqual([resize(2, 'scaleToMinimum', { target: 2 })]);
  });

  test('beyond broken nodes, which satisfy no demand', () => {
    const nodes = [nodeOf(0, broken), nodeOf(1, broken)];
    expect(sizing(autoOf({ target: 2 }), nodes, [unitOf(1)])).toEqual([
      resize(3, 'scaleUpForJobs', { needed: 3, running: 0, queued: 1 }),
    ]);
  });

  test('not for a gang that is larger than it may become', () => {
    expect(sizing(autoOf(), [], [unitOf(1, { nodeCount: 5 })])).toEqual([]);
  });

  test('for a restart that waits for its time: its nodes are kept', () => {
    const units = [unitOf(1, { nodeCount: 2, notBefore: noon + 60_000 })];
    const nodes = [nodeOf(0, idleFor(90_000)), nodeOf(1, idleFor(90_000))];
    expect(sizing(autoOf({ target: 2 }), nodes, units)).toEqual([]);
  });
});

describe('an automatic size shrinks', () => {
  test('by nodes that were idle for long enough', () => {
    const nodes = [nodeOf(0, idleFor(30_000)), nodeOf(1, idleFor(30_000)), nodeOf(2, busy)];
    expect(sizing(autoOf({ target: 3 }), nodes, [runningOn(unitOf(1), [nodeOf(2)])])).toEqual([
      resize(1, 'scaleDownIdle', { idle: 2, seconds: 30 }),
      drain(['n1', 'n0']),
    ]);
  });

  test('no further than its minimum', () => {
    const nodes = [0, 1, 2].map((at) => nodeOf(at, idleFor(40_000)));
    expect(sizing(autoOf({ minimum: 2, target: 3 }), nodes)).toEqual([
      resize(2, 'scaleDownIdle', { idle: 1, seconds: 30 }),
      drain(['n2']),
    ]);
  });

  test('later, with the time to look again', () => {
    const nodes = [nodeOf(0, idleFor(10_000)), nodeOf(1, idleFor(20_000)), nodeOf(2, idleFor(20_000))];
    expect(sizing(autoOf({ target: 3 }), nodes)).toEqual([
      resize(1, 'scaleDownIdle', { idle: 2, seconds: 30 }, noon + 10_000),
    ]);
    expect(sizing(autoOf({ target: 3 }), nodes, [], noon + 10_000)).toEqual([
      resize(1, 'scaleDownIdle', { idle: 2, seconds: 30 }, noon + 10_000),
      resize(0, 'scaleDownIdle', { idle: 1, seconds: 30 }, noon + 20_000),
      drain(['n2', 'n1']),
    ]);
  });

  test('at once by nodes that are not there yet and are no longer needed', () => {
    const nodes = [nodeOf(0, busy)];
    expect(sizing(autoOf({ target: 4 }), nodes, [runningOn(unitOf(1), [nodeOf(0)])])).toEqual([
      resize(1, 'scaleUpForJobs', { needed: 1, running: 1, queued: 0 }),
    ]);
  });

  test('never by a busy node, even above a lowered maximum', () => {
    const nodes = [0, 1, 2].map((at) => nodeOf(at, busy));
    const units = [0, 1, 2].map((at) => runningOn(unitOf(at), [nodeOf(at)]));
    expect(sizing(autoOf({ maximum: 1, target: 3 }), nodes, units)).toEqual([
      resize(1, 'scaleAtMaximum', { needed: 3, target: 1 }),
    ]);
  });

  test('by broken nodes once nothing needs any', () => {
    const nodes = [nodeOf(0, broken), nodeOf(1, { ...broken, idleSince: null })];
    expect(sizing(autoOf({ target: 2 }), nodes, [], noon + 30_000)).toEqual([
      resize(0, 'scaleDownIdle', { idle: 2, seconds: 30 }, noon + 30_000),
      drain(['n1', 'n0']),
    ]);
  });

  test('not by a node on which a job is being stopped', () => {
    const nodes = [nodeOf(0, busy), nodeOf(1, idleFor(30_000))];
    expect(sizing(autoOf({ target: 2 }), nodes)).toEqual([
      resize(1, 'scaleDownIdle', { idle: 1, seconds: 30 }),
      drain(['n1']),
    ]);
  });

  test('not by nodes that are still preparing', () => {
    expect(sizing(autoOf({ target: 1 }), [nodeOf(0, { usable: false, idleSince: null })], [], noon + 1e9)).toEqual([]);
  });
});
