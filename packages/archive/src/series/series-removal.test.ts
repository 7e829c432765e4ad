import { copyFile, readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { SeriesFrame } from '@trainyard/contracts/series-frame';
import { systemClock } from '@trainyard/runtime/node/system';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { type ArchiveFiles, diskFiles } from '../files.ts';
import { testDirectory } from '../testing/directory.ts';
import { faultyFiles } from '../testing/files.ts';
import { SeriesArchive } from './series-archive.ts';

/** 2026-01-01, as the first 48 bits of the uids say. */
const start = Date.UTC(2026, 0, 1);
const uid = (end: number) => {
  const hex = start.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${String(end).padStart(12, '0')}`;
};
const node = uid(99);
const jobs = [uid(1), uid(2), uid(3)];

function frame(at: number, job: string | undefined, device = 'host'): SeriesFrame {
  return {
    version: 1,
    source: 'host',
    nodeUid: node,
    device,
    metric: 'cpu.utilisation',
    t0: start + at * 1_000,
    skew: 0,
    step: 1_000,
    values: [at],
    ...(job && { fence: { job, unit: 0, attempt: 1, task: 0 } }),
  };
}

/** Each frame beyond the first makes a chunk of those before it. */
async function openSeries(dir: string, files: ArchiveFiles = diskFiles, samples = 3): Promise<SeriesArchive> {
  const series = await SeriesArchive.open({ dir, files, clock: systemClock, limits: { samples } });
  onTestFinished(() => series.close().catch(() => undefined));
  return series;
}

/** Seconds for which a job has a sample; of a node for which there is any. */
async function seconds(series: SeriesArchive, query: { jobUid?: string; nodeUid?: string }): Promise<number[]> {
  const answers = await series.query({ ...query, points: 8_192 });
  return answers
    .flatMap(({ t0, step, mean }) =>
      mean.flatMap((value, at) => (value === null ? [] : [(t0 + at * step - start) / 1_000])),
    )
    .sort((a, b) => a - b);
}

async function owners(series: SeriesArchive): Promise<string[]> {
  const found = new Set<string>();
  for await (const part of series.owners()) for (const owner of (await part.read()).keys()) found.add(owner);
  return [...found].sort();
}

test('what belongs to some goes from memory and chunks, and all else stays', async () => {
  const root = await testDirectory();
  let run = 0;
  const of = fc.constantFrom(...jobs, undefined);
  await fc.assert(
    fc.asyncProperty(
      fc.array(of, { minLength: 1, maxLength: 14 }),
      fc.subarray([...jobs, `node/${node}`]),
      fc.boolean(),
      async (sent, gone, again) => {
        const dir = join(root, String(run++));
        let series = await openSeries(dir);
        for (const [at, job] of sent.entries()) await series.append([frame(at, job)]);
        if (again) {
          await series.close();
          series = await openSeries(dir);
        }
        await series.remove(new Set(gone), start + 60_000);
        const left = (job: string | undefined) =>
          sent.flatMap((one, at) => (one === job && !gone.includes(job ?? `node/${node}`) ? [at] : []));
        for (const job of jobs) expect(await seconds(series, { jobUid: job })).toEqual(left(job));
        const all = [...jobs, undefined].flatMap(left).sort((a, b) => a - b);
        expect(await seconds(series, { nodeUid: node })).toEqual(all);
        const names = sent.map((job) => job ?? `node/${node}`).filter((owner) => !gone.includes(owner));
        expect(await owners(series)).toEqual([...new Set(names)].sort());
      },
    ),
    { numRuns: 40 },
  );
});

test('what was only in memory is back after a crash, is seen, and goes for good', async () => {
  const dir = await testDirectory();
  const series = await openSeries(dir);
  await series.append([frame(0, jobs[0])]);
  await series.remove(new Set(jobs), start + 60_000);
  expect(await owners(series)).toEqual([]);
  await series.close();
  const again = await openSeries(dir);
  expect(await owners(again)).toEqual([jobs[0]]);
  await again.remove(new Set(jobs), start + 60_000);
  for (let at = 1; at < 8; at++) await again.append([frame(at, undefined)]);
  await again.close();
  expect(await owners(await openSeries(dir))).toEqual([`node/${node}`]);
});

test('whoever reads meanwhile reads on, and the old chunks go after it', async () => {
  const dir = await testDirectory();
  const series = await openSeries(dir);
  for (let at = 0; at < 24; at++) await series.append([frame(at, jobs[at % 2])]);
  await series.flush();
  const chunks = async () => (await readdir(dir)).filter((name) => name.startsWith('chunk-'));
  const before = await chunks();
  const parts = series.owners();
  const seen: string[] = [];
  for await (const { key, read } of parts) {
    if (key === undefined) continue;
    if (seen.length === 0) await series.remove(new Set([jobs[0] as string]), start + 60_000);
    seen.push(...(await read()).keys());
  }
  expect(new Set(seen)).toEqual(new Set(jobs.slice(0, 2)));
  expect((await chunks()).filter((name) => before.includes(name))).toEqual([]);
  expect(await seconds(series, { nodeUid: node })).toEqual(Array.from({ length: 12 }, (_, at) => 2 * at + 1));
});

test('a crash between the new chunk and the end of the old one leaves the new one', async () => {
  const dir = await testDirectory();
  const series = await openSeries(dir);
  for (let at = 0; at < 8; at++) await series.append([frame(at, jobs[at % 2])]);
  await series.close();
  const chunks = async () => (await readdir(dir)).filter((name) => name.startsWith('chunk-')).sort();
  const before = await chunks();
  const aside = await testDirectory();
  for (const name of before) await copyFile(join(dir, name), join(aside, name));
  const again = await openSeries(dir);
  await again.remove(new Set([jobs[0] as string]), start + 60_000);
  await again.close();
  expect(await chunks()).not.toEqual(before);
  const after = await chunks();
  for (const name of before) await copyFile(join(aside, name), join(dir, name));
  const last = await openSeries(dir, diskFiles, 1_000);
  expect(await chunks()).toEqual(after);
  expect((await seconds(last, { jobUid: jobs[1] as string })).length).toBe(4);
});

test('a chunk that is damaged is passed over', async () => {
  const dir = await testDirectory();
  const series = await openSeries(dir);
  for (let at = 0; at < 8; at++) await series.append([frame(at, jobs[0])]);
  await series.flush();
  const [chunk = ''] = (await readdir(dir)).filter((name) => name.startsWith('chunk-')).sort();
  await truncate(join(dir, chunk), 30);
  await series.remove(new Set([jobs[0] as string]), start + 60_000);
  expect(await owners(series)).toEqual([]);
  expect((await readdir(dir)).filter((name) => name.startsWith('chunk-'))).toEqual([chunk]);
});

test('a disk that refuses leaves all as it was', async () => {
  const files = faultyFiles();
  const series = await openSeries(await testDirectory(), files);
  for (let at = 0; at < 8; at++) await series.append([frame(at, jobs[at % 2])]);
  await series.flush();
  files.refuse = (operation) => (operation === 'write' ? 'ENOSPC' : undefined);
  await expect(series.remove(new Set([jobs[0] as string]), start + 60_000)).rejects.toMatchObject({
    code: 'StorageFull',
  });
  files.refuse = () => undefined;
  expect((await seconds(series, { jobUid: jobs[1] as string })).length).toBe(4);
  await series.remove(new Set([jobs[0] as string]), start + 60_000);
  expect(await seconds(series, { jobUid: jobs[0] as string })).toEqual([]);
});
