import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, hostname, release, tmpdir, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { nodeFound } from '@trainyard/contracts/node';
import { type Metric, type SeriesFrame, seriesFrame } from '@trainyard/contracts/series-frame';
import type { Clock } from '@trainyard/runtime/clock';
import { systemClock } from '@trainyard/runtime/node/system';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSampler, type Sampler, type SamplerOptions } from './sampler.ts';

const patience = { timeout: 8_000, interval: 10 };
const uid = '018f0000-0000-7000-8000-000000000001';
const promised = { vcpus: 6, memoryBytes: 1, gpus: 0, gpuModel: null as string | null, gpuMemoryBytes: 0 };
const header =
  'index, uuid, name, memory.total [MiB], memory.used [MiB], utilization.gpu [%], power.draw [W], temperature.gpu, clocks.current.sm [MHz]';

/** A clock that stands until it is moved; timers run in order as it passes them. */
function handClock(start: number): Clock & { to(ms: number): void } {
  let now = start;
  const timers = new Set<{ at: number; fn: () => void }>();
  return {
    now: () => now,
    monotonic: () => now - start,
    setTimeout(fn, ms) {
      const timer = { at: now + ms, fn };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    to(ms) {
      for (;;) {
        const due = [...timers].filter((timer) => timer.at <= ms).sort((a, b) => a.at - b.at)[0];
        if (due === undefined) break;
        timers.delete(due);
        now = Math.max(now, due.at);
        due.fn();
      }
      now = ms;
    },
  };
}

let directory: string;
let sampler: Sampler | undefined;
let frames: SeriesFrame[];
let troubles: string[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sampler-'));
  frames = [];
  troubles = [];
});
afterEach(async () => {
  sampler?.stop();
  await rm(directory, { recursive: true });
});

function start(clock: Clock, more: Partial<SamplerOptions> = {}): Sampler {
  sampler = createSampler({
    clock,
    node: { uid, promised },
    nvidiaSmi: join(directory, 'nvidia-smi'),
    directory,
    tasks: () => [],
    onFrames: (sent) => frames.push(...sent),
    onTrouble: (message) => troubles.push(message),
    serverSkew: () => 5,
    ...more,
  });
  return sampler;
}

async function program(script: string): Promise<void> {
  await writeFile(join(directory, 'nvidia-smi'), `#!/bin/sh\n${script}\n`);
  await chmod(join(directory, 'nvidia-smi'), 0o755);
}

const of = (metric: Metric, device?: string) =>
  frames.filter((frame) => frame.metric === metric && (device === undefined || frame.device === device));

