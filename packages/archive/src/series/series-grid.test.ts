import type { SeriesFrame } from '@trainyard/contracts/series-frame';
import { systemClock } from '@trainyard/runtime/node/system';
import { expect, onTestFinished, test } from 'vitest';
import { diskFiles } from '../files.ts';
import { testDirectory } from '../testing/directory.ts';
import { SeriesArchive } from './series-archive.ts';

const start = Date.UTC(2026, 0, 1);
const fence = { job: 'j', unit: 0, attempt: 1, task: 0 };
const frame = (more: Partial<SeriesFrame>): SeriesFrame => ({
  version: 1,
  source: 'simulated',
  nodeUid: 'n',
  device: 'g',
  metric: 'gpu.utilisation',
  t0: start,
  skew: 0,
  step: 1_000,
  values: [],
  ...more,
});

async function holding(...frames: SeriesFrame[]): Promise<SeriesArchive> {
  const limits = { samples: 4 };
  const series = await SeriesArchive.open({ dir: await testDirectory(), clock: systemClock, files: diskFiles, limits });
  onTestFinished(() => series.close());
  for (const one of frames) await series.append([one]);
  return series;
}

const gpu = { nodeUids: new Set(['n']), metrics: new Set(['gpu.utilisation'] as const) };
const cells = (series: SeriesArchive, from: number, to: number) =>
  series.grids(gpu, { from: start + from, to: start + to }, async (devices) =>
    Object.fromEntries(
      await Promise.all(devices.map(async (one) => [one.head.device, [...(await one.cells(1_000))]] as const)),
    ),
  );

test('each sample of a device stands in its cell once, from chunks and from memory, whoever held it', async () => {
  const series = await holding(
    frame({ values: [1, 2, null, 4] }),
    frame({ values: [1, 2, null, 4] }),
    frame({ t0: start + 4_000, values: [5, 6], fence }),
    frame({ t0: start + 2_000, values: [30], nodeUid: 'another' }),
    frame({ t0: start + 2_000, values: [30], metric: 'gpu.power' }),
    frame({ t0: start + 1_000, values: [9], device: 'h' }),
  );
  expect(await cells(series, 1_000, 7_000)).toEqual({
    g: [2, Number.NaN, 4, 5, 6, Number.NaN],
    h: [9, Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN],
  });
});

test('a job that begins and ends within one batch fills the gap that it left', async () => {
  const series = await holding(
    frame({ values: [1, null, null, 4] }),
    frame({ t0: start + 1_000, values: [2, 3], fence }),
    frame({ t0: start + 1_000, values: [2, 3], fence }),
  );
  expect(await cells(series, 0, 4_000)).toEqual({ g: [1, 2, 3, 4] });
  const [whole] = await series.query({ nodeUid: 'n', points: 10 });
  expect(whole).toMatchObject({ mean: [1, 2, 3, 4], count: [1, 1, 1, 1] });
});

test('a wider cell holds a mean, and what a clock was off by is taken off', async () => {
  const series = await holding(frame({ t0: start + 60_000, skew: 60_000, values: [10, 20, 30, 50] }));
  const span = { from: start, to: start + 4_000 };
  const [wide] = await series.grids(gpu, span, async ([device]) => [await device?.cells(2_000)]);
  expect(Array.from(wide as Float32Array)).toEqual([15, 40]);
});

test('a device says before what it costs, and one without samples in the span is not there', async () => {
  const series = await holding(frame({ values: [1, 2, 3] }), frame({ t0: start + 100_000, values: [1], device: 'h' }));
  const told = await series.grids(gpu, { from: start, to: start + 2_000 }, async (devices) =>
    devices.map(({ head, samples }) => [head.device, samples]),
  );
  expect(told).toEqual([['g', 3]]);
});
