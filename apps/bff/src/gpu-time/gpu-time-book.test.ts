import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskFiles } from '@trainyard/archive/files';
import { SeriesArchive } from '@trainyard/archive/series/series-archive';
import type { SeriesFrame } from '@trainyard/contracts/series-frame';
import type { GpuLedger, HeldGpus } from '@trainyard/db/readers/gpu-ledger';
import { systemClock } from '@trainyard/runtime/node/system';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Read } from '../threads/protocol.ts';
import { GpuTimeBook, type GpuTimePorts, gpuTimeLimits } from './gpu-time-book.ts';

const { stepMs, steps: stepsOfDay } = gpuTimeLimits;
const second = 1_000;
const hour = 3_600_000;
/** A step begins here. */
const noon = Date.UTC(2026, 10, 26, 12);

let dir: string;
let archive: SeriesArchive;
let now: number;
let ledger: GpuLedger;
/** Samples of devices that were looked at, and how many of them were unpacked. */
let asked: { grids: number; cells: number };
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trainyard-gpu-time-'));
  // A chunk is an hour of eight GPUs, as it is of a hundred with all their metrics.
  archive = await SeriesArchive.open({ dir, clock: systemClock, files: diskFiles, limits: { samples: 28_000 } });
  now = noon + 40 * second;
  ledger = { from: 0, held: [], jobs: [], nodes: [] };
  asked = { grids: 0, cells: 0 };
});
afterEach(async () => {
  await archive.close();
  await rm(dir, { recursive: true });
});

function book(limits: GpuTimePorts['limits'] = { heldMs: 0 }, onRead: () => void = () => undefined): GpuTimeBook {
  const read = (async (name: string, input: { from: number }) => {
    expect(name).toBe('workspace.gpuLedger');
    onRead();
    return { ...ledger, from: Math.max(input.from, ledger.from) };
  }) as unknown as Read;
  const series: GpuTimePorts['series'] = {
    grids: (choice, span, use) =>
      archive.grids(choice, span, (devices) => {
        asked.grids += 1;
        const counted = devices.map((one) => ({
          ...one,
          cells: (ms: number) => {
            asked.cells += one.samples;
            return one.cells(ms);
          },
        }));
        return use(counted);
      }),
  };
  return new GpuTimeBook({ series, read, clock: { now: () => now }, limits });
}

const uuid = (index: number, node = 'n') => `${node}-gpu-${index}`;

function node(uid: string, gpus: number, simulated = false): void {
  const found = Array.from({ length: gpus }, (_, index) => ({
    index,
    uuid: uuid(index, uid),
    model: 'NVIDIA H100 80GB HBM3',
    memoryBytes: 1,
    simulated,
  }));
  ledger.nodes.push({ uid, gpus: found });
}

function hold(job: string, from: number, to: number | null, more: Partial<HeldGpus> = {}): void {
  if (!ledger.jobs.some(({ uid }) => uid === job)) ledger.jobs.push({ uid: job, experiment: 'e', name: job });
  ledger.held.push({ jobUid: job, unit: 0, attempt: 1, task: 0, nodeUid: 'n', gpuIds: [0], from, to, ...more });
}

async function sampled(from: number, to: number, value: number | null, more: Partial<SeriesFrame> = {}) {
  const frames: SeriesFrame[] = [];
  for (let t0 = from; t0 < to; t0 += 600 * second) {
    const values = Array.from({ length: Math.min(600, Math.ceil((to - t0) / second)) }, () => value);
    const head = { source: 'nvidia', nodeUid: 'n', device: uuid(0), metric: 'gpu.utilisation' } as const;
    frames.push({ version: 1, ...head, t0, skew: 0, step: second, values, ...more });
  }
  await archive.append(frames);
  return frames;
}

const minutes = (ms: number | undefined) => Math.round(((ms ?? 0) / 60_000) * 10) / 10;