describe('a sampler', () => {
  it('takes ten seconds of real facts into one batch, on the second', async () => {
    const clock = handClock(1_000_300);
    start(clock);
    clock.to(1_009_999);
    expect(frames).toEqual([]);
    clock.to(1_010_000);
    for (const frame of frames) expect(seriesFrame.parse(frame)).toEqual(frame);
    const [used] = of('memory.used');
    expect(used).toMatchObject({ t0: 1_001_000, step: 1000, skew: 5, source: 'host', device: 'host' });
    expect(used?.values).toHaveLength(10);
    expect(used?.values.every((value) => value !== null && value > 1e6)).toBe(true);
    expect(of('disk.read')[0]?.values.slice(0, 2)).toEqual([null, expect.any(Number)]);
    expect(new Set(frames.map((frame) => frame.metric)).size).toBe(8);
  });

  it('goes live at once and back', () => {
    const clock = handClock(0);
    const { setCadence } = start(clock);
    clock.to(3_000);
    expect(frames).toEqual([]);
    setCadence('live');
    const at = () => of('memory.total').map((frame) => [frame.t0, frame.values.length]);
    const collected = at();
    expect(collected).toHaveLength(1);
    clock.to(5_000);
    expect(at().slice(1)).toEqual([
      [4_000, 1],
      [5_000, 1],
    ]);
    setCadence('batch');
    clock.to(9_000);
    expect(at()).toHaveLength(3);
    sampler?.stop();
    expect(at()[3]).toEqual([6_000, 4]);
    clock.to(20_000);
    expect(at()).toHaveLength(4);
  });

  it('finds the machine; without GPUs, promised or real, it has none', async () => {
    const { found, gpuSource } = start(systemClock);
    const machine = await found();
    expect(nodeFound.parse(machine)).toEqual(machine);
    expect(machine).toMatchObject({ gpus: [], hostname: hostname() });
    const booted = machine.machine?.bootedAt ?? 0;
    expect(booted).toBeGreaterThan(0);
    expect(booted).toBeLessThanOrEqual(Date.now());
    expect(machine.machine).toMatchObject({
      hostname: hostname(),
      kernel: `${type()} ${release()}`,
      clockSkewMs: null,
    });
    expect(machine.machine?.bootId).toMatch(/^[0-9a-f-]{36}$/);
    expect(machine.vcpus).toBeGreaterThan(0);
    expect(machine.vcpus).toBeLessThanOrEqual(cpus().length);
    expect(machine.memoryBytes).toBeLessThanOrEqual(totalmem());
    expect(gpuSource()).toBe('none');
  });

  it('simulates GPUs that are promised and not there, and says so', async () => {
    const clock = handClock(0);
    const fence = { job: uid, unit: 0, attempt: 1, task: 0 };
    const node = { uid, promised: { ...promised, gpus: 2, gpuModel: 'Tesla K80', gpuMemoryBytes: 12 * 1024 ** 3 } };
    const tasks = () => [{ fence, gpuIds: [1], rootPids: [process.pid] }];
    const { found, gpuSource, setCadence } = start(clock, { node, tasks });
    const { gpus } = await found();
    expect(gpuSource()).toBe('simulated');
    expect(gpus).toMatchObject([{ model: 'Tesla K80', simulated: true }, { simulated: true }]);
    setCadence('live');
    clock.to(1_000);
    clock.to(2_000);
    const [idle, held] = [0, 1].map((at) => of('gpu.memory.used', gpus[at]?.uuid)[1]);
    expect(idle).toMatchObject({ source: 'simulated', values: [0] });
    expect(idle).not.toHaveProperty('fence');
    expect(held).toMatchObject({ source: 'simulated', fence });
    expect(held?.values[0]).toBeGreaterThan(10e6);
    expect(of('process.memory')[1]).toMatchObject({ fence, device: '0', source: 'host' });
  });

  it('samples real GPUs by one program that runs on; when it dies there is a gap, and it is started again', async () => {
    await program(`case "$*" in
*lms*) echo $$ > ${directory}/pid; echo "${header}"
  echo "0, GPU-a, Tesla K80, 100 MiB, 1 MiB, 5 %, 30 W, 40, 300 MHz"
  echo "1, GPU-b, Tesla K80, 100 MiB, 7 MiB, [N/A], 30 W, 40, 300 MHz"
  exec sleep 1000 ;;
*) echo "${header}"; for i in 0 1; do echo "$i, GPU-$i, Tesla K80, 100 MiB, 1 MiB, 5 %, 30 W, 40, 300 MHz"; done ;;
esac`);
    const node = { uid, promised: { ...promised, gpus: 1 } };
    const clock = handClock(0);
    const { found, gpuSource, setCadence } = start(clock, { node, gpuIndices: [1] });
    expect((await found()).gpus).toEqual([
      { index: 1, uuid: 'GPU-1', model: 'Tesla K80', memoryBytes: 100 * 1024 ** 2, simulated: false },
    ]);
    expect(gpuSource()).toBe('nvidia');
    setCadence('live');
    const latest = (metric: Metric) => {
      clock.to(clock.now() + 1000);
      return of(metric).at(-1)?.values[0];
    };
    await vi.waitFor(() => expect(latest('gpu.memory.used')).toBe(7 * 1024 ** 2), patience);
    expect(latest('gpu.utilisation')).toBeNull();
    expect(of('gpu.power').at(-1)).toMatchObject({ source: 'nvidia', device: 'GPU-1' });
    const first = Number(await readFile(join(directory, 'pid'), 'utf8'));
    process.kill(first, 'SIGKILL');
    await vi.waitFor(() => expect(latest('gpu.memory.used')).toBeNull(), patience);
    await vi.waitFor(async () => {
      clock.to(clock.now() + 1000);
      expect(Number(await readFile(join(directory, 'pid'), 'utf8'))).not.toBe(first);
    }, patience);
    await vi.waitFor(() => expect(latest('gpu.memory.used')).toBe(7 * 1024 ** 2), patience);
    expect(troubles[0]).toMatch(/SIGKILL/);
    const second = Number(await readFile(join(directory, 'pid'), 'utf8'));
    sampler?.stop();
    await vi.waitFor(() => expect(() => process.kill(second, 0)).toThrow(), patience);
  });

  it('does not simulate GPUs that are there and do not answer', async () => {
    await program('echo "Failed to initialize NVML: Driver/library version mismatch"; exit 18');
    await mkdir(join(directory, 'proc/driver/nvidia/gpus/0000:00:00.0'), { recursive: true });
    const node = { uid, promised: { ...promised, gpus: 1 } };
    const { found, gpuSource } = start(systemClock, { node, files: { proc: join(directory, 'proc') } });
    await writeFile(
      join(directory, 'proc/driver/nvidia/version'),
      'NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue Mar  5 22:23:56 UTC 2024\nGCC version:  gcc version 12.2.0\n',
    );
    const { gpus, machine } = await found();
    expect(gpus).toEqual([]);
    // What its files do not tell is not made up.
    expect(machine).toMatchObject({ gpuDriver: '550.54.15', bootedAt: null, bootId: '' });
    expect(gpuSource()).toBe('nvidia');
    expect(troubles).toEqual([expect.stringContaining('version mismatch')]);
  });
});
