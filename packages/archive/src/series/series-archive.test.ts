import { appendFile, readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SeriesFrame } from '@trainyard/contracts/series-frame';
import type { Clock } from '@trainyard/runtime/clock';
import { systemClock } from '@trainyard/runtime/node/system';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ArchiveFiles, diskFiles } from '../files.ts';
import { testDirectory } from '../testing/directory.ts';
import { faultyFiles } from '../testing/files.ts';
import { SeriesArchive, type SeriesArchiveOptions } from './series-archive.ts';

/** Created at 2026-01-01, as its first 48 bits say. */
const start = Date.UTC(2026, 0, 1);
const uidAt = (ms: number, end: string) => {
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${end.padStart(12, '0')}`;
};
const job = uidAt(start, 'a');
const node = uidAt(start, 'b');

function frame(more: Partial<SeriesFrame> = {}): SeriesFrame {
  return {
    version: 1,
    source: 'host',
    nodeUid: node,
    device: 'host',
    metric: 'cpu.utilisation',
    t0: start,
    skew: 0,
    step: 1_000,
    values: [1, 2, 3],
    ...more,
  };
}

const fenceOf = (unit: number, of = job) => ({ job: of, unit, attempt: 1, task: 0 });

interface Options {
  dir?: string;
  files?: ArchiveFiles;
  clock?: Clock;
  limits?: NonNullable<SeriesArchiveOptions['limits']>;
}

async function openSeries(options: Options = {}): Promise<SeriesArchive> {
  const dir = options.dir ?? (await testDirectory());
  const series = await SeriesArchive.open({ files: diskFiles, clock: systemClock, ...options, dir });
  onTestFinished(() => series.close().catch(() => undefined));
  return series;
}

/** What one series holds, sample by sample: [seconds from the start, value]. */
async function samples(series: SeriesArchive, query: object = { nodeUid: node }): Promise<[number, number][]> {
  const answers = await series.query({ points: 8_192, ...query });
  expect(answers.length).toBeLessThanOrEqual(1);
  const [answer] = answers;
  // Counted once, however often it was sent.
  expect(Math.max(0, ...(answer?.count ?? []))).toBeLessThanOrEqual(1);
  return (answer?.mean ?? []).flatMap((value, at): [number, number][] => {
    const time = ((answer?.t0 ?? 0) + at * (answer?.step ?? 0) - start) / 1_000;
    return value === null ? [] : [[time, value]];
  });
}

/** A minute or so of samples in frames, some sent twice, in any order. */
const sent = fc
  .tuple(
    fc.array(fc.option(fc.nat(100), { freq: 8 }), { minLength: 1, maxLength: 90 }),
    fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 20 }),
  )
  .chain(([values, sizes]) => {
    const frames: SeriesFrame[] = [];
    for (let at = 0, n = 0; at < values.length; n++) {
      const size = sizes[n % sizes.length] as number;
      frames.push(frame({ t0: start + at * 1_000, values: values.slice(at, at + size) }));
      at += size;
    }
    const twice = fc.subarray(frames).chain((some) => {
      const all = [...frames, ...some];
      return fc.shuffledSubarray(all, { minLength: all.length });
    });
    return fc.record({ values: fc.constant(values), frames: twice, limit: fc.integer({ min: 1, max: 60 }) });
  });

describe('series', () => {
  test('hold each sample once, whatever was sent twice, late or across chunks and restarts', async () => {
    const root = await testDirectory();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(sent, async ({ values, frames, limit }) => {
        const dir = join(root, String(run++));
        const limits = { samples: limit };
        const expected = values.flatMap((value, at) => (value === null ? [] : [[at, value]]));
        const first = await openSeries({ dir, limits });
        const half = Math.floor(frames.length / 2);
        for (const one of frames.slice(0, half)) await first.append([one]);
        await first.close();
        const second = await openSeries({ dir, limits });
        await second.append(frames.slice(half));
        expect(await samples(second)).toEqual(expected);
        await second.close();
        const third = await openSeries({ dir, limits });
        await third.append(frames);
        expect(await samples(third)).toEqual(expected);
        await third.close();
      }),
      { numRuns: 40 },
    );
  });

  test('of a job are all whose fence is of it, of a node all of the node', async () => {
    const series = await openSeries();
    const other = uidAt(start, 'c');
    await series.append([
      frame({ device: 'GPU-1', metric: 'gpu.power', source: 'nvidia', fence: fenceOf(0), values: [100] }),
      frame({ device: 'GPU-1', metric: 'gpu.power', source: 'nvidia', t0: start + 1_000, values: [50] }),
      frame({ device: 'GPU-2', metric: 'gpu.power', source: 'nvidia', fence: fenceOf(0, other), values: [70] }),
      frame({ device: '0', metric: 'process.cpu', fence: fenceOf(0), values: [10] }),
      frame({ device: '0', metric: 'process.cpu', fence: fenceOf(1), values: [20] }),
      frame({ nodeUid: other, values: [5] }),
    ]);
    const short = async (query: object) =>
      (await series.query({ points: 100, ...query })).map(({ metric, device, fence, mean }) => {
        const values = mean.filter((value) => value !== null);
        return [metric, device, fence?.unit ?? null, values];
      });
    expect(await short({ jobUid: job })).toEqual([
      ['gpu.power', 'GPU-1', null, [100]],
      ['process.cpu', '0', 0, [10]],
      ['process.cpu', '0', 1, [20]],
    ]);
    expect(await short({ nodeUid: node, metric: 'gpu.power' })).toEqual([
      ['gpu.power', 'GPU-1', null, [100, 50]],
      ['gpu.power', 'GPU-2', null, [70]],
    ]);
    expect(await short({ jobUid: uidAt(start, 'd') })).toEqual([]);
    await expect(series.query({ points: 100 })).rejects.toMatchObject({ code: 'InvalidBody' });
    await expect(series.query({ nodeUid: node, points: 1e9 })).rejects.toMatchObject({ code: 'InvalidBody' });
  });

  test('are down-sampled to the points asked for, with extremes and gaps', async () => {
    const series = await openSeries();
    const values = Array.from({ length: 600 }, (_, at) => (at >= 300 && at < 400 ? null : at === 150 ? 99 : 1));
    await series.append([frame({ values })]);
    const [answer] = await series.query({ nodeUid: node, points: 11 });
    expect(answer).toMatchObject({
      metric: 'cpu.utilisation',
      unit: 'percent',
      source: 'host',
      step: 60_000,
      t0: start,
    });
    expect(answer?.max).toEqual([1, 1, 99, 1, 1, null, 1, 1, 1, 1]);
    expect(answer?.count).toEqual([60, 60, 60, 60, 60, 0, 20, 60, 60, 60].map((count, at) => (at === 6 ? 20 : count)));
    const range = { nodeUid: node, from: start + 148_000, to: start + 152_000 };
    expect(await samples(series, range)).toEqual([148, 149, 150, 151].map((at) => [at, at === 150 ? 99 : 1]));
  });

  test('of several devices become one: of a node, of some nodes, of all, with how many they are', async () => {
    const series = await openSeries();
    const gpu = (nodeUid: string, device: string, values: number[], source: SeriesFrame['source'] = 'nvidia') =>
      frame({ nodeUid, device, metric: 'gpu.utilisation', source, values });
    const [other, third] = [uidAt(start, 'c'), uidAt(start, 'd')];
    await series.append([
      gpu(node, 'g0', [0, 10]),
      gpu(node, 'g1', [100, 30]),
      gpu(other, 'g0', [50, 50], 'simulated'),
      gpu(third, 'g0', [7, 7]),
    ]);
    const short = async (by: 'node' | 'all', nodeUids: string[]) =>
      (await series.query({ nodeUids: new Set(nodeUids), metric: 'gpu.utilisation', by, points: 10 })).map(
        ({ nodeUid, device, devices, source, mean, min, max }) => [nodeUid, device, devices, source, mean, min, max],
      );
    expect(await short('node', [node, other])).toEqual([
      [node, '*', 2, 'nvidia', [50, 20], [0, 10], [100, 30]],
      [other, '*', 1, 'simulated', [50, 50], [50, 50], [50, 50]],
    ]);
    expect(await short('all', [node, other])).toEqual([['*', '*', 3, 'simulated', [50, 30], [0, 10], [100, 50]]]);
    expect(await short('all', [])).toEqual([]);
  });

  test('that are many get fewer points each, so that an answer stays bounded', async () => {
    const series = await openSeries();
    const values = Array.from({ length: 600 }, (_, at) => at);
    for (let place = 0; place < 900; place += 300) {
      await series.append(Array.from({ length: 300 }, (_, at) => frame({ device: `d${place + at}`, values })));
    }
    const answers = await series.query({ nodeUid: node, points: 600 });
    const buckets = answers.reduce((sum, { count }) => sum + count.length, 0);
    expect(answers).toHaveLength(900);
    expect(buckets).toBeLessThanOrEqual(400_000);
    expect(Math.max(...answers.map(({ max }) => Math.max(...max.map(Number))))).toBe(599);
  });

  test("stand at the server's time when the agent's clock is wrong", async () => {
    const series = await openSeries({ limits: { samples: 1 } });
    await series.append([frame({ t0: start + 7_200_000, skew: 7_200_000, values: [1, 2] })]);
    await series.append([frame({ t0: start + 7_202_003, skew: 7_200_004, values: [3] })]);
    await series.append([frame({ t0: start + 3_000, skew: -2, values: [4] })]);
    expect(await samples(series)).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
    ]);
  });

  test('that are old are pruned with their chunk', async () => {
    const dir = await testDirectory();
    const series = await openSeries({ dir, limits: { samples: 1 } });
    await series.append([frame({ values: [1] })]);
    await series.append([frame({ t0: start + 60_000, values: [2] })]);
    await series.append([frame({ t0: start + 120_000, values: [3] })]);
    await series.close();
    const again = await openSeries({ dir });
    expect(await again.prune(start + 30_000)).toBe(1);
    expect(await samples(again)).toEqual([
      [60, 2],
      [120, 3],
    ]);
  });
});

describe('on the disk', () => {
  test('are written within ten seconds', async () => {
    let synced = 0;
    let alarm: (() => void) | undefined;
    const files = faultyFiles();
    files.refuse = (operation, path) => {
      if (operation === 'sync' && path.includes('wal-')) synced += 1;
      return undefined;
    };
    const clock: Clock = {
      ...systemClock,
      setTimeout: (fn, ms) => {
        expect(ms).toBe(10_000);
        alarm = fn;
        return () => undefined;
      },
    };
    const series = await openSeries({ files, clock });
    await series.append([frame()]);
    expect(synced).toBe(0);
    alarm?.();
    await series.flush();
    expect(synced).toBe(1);
  });

  test('what a crash tore off a log does not count', async () => {
    for (const damage of [
      (path: string) => appendFile(path, Buffer.alloc(40, 1)),
      (path: string) => appendFile(path, Buffer.alloc(40)),
      (path: string) => appendFile(path, 'x'),
    ]) {
      const dir = await testDirectory();
      const series = await openSeries({ dir });
      await series.append([frame()]);
      await series.close();
      await damage(join(dir, 'wal-1'));
      const again = await openSeries({ dir });
      await again.append([frame({ t0: start + 3_000, values: [4] })]);
      await again.close();
      const last = await samples(await openSeries({ dir }));
      expect(last.map(([, value]) => value)).toEqual([1, 2, 3, 4]);
    }
  });

  test('a chunk that is damaged is said to be', async () => {
    const dir = await testDirectory();
    const series = await openSeries({ dir, limits: { samples: 1 } });
    await series.append([frame()]);
    await series.append([frame({ t0: start + 9_000 })]);
    await series.close();
    const [chunk] = (await readdir(dir)).filter((name) => name.startsWith('chunk-'));
    await truncate(join(dir, chunk as string), 30);
    const again = await openSeries({ dir });
    await expect(again.query({ nodeUid: node, points: 10 })).rejects.toThrow(/damaged/);
  });

  test('a log whose chunk is there already is not counted twice', async () => {
    const dir = await testDirectory();
    const series = await openSeries({ dir, limits: { samples: 1 } });
    await series.append([frame()]);
    await series.append([frame({ t0: start + 9_000 })]);
    await series.close();
    await writeFile(join(dir, 'wal-1'), 'whatever');
    await openSeries({ dir });
    expect((await readdir(dir)).filter((name) => name.startsWith('wal-'))).toEqual(['wal-2']);
  });

  test('that is full: frames are refused, none is lost, and it goes on when there is space', async () => {
    const dir = await testDirectory();
    const files = faultyFiles();
    const series = await openSeries({ dir, files, limits: { samples: 3, waiting: 1 } });
    await series.append([frame()]);
    files.refuse = (operation, path) => (operation === 'write' && path.includes('wal-') ? 'ENOSPC' : undefined);
    const second = frame({ t0: start + 3_000, values: [4] });
    await expect(series.append([second])).rejects.toMatchObject({ code: 'StorageFull', params: { path: dir } });
    files.refuse = (_, path) => (path.includes('arriving-') ? 'ENOSPC' : undefined);
    await series.append([second]);
    for (let at = 4; at < 6; at++) await series.append([frame({ t0: start + at * 1_000, values: [at + 1] })]);
    expect((await samples(series)).map(([, value]) => value)).toEqual([1, 2, 3, 4, 5, 6]);
    const more = frame({ t0: start + 6_000, values: [7] });
    const full = series.append([more]);
    files.refuse = () => undefined;
    await full.catch((error) => expect(error).toMatchObject({ code: 'StorageFull' }));
    await series.append([more]);
    expect((await samples(series)).map(([, value]) => value)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    await series.close();
    expect((await samples(await openSeries({ dir }))).map(([, value]) => value)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});
