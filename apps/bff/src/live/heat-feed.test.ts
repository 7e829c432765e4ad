import type { HeatDelivery } from '@trainyard/contracts/live';
import type { Metric, SeriesFrame } from '@trainyard/contracts/series-frame';
import { VirtualClock } from '@trainyard/control/testing/virtual-clock';
import { type HeatColumns, heatColumns, unpackHeat } from '@trainyard/series/heat';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HeatFeed } from './heat-feed.ts';
import { HeatHub } from './heat-hub.ts';
import { createSeriesHub } from './series-hub.ts';

function frame(nodeUid: string, device: string, metric: Metric, value: number | null, at: number): SeriesFrame {
  return { version: 1, source: 'simulated', nodeUid, device, metric, t0: at, skew: 0, step: 1_000, values: [value] };
}

/** What a page would know: values by node and device. */
class Reader {
  readonly names: string[] = [];
  readonly nodes: string[] = [];
  readonly heardAt = new Map<string, number>();
  columns: HeatColumns = heatColumns(10_000);

  take(delivery: HeatDelivery): void {
    if (delivery.whole) {
      this.names.length = 0;
      this.nodes.length = 0;
      this.columns = heatColumns(10_000);
    }
    for (const { node, number, devices } of delivery.added) {
      this.nodes[number] = node;
      for (const device of devices) this.names.push(`${node}/${device}`);
    }
    unpackHeat(delivery, this.columns, (node, age) => this.heardAt.set(this.nodes[node] as string, delivery.at - age));
  }

  use(name: string): number {
    return this.columns.use[this.names.indexOf(name)] ?? Number.NaN;
  }
}

function world(cluster = 'c') {
  const clock = new VirtualClock(1_000_000);
  const series = createSeriesHub();
  const heat = new HeatHub(series, clock);
  const sent: HeatDelivery[] = [];
  const takes: (() => void)[] = [];
  const feed = new HeatFeed(`heat:${cluster}`, cluster, {
    heat,
    clock,
    deliver(delivery, taken) {
      sent.push(delivery);
      takes.push(taken);
    },
  });
  const put = (node: string, device: string, metric: Metric, value: number | null, at = clock.now()) =>
    series.publish({ nodeUid: node, clusterUid: 'c' }, [frame(node, device, metric, value, at)]);
  return { clock, series, heat, sent, takes, feed, put };
}

test('what is known already comes first, then once a second what changed', () => {
  const { clock, sent, takes, feed, put } = world();
  put('n', 'g0', 'gpu.utilisation', 90);
  put('n', 'g1', 'gpu.utilisation', 10);
  const reader = new Reader();
  feed.start();
  for (const one of sent) reader.take(one);
  expect(sent.map(({ whole, every }) => [whole, every])).toEqual([[true, 1_000]]);
  expect([reader.use('n/g0'), reader.use('n/g1')]).toEqual([90, 10]);
  takes[0]?.();
  clock.step(clock.now() + 500);
  put('n', 'g0', 'gpu.utilisation', 40);
  put('n', 'g0', 'gpu.power', 300);
  clock.step(clock.now() + 1_000);
  expect(sent).toHaveLength(2);
  reader.take(sent[1] as HeatDelivery);
  expect(sent[1]).toMatchObject({ whole: false, added: [], changed: 1, heard: 1 });
  expect([reader.use('n/g0'), reader.columns.power[0]]).toEqual([40, 300]);
});

test('a value that stays costs nothing but the time at which its node was heard', () => {
  const { clock, sent, takes, feed, put } = world();
  put('n', 'g0', 'gpu.utilisation', 90);
  feed.start();
  takes[0]?.();
  clock.step(clock.now() + 500);
  put('n', 'g0', 'gpu.utilisation', 90.1);
  clock.step(clock.now() + 1_000);
  expect(sent[1]).toMatchObject({ changed: 0, heard: 1 });
  expect(sent[1]?.bytes).toHaveLength(6);
  takes[1]?.();
  clock.step(clock.now() + 1_000);
  expect(sent).toHaveLength(2);
});

test('a viewer that has not taken one delivery gets the newest of all later ones in the next', () => {
  const { clock, sent, takes, feed, put } = world();
  feed.start();
  for (let value = 1; value <= 50; value++) {
    put('n', 'g0', 'gpu.utilisation', value);
    clock.step(clock.now() + 1_000);
  }
  expect(sent).toHaveLength(1);
  takes[0]?.();
  clock.step(clock.now() + 1_000);
  const reader = new Reader();
  for (const one of sent) reader.take(one);
  expect(reader.use('n/g0')).toBe(50);
});

test('the share of memory needs both of its parts, a sample that could not be taken is no value', () => {
  const { sent, feed, put } = world();
  put('n', 'g0', 'gpu.memory.used', 20);
  put('m', 'g0', 'gpu.memory.used', 20);
  put('m', 'g0', 'gpu.memory.total', 80);
  put('m', 'g0', 'gpu.utilisation', 50);
  put('m', 'g0', 'gpu.utilisation', null);
  put('o', 'host', 'network.receive', 5);
  feed.start();
  const reader = new Reader();
  reader.take(sent[0] as HeatDelivery);
  expect(reader.names).toEqual(['n/g0', 'm/g0']);
  expect([...reader.columns.memory.slice(0, 2)]).toEqual([Number.NaN, 25]);
  expect(reader.use('m/g0')).toBeNaN();
});

test('a cluster that is looked at is watched, one of very many nodes is not asked each second', () => {
  const { series, feed, clock, heat } = world();
  expect(series.isWatched({ nodeUid: 'n', clusterUid: 'c' }, [])).toBe(true);
  feed.close();
  expect(series.isWatched({ nodeUid: 'n', clusterUid: 'c' }, [])).toBe(false);
  for (let at = 0; at <= 512; at++) {
    series.publish({ nodeUid: `n${at}`, clusterUid: 'big' }, [frame(`n${at}`, 'g', 'gpu.power', 1, clock.now())]);
  }
  const watched = heat.watch('big');
  expect(watched.every).toBe(10_000);
  expect(series.isWatched({ nodeUid: 'n0', clusterUid: 'big' }, [])).toBe(false);
});

test('whatever comes and goes, a viewer that takes now and then knows the newest value of each node that speaks', () => {
  const step = fc.record({
    node: fc.integer({ min: 0, max: 5 }),
    device: fc.integer({ min: 0, max: 3 }),
    value: fc.integer({ min: 0, max: 100 }),
    wait: fc.constantFrom(0, 500, 1_000, 61_000, 700_000),
    take: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { clock, sent, takes, feed, put } = world();
      const reader = new Reader();
      const truth = new Map<string, { value: number; at: number }>();
      feed.start();
      for (const { node, device, value, wait, take } of steps) {
        put(`n${node}`, `g${device}`, 'gpu.utilisation', value);
        truth.set(`n${node}/g${device}`, { value, at: clock.now() });
        const until = clock.now() + wait;
        while (clock.step(until));
        if (take) for (const taken of takes.splice(0)) taken();
      }
      for (const taken of takes.splice(0)) taken();
      const until = clock.now() + 1_000;
      while (clock.step(until));
      for (const one of sent) reader.take(one);
      for (const [name, { value, at }] of truth) {
        const found = reader.names.lastIndexOf(name);
        if (clock.now() - at < 600_000) expect(reader.columns.use[found]).toBe(value);
      }
    }),
    { numRuns: 200 },
  );
});
