import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ForecastOptions, forecastStarts, type UnitForecast } from './forecast.ts';
import type { Scheduler, Snapshot } from './interface.ts';
import { RunTimes } from './run-times.ts';
import { createScheduler } from './scheduler.ts';
import { richSnapshots } from './testing/rich-worlds.ts';
import { autoOf, clusterOf, nodeOf, noon, runningOn, snapshots, unitOf } from './testing/worlds.ts';

function loaded(snapshot: Partial<Snapshot>): Scheduler {
  const scheduler = createScheduler({ depth: 100 });
  scheduler.load({ clusters: [], nodes: [], units: [], limits: [], ...snapshot });
  return scheduler;
}

/** Runs of exactly this long. */
function always(ms: number): RunTimes {
  const times = new RunTimes();
  for (let i = 0; i < 64; i++) times.learn(['all'], ms);
  return times;
}

function optionsOf(over: Partial<ForecastOptions> = {}): ForecastOptions {
  return {
    most: 200,
    futures: 20,
    horizonMs: 30 * 86_400_000,
    runTimes: always(100_000),
    likenesses: () => ['all'],
    arrivals: { times: always(5_000), likenesses: ['all'], mostMs: 60_000 },
    graceMs: 1_000,
    ...over,
  };
}

function forecast(scheduler: Scheduler, over: Partial<ForecastOptions> = {}): UnitForecast[] {
  const search = forecastStarts(scheduler, 'c0', noon, optionsOf(over));
  for (;;) {
    const step = search.next();
    if (step.done) return step.value;
  }
}

const nodes = [nodeOf(0, { idleSince: null }), nodeOf(1, { idleSince: null })];
const manual = clusterOf({ scale: { kind: 'manual', target: 2 } });
/** Both nodes are taken since 30 s. */
const busy = nodes.map((node, at) => runningOn(unitOf(at), [node]));

describe('a forecast', () => {
  test('says when what runs is likely to end, and what is ahead to be over', () => {
    const units = [...busy, unitOf(2, { nodeCount: 2 }), unitOf(3, { nodeCount: 2 })];
    const told = forecast(loaded({ clusters: [manual], nodes, units }));
    const rest = { p90: expect.any(Number), quantiles: expect.any(Array), samples: 64 };
    expect(told).toEqual([
      { unitUid: 'u2', p50: noon + 70_000, ...rest },
      { unitUid: 'u3', p50: noon + 170_000, ...rest },
    ]);
  });

  test('counts on the limit of a job where nothing is known', () => {
    const units = [...busy.map((unit) => ({ ...unit, limitMs: 40_000 })), unitOf(2)];
    const [told] = forecast(loaded({ clusters: [manual], nodes, units }), { runTimes: new RunTimes() });
    expect(told?.samples).toBe(0);
    expect(told?.p90).toBeLessThanOrEqual(noon + 10_000);
  });

  test('waits for nodes that are on their way, and for a cluster that grows', () => {
    const scale = autoOf({ maximum: 2, target: 0 });
    const [told] = forecast(loaded({ clusters: [clusterOf({ scale })], units: [unitOf(0)] }));
    expect(told?.p50).toBe(noon + 5_000);
  });

  test('knows the time before which a restart does not come', () => {
    const units = [unitOf(0, { notBefore: noon + 7_000 })];
    const [told] = forecast(loaded({ clusters: [manual], nodes: [nodeOf(0), nodeOf(1)], units }));
    expect([told?.p50, told?.p90]).toEqual([noon + 7_000, noon + 7_000]);
  });

  test('is not given for what starts now, is blocked, or can never start', () => {
    const units = [unitOf(0), unitOf(1, { nodeCount: 9 }), unitOf(2, { blocked: { code: 'held', params: {} } })];
    expect(
      forecast(loaded({ clusters: [manual], nodes: [nodeOf(0), nodeOf(1)], units })).map((one) => one.unitUid),
    ).not.toContain('u1');
    expect(forecast(loaded({ clusters: [manual], nodes: [nodeOf(0), nodeOf(1)], units: units.slice(0, 2) }))).toEqual(
      [],
    );
  });

  test('of asked units alone, among the head of the queue', () => {
    const units = [...busy, ...[2, 3, 4].map((order) => unitOf(order))];
    const scheduler = loaded({ clusters: [manual], nodes, units });
    expect(forecast(scheduler, { units: ['u3', 'nobody'] }).map((one) => one.unitUid)).toEqual(['u3']);
    expect(forecast(scheduler, { most: 2 }).map((one) => one.unitUid)).toEqual(['u2', 'u3']);
  });

  test('is the same whether or not limits that nobody reaches are set', () => {
    fc.assert(
      fc.property(richSnapshots, (world) => {
        const limits = [{ scope: 'user' as const, key: 'nobody', name: 'nobody', jobs: 0 }];
        const free = loaded({ ...world, limits: [] });
        expect(forecast(free, { futures: 4 })).toEqual(forecast(loaded({ ...world, limits }), { futures: 4 }));
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  test('is the same when nothing happened, and ordered, whatever the world', () => {
    fc.assert(
      fc.property(snapshots, (world) => {
        const scheduler = loaded(world);
        const before = scheduler.decide(noon, 1000);
        const told = forecast(scheduler);
        for (const { p50, p90, quantiles } of told) {
          expect(quantiles).toHaveLength(20);
          expect([quantiles[9], quantiles[17]]).toEqual([p50, p90]);
          expect(quantiles).toEqual(quantiles.toSorted((a, b) => (a === b ? 0 : a - b)));
          expect(p50).toBeGreaterThanOrEqual(noon);
          expect(p90).toBeGreaterThanOrEqual(p50);
        }
        expect(forecast(scheduler)).toEqual(told);
        expect(scheduler.decide(noon, 1000)).toEqual(before);
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});
