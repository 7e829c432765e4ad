import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SchedulerCluster, SchedulerUnit, Snapshot } from './interface.ts';
import { createScheduler } from './scheduler.ts';
import { richSize, richSnapshots } from './testing/rich-worlds.ts';
import { runOn } from './testing/timeline.ts';
import { clusterOf, nodeOf, noon, unitOf } from './testing/worlds.ts';

/** The time that a text names, to the minute. */
const minuteOf = (text: unknown) => Date.parse(String(text));

/** Full worlds in which nothing comes later that could stand ahead: no faults, no restarts, no ageing, no fair share. */
const calm = richSnapshots.map((world): Snapshot => {
  const nodes = world.nodes.slice(0, 4).map((node) => ({
    ...node,
    clusterUid: 'c0',
    usable: true,
    counted: true,
    broken: false,
    idleSince: noon - 1,
  }));
  const cluster = {
    ...(world.clusters[0] as SchedulerCluster),
    scale: { kind: 'manual' as const, target: nodes.length },
    fairShare: { by: 'none' as const, weights: {} },
    ageingMs: 1e15,
    preempts: false,
    reservations: [],
  };
  const there = new Set(nodes.map(({ uid }) => uid));
  const units = world.units
    .filter((unit) => unit.array?.parallel !== 0 && (unit.held ?? []).every(({ nodeUid }) => there.has(nodeUid)))
    // Minutes, since texts name the minute.
    .map((unit) => ({
      ...unit,
      clusterUid: 'c0',
      limitMs: unit.limitMs * 60,
      notBefore: 0,
      stopping: false,
      blocked: null,
    }));
  const held = new Set(units.flatMap((unit) => unit.held?.map(({ nodeUid }) => nodeUid) ?? []));
  return {
    clusters: [cluster],
    nodes: nodes.map((node) => (held.has(node.uid) ? { ...node, idleSince: null } : node)),
    units,
    limits: [],
  };
});

describe('backfill', () => {
  test('never delays the one that nodes are kept for beyond what was said first', () => {
    let promises = 0;
    fc.assert(
      fc.property(
        calm,
        fc.array(fc.double({ min: 0.05, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }),
        (world, shares) => {
          const scheduler = createScheduler({ depth: 100 });
          scheduler.load(world);
          const promised = new Map<string, number>();
          const starts = runOn(
            scheduler,
            world,
            ({ order }) => shares[order % shares.length] as number,
            (_, decisions) => {
              // Somebody ahead who waits for quota may come to be first later: only the first of all has a promise.
              if (decisions.some((one) => one.type === 'start')) return;
              const waits = decisions.filter((one) => one.type === 'wait');
              for (const { reasons } of waits) {
                for (const { code, params } of reasons) {
                  const first = waits[0]?.unitUid ?? '';
                  const unit = world.units.find(({ uid }) => uid === first) as SchedulerUnit;
                  if (code !== 'waitingForReserved' || params.job !== unit.jobUid) continue;
                  const by = minuteOf(params.at);
                  if (!Number.isNaN(by) && !promised.has(first)) promised.set(first, by);
                }
              }
            },
          );
          for (const [uid, by] of promised) {
            promises += 1;
            // Texts name the minute.
            expect([uid, (starts.get(uid) ?? Number.POSITIVE_INFINITY) < by + 60_000]).toEqual([uid, true]);
          }
        },
      ),
      { numRuns: 2000 },
    );
    expect(promises).toBeGreaterThan(40);
  });

  test('lets by what has ended before the one ahead can start, and what does not touch its nodes', () => {
    const nodes = [0, 1, 2].map((ordinal) => nodeOf(ordinal));
    const long = unitOf(0, {
      held: [{ nodeUid: 'n0', gpuIds: [0, 1], cpus: 8, memoryBytes: 1024 }],
      startedAt: noon,
      limitMs: 60_000,
    });
    const scheduler = createScheduler({ depth: 100 });
    const head = unitOf(1, { nodeCount: 2, labels: { big: 'yes' } });
    const big = { labels: { big: 'yes' } };
    const world = {
      clusters: [clusterOf({ scale: { kind: 'manual', target: 3 } })],
      nodes: [
        { ...(nodes[0] as (typeof nodes)[0]), ...big, idleSince: null },
        { ...(nodes[1] as (typeof nodes)[0]), ...big },
        nodes[2] as (typeof nodes)[0],
      ],
      units: [
        long,
        head,
        unitOf(2, { limitMs: 60_001 }),
        unitOf(3, { limitMs: 60_001 }),
        unitOf(4, { limitMs: 60_000 }),
      ],
      limits: [],
    };
    scheduler.load(world);
    const starts = scheduler
      .decide(noon, 10)
      .flatMap((one) => (one.type === 'start' ? [[one.unitUid, one.placements[0]?.nodeUid]] : []));
    expect(starts).toEqual([
      ['u2', 'n2'],
      ['u4', 'n1'],
    ]);
    expect(scheduler.explain('u3', noon)).toMatchObject([
      { code: 'waitingForReserved', params: { job: 'j1', at: '2027-01-15T08:01Z' } },
    ]);
  });
});

test('with ageing, a stream of higher priorities starves nobody', () => {
  const scheduler = createScheduler({ depth: 100 });
  const node = nodeOf(0, { ...richSize });
  const ageingMs = 10_000;
  const low = unitOf(0, { priority: 0, since: noon });
  scheduler.load({
    clusters: [clusterOf({ scale: { kind: 'manual', target: 1 }, ageingMs })],
    nodes: [node],
    units: [low],
    limits: [],
  });
  let now = noon;
  // The node is never free without somebody of high priority waiting.
  for (let order = 1; ; order++) {
    expect(now).toBeLessThan(noon + 10 * ageingMs);
    for (const more of [0, 1])
      scheduler.apply({ type: 'unit', unit: unitOf(2 * order + more, { priority: 2, since: now }) });
    const start = scheduler.decide(now, 1).find((one) => one.type === 'start');
    if (start?.type !== 'start') throw new Error('nobody starts');
    if (start.unitUid === 'u0') break;
    scheduler.apply({ type: 'unitGone', uid: start.unitUid });
    now += 1000;
  }
  expect(now).toBeGreaterThanOrEqual(noon + 2 * ageingMs);
});
