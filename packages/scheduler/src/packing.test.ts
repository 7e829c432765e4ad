import { describe, expect, test } from 'vitest';
import type { Decision, Resources, SchedulerCluster, SchedulerNode, SchedulerUnit } from './interface.ts';
import { createScheduler } from './scheduler.ts';
import { clusterOf, nodeOf, noon, unitOf } from './testing/worlds.ts';

const size: Resources = { gpus: 4, cpus: 16, memoryBytes: 64 };
const part = (gpus: number, cpus = gpus, memoryBytes = gpus): Resources => ({ gpus, cpus, memoryBytes });

function decide(
  units: SchedulerUnit[],
  cluster: Partial<SchedulerCluster> = {},
  nodes: SchedulerNode[] = [0, 1].map((at) => nodeOf(at, size)),
) {
  const scheduler = createScheduler({ depth: 100 });
  const clusters = [clusterOf({ scale: { kind: 'manual', target: nodes.length }, nodeSize: size, ...cluster })];
  scheduler.load({ clusters, nodes, units, limits: [] });
  return { decisions: scheduler.decide(noon, 100), why: (uid: string) => scheduler.explain(uid, noon) };
}

const placed = (decisions: readonly Decision[]) =>
  decisions.flatMap((one) =>
    one.type === 'start'
      ? [[one.unitUid, ...one.placements.map(({ nodeUid, gpuIds }) => `${nodeUid}:${gpuIds.join()}`)]]
      : [],
  );

test('small jobs fill one node before they touch another, with the lowest free GPUs, and whole nodes stay whole', () => {
  const units = [
    unitOf(1, { share: part(1) }),
    unitOf(2, { share: part(2) }),
    unitOf(3),
    unitOf(4, { share: part(1) }),
  ];
  expect(placed(decide(units).decisions)).toEqual([
    ['u1', 'n0:0'],
    ['u2', 'n0:1,2'],
    ['u3', 'n1:0,1,2,3'],
    ['u4', 'n0:3'],
  ]);
});

test('a gang of parts has distinct nodes', () => {
  const { decisions } = decide([
    unitOf(1, { share: part(1), nodeCount: 2 }),
    unitOf(2, { share: part(1), nodeCount: 3 }),
  ]);
  expect(placed(decisions)).toEqual([['u1', 'n0:0', 'n1:0']]);
});

test('no resource is given twice, whatever else is left', () => {
  const units = [
    unitOf(1, { share: part(1, 10, 10) }),
    unitOf(2, { share: part(1, 7, 1) }),
    unitOf(3, { share: part(1, 6, 55) }),
  ];
  expect(placed(decide(units).decisions)).toEqual([
    ['u1', 'n0:0'],
    ['u2', 'n1:0'],
    ['u3', 'n1:1'],
  ]);
});

test('labels and nodes on which it failed are kept to, the latter only while there are others', () => {
  const nodes = [
    nodeOf(0, size),
    nodeOf(1, { ...size, labels: { zone: 'a' } }),
    nodeOf(2, { ...size, labels: { zone: 'a' } }),
  ];
  const asked = { labels: { zone: 'a' }, share: part(1) };
  expect(placed(decide([unitOf(1, asked)], {}, nodes).decisions)).toEqual([['u1', 'n1:0']]);
  expect(placed(decide([unitOf(1, { ...asked, avoid: ['n1'] })], {}, nodes).decisions)).toEqual([['u1', 'n2:0']]);
  expect(placed(decide([unitOf(1, { ...asked, avoid: ['n1', 'n2'] })], {}, nodes).decisions)).toEqual([['u1', 'n1:0']]);
  const { decisions, why } = decide([unitOf(1, { labels: { zone: 'b' } }), unitOf(2, { nodeCount: 3 })], {}, nodes);
  expect(placed(decisions)).toEqual([['u2', 'n0:0,1,2,3', 'n1:0,1,2,3', 'n2:0,1,2,3']]);
  expect(why('u1')).toMatchObject([
    { code: 'noNodeHasLabels', params: { labels: 'zone=b', found: 0 } },
    { code: 'waitingForNodes' },
  ]);
});

test('a part that no node has room for is told with its numbers', () => {
  const { why } = decide([
    unitOf(1, { share: part(3) }),
    unitOf(2, { share: part(3) }),
    unitOf(3, { share: part(2, 2, 2048) }),
  ]);
  expect(why('u3')).toEqual([
    { code: 'waitingForShare', params: { needed: 1, cluster: 'yard', gpus: 2, cpus: 2, memory: '2 KiB', fitting: 0 } },
  ]);
});

describe('a reservation', () => {
  const reserved = (over: object) => ({
    reservations: [
      { uid: 'r0', name: 'r0', nodeCount: 1, workspaceUid: 'w1', from: noon - 1, to: noon + 60_000, ...over },
    ],
  });

  test('keeps the newest nodes for its workspace', () => {
    const units = [
      unitOf(1, { workspaceUid: 'w0', nodeCount: 1 }),
      unitOf(2, { workspaceUid: 'w0' }),
      unitOf(3, { workspaceUid: 'w1' }),
    ];
    const { decisions, why } = decide(units, reserved({}));
    expect(placed(decisions)).toEqual([
      ['u1', 'n0:0,1,2,3'],
      ['u3', 'n1:0,1,2,3'],
    ]);
    expect(why('u2').map(({ code }) => code)).toContain('waitingForNodes');
    expect(decisions.find((one) => one.type === 'wait')).toMatchObject({ unitUid: 'u2', until: noon + 60_000 });
  });

  test('to come lets others on its nodes if they have ended by then', () => {
    const later = reserved({ from: noon + 10_000 });
    const units = [unitOf(1, { limitMs: 10_000 }), unitOf(2, { limitMs: 10_001 }), unitOf(3, { limitMs: 10_001 })];
    const { decisions, why } = decide(units, later);
    expect(placed(decisions)).toEqual([
      ['u1', 'n1:0,1,2,3'],
      ['u2', 'n0:0,1,2,3'],
    ]);
    expect(why('u3')).toMatchObject([
      { code: 'waitingForNodes' },
      { code: 'nodesReserved', params: { until: '2027-01-15T08:01Z' } },
    ]);
  });

  test('for nobody keeps everybody off; of the past nobody', () => {
    expect(placed(decide([unitOf(1), unitOf(2)], reserved({ workspaceUid: null })).decisions)).toHaveLength(1);
    expect(placed(decide([unitOf(1), unitOf(2)], reserved({ to: noon })).decisions)).toHaveLength(2);
  });
});
