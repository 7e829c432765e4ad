import type { HeatDelivery } from '@trainyard/contracts/live';
import type { Metric, SeriesFrame } from '@trainyard/contracts/series-frame';
import { VirtualClock } from '@trainyard/control/testing/virtual-clock';
import { HeatFeed } from '../live/heat-feed.ts';
import { HeatHub } from '../live/heat-hub.ts';
import { createSeriesHub } from '../live/series-hub.ts';

const gpusEach = 8;
const metrics: Metric[] = [
  'gpu.utilisation',
  'gpu.memory.used',
  'gpu.memory.total',
  'gpu.power',
  'gpu.temperature',
  'gpu.clock.sm',
];
const perBatch = 10;

/** Ten seconds of a node, as its agent sends them where nobody asks for each second. */
function batch(node: number, now: number): SeriesFrame[] {
  return Array.from({ length: gpusEach }, (_, gpu) => gpu).flatMap((gpu) =>
    metrics.map((metric) => ({
      version: 1,
      source: 'nvidia',
      nodeUid: `n${node}`,
      device: `GPU-${node}-${gpu}`,
      metric,
      t0: now - perBatch * 1_000,
      skew: 0,
      step: 1_000,
      values: Array.from({ length: perBatch }, () => Math.floor(Math.random() * 100)),
    })),
  );
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** For the bench of the map: what a fleet of `nodes` costs the server over so many rounds, ms a second for its samples, and for a delivery. */
export function serverCost(nodes: number, rounds: number) {
  const clock = new VirtualClock();
  const series = createSeriesHub();
  const heat = new HeatHub(series, clock);
  const deliveries: { delivery: HeatDelivery; ms: number }[] = [];
  let taken: (() => void) | undefined;
  const feed = new HeatFeed('heat:c', 'c', {
    heat,
    clock,
    deliver(delivery, done) {
      deliveries.push({ delivery, ms: performance.now() - began });
      taken = done;
    },
  });
  let began = 0;
  const spent: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const batches = Array.from({ length: nodes }, (_, node) => batch(node, clock.now()));
    began = performance.now();
    for (const [node, frames] of batches.entries()) series.publish({ nodeUid: `n${node}`, clusterUid: 'c' }, frames);
    spent.push((performance.now() - began) / perBatch);
    began = performance.now();
    if (round === 0) feed.start();
    else clock.step(clock.now() + 1_000);
    taken?.();
  }
  feed.close();
  const later = deliveries.slice(1);
  return {
    takenMs: median(spent),
    deliveryMs: median(later.map(({ ms }) => ms)),
    bytes: median(later.map(({ delivery }) => delivery.bytes.length)),
  };
}