describe('what is told', () => {
  test('busy, idle and not measured are parts of what the ledger says, job by job on the same GPU', async () => {
    node('n', 1);
    hold('first', noon - 60 * 60_000, noon - 40 * 60_000);
    hold('second', noon - 30 * 60_000, noon - 10 * 60_000);
    // Two thirds of the time of the second one is not sampled, and what nobody holds counts for nobody.
    await sampled(noon - 60 * 60_000, noon - 50 * 60_000, 40);
    await sampled(noon - 50 * 60_000, noon - 23 * 60_000, 0);
    const day = await book().of('w');
    expect(day.simulated).toBeNull();
    expect(minutes(day.real?.allocatedMs)).toBe(40);
    expect(minutes(day.real?.busyMs)).toBe(10);
    expect(minutes(day.real?.idleMs)).toBe(17);
    expect(minutes(day.real?.notMeasuredMs)).toBe(13);
    expect(day.idle.map(({ job, idleMs }) => [job.name, minutes(idleMs)])).toEqual([
      ['first', 10],
      ['second', 7],
    ]);
    expect(day.real?.steps).toHaveLength(stepsOfDay);
    expect(day.readFrom).toBe(day.from);
  });

  test('simulated GPUs and real ones of one job stay apart', async () => {
    node('n', 1);
    node('s', 1, true);
    hold('both', noon - 15 * 60_000, noon);
    hold('both', noon - 15 * 60_000, noon, { nodeUid: 's', task: 1 });
    await sampled(noon - 15 * 60_000, noon, 80);
    await sampled(noon - 15 * 60_000, noon, 0, { nodeUid: 's', device: uuid(0, 's'), source: 'simulated' });
    const { real, simulated, idle } = await book().of('w');
    expect([minutes(real?.busyMs), minutes(real?.idleMs), real?.gpus]).toEqual([15, 0, 1]);
    expect([minutes(simulated?.busyMs), minutes(simulated?.idleMs), simulated?.gpus]).toEqual([0, 15, 1]);
    expect(idle.map((one) => one.simulated)).toEqual([true]);
  });

  test('samples of a running job that are on their way are not missing; those that stay away are', async () => {
    node('n', 1);
    hold('live', noon, null);
    await sampled(noon, noon + 30 * second, 50);
    const { real, idle } = await book().of('w');
    expect(real).toMatchObject({ allocatedMs: 40 * second, notMeasuredMs: 0, busyMs: 40 * second });
    expect(idle).toEqual([]);
    now = noon + 100 * second;
    expect((await book().of('w')).real?.notMeasuredMs).toBeGreaterThan(50 * second);
  });

  test('a GPU that spins is told by its power, and one that starves by the load of its task', async () => {
    node('n', 2);
    const fence = { job: 'j', unit: 0, attempt: 1, task: 0 };
    hold('j', noon - 15 * 60_000, noon, { gpuIds: [0, 1] });
    await sampled(noon - 15 * 60_000, noon, 100);
    await sampled(noon - 15 * 60_000, noon, 280, { metric: 'gpu.power' });
    await sampled(noon - 15 * 60_000, noon, 20, { device: uuid(1) });
    await sampled(noon - 15 * 60_000, noon, 640, { metric: 'process.cpu', device: '0', source: 'host', fence });
    const { real } = await book().of('w');
    expect([minutes(real?.spinMs), minutes(real?.inputMs), minutes(real?.usefulMs)]).toEqual([15, 15, 0]);
    expect(real).toMatchObject({ spinWatts: 280, inputCpu: 320 });
  });
});

describe('what it costs', () => {
  /** 8 GPUs and 10,000 jobs of 69 s, one after the other on each. */
  async function tenThousandJobs(): Promise<number> {
    node('n', 8);
    const first = noon - 95 * stepMs;
    const each = Math.floor((noon - first) / 1_250);
    for (let job = 0; job < 10_000; job++) {
      const from = first + (job >> 3) * each;
      hold(`job-${job}`, from, from + each, { gpuIds: [job % 8] });
    }
    for (let from = first; from < noon; from += hour) {
      const to = Math.min(noon, from + hour);
      for (let gpu = 0; gpu < 8; gpu++) await sampled(from, to, gpu === 0 ? 0 : 70, { device: uuid(gpu) });
    }
    return (8 * (noon - first)) / second;
  }

  test('with 10,000 jobs in a day each sample is unpacked once at most a few times, and for a second question none again', async () => {
    const samples = await tenThousandJobs();
    const kept = book();
    const day = await kept.of('w');
    expect(day.readFrom).toBe(day.from);
    expect(day.real?.allocatedMs).toBeGreaterThan(0.999 * 8 * 95 * stepMs);
    expect((day.real?.idleMs ?? 0) / (day.real?.allocatedMs ?? 1)).toBeCloseTo(1 / 8, 2);
    expect(day.idle).toHaveLength(20);
    expect(day.idleRest).toBe(1_250 - 20);
    expect(asked.grids).toBeLessThanOrEqual(25);
    expect(asked.cells).toBeLessThan(3 * samples);
    // A minute after its end the newest step is settled; then nothing but the step that is not over is looked at.
    now = noon + 61 * second;
    await kept.of('w');
    asked = { grids: 0, cells: 0 };
    expect((await kept.of('w')).real?.idleMs).toBeCloseTo(day.real?.idleMs ?? 0, 0);
    expect(asked).toEqual({ grids: 0, cells: 0 });
  }, 60_000);

  test('one question unpacks no more than it may, says how far it came, and the next ones go on', async () => {
    node('n', 1);
    hold('long', noon - 6 * hour, noon);
    await sampled(noon - 6 * hour, noon, 50);
    // What is in memory is unpacked whole for each group of steps.
    const samplesMost = (6 * hour) / second;
    const kept = book({ heldMs: 0, samplesMost });
    let day = await kept.of('w');
    expect(asked.cells).toBeLessThanOrEqual(samplesMost);
    expect(minutes(day.real?.busyMs)).toBe(60);
    expect(minutes(day.real?.notMeasuredMs)).toBe(300);
    expect(day.readFrom).toBe(noon - hour);
    expect(day.real?.steps.find(({ allocated }) => allocated > 0)).toMatchObject({ allocated: 1, measured: 0 });
    now = noon + 61 * second;
    for (let more = 0; more < 10 && day.readFrom > day.from; more++) {
      asked.cells = 0;
      day = await kept.of('w');
      expect(asked.cells).toBeLessThanOrEqual(samplesMost);
    }
    expect(day.readFrom).toBe(day.from);
    expect([minutes(day.real?.busyMs), minutes(day.real?.notMeasuredMs)]).toEqual([360, 0]);
  });

  test('of more samples than it may unpack at all it reads one GPU of several and says so', async () => {
    node('n', 4);
    hold('wide', noon - 15 * 60_000, noon, { gpuIds: [0, 1, 2, 3] });
    for (let gpu = 0; gpu < 4; gpu++) await sampled(noon - 15 * 60_000, noon, 0, { device: uuid(gpu) });
    const day = await book({ heldMs: 0, samplesMost: 1_800 }).of('w');
    expect(day.oneIn).toBe(2);
    expect(asked.cells).toBe(1_800);
    expect([minutes(day.real?.idleMs), minutes(day.real?.notMeasuredMs)]).toEqual([30, 30]);
  });

  test('of more allocations than one answer is made of the day begins later', async () => {
    ledger.from = noon - hour - 1;
    const day = await book().of('w');
    expect(day.from).toBe(noon - hour);
    expect(day.real).toBeNull();
  });

  test('those who ask at the same time get one answer, for ten times as long as it took and a quarter of a minute at most', async () => {
    node('n', 1);
    hold('live', noon, null);
    let took = 0;
    const shared = book({}, () => {
      now += took;
    });
    const [one, two] = await Promise.all([shared.of('w'), shared.of('w')]);
    expect(two).toBe(one);
    for (const [takes, held] of [
      [0, 1_000],
      [500, 5_000],
      [4_000, 15_000],
    ] as const) {
      now += gpuTimeLimits.heldMostMs;
      took = takes;
      const told = await shared.of('w');
      now += held - 1;
      expect(await shared.of('w')).toBe(told);
      now += 1;
      expect(await shared.of('w')).not.toBe(told);
    }
  });

  test('a workspace that cannot be told is asked for again', async () => {
    node('n', 1);
    const { gpuTime, fail } = failing();
    fail(true);
    await expect(gpuTime.of('w')).rejects.toThrow('disk');
    fail(false);
    expect((await gpuTime.of('w')).real).toBeNull();
  });
});

function failing() {
  let fails = false;
  const read = (async () => {
    if (fails) throw new Error('disk');
    return ledger;
  }) as unknown as Read;
  const gpuTime = new GpuTimeBook({ series: archive, read, clock: { now: () => now } });
  return { gpuTime, fail: (whether: boolean) => (fails = whether) };
}

test('samples that an agent sends hours late are counted', async () => {
  node('n', 1);
  hold('cut', noon - 2 * hour, noon - hour);
  const kept = book();
  expect(minutes((await kept.of('w')).real?.notMeasuredMs)).toBe(60);
  kept.hear(await sampled(noon - 2 * hour, noon - hour, 50));
  const { real } = await kept.of('w');
  expect([minutes(real?.busyMs), minutes(real?.notMeasuredMs)]).toEqual([60, 0]);
});
