import { describe, expect, it } from 'vitest';
import type { RootActivity, TaskActivity } from '../process.ts';
import { simulateGpus } from './simulated.ts';

const MiB = 1024 ** 2;
function activity(gpuIds: number[], roots: RootActivity[]): TaskActivity {
  const fence = { job: 'j', unit: 0, attempt: 1, task: 0 };
  const sum = (pick: (one: RootActivity) => number | null) => roots.reduce((all, one) => all + (pick(one) ?? 0), 0);
  return { task: { fence, gpuIds, rootPids: [] }, roots, cpu: sum((one) => one.cpu), memory: sum((one) => one.memory) };
}

describe('simulated GPUs', () => {
  it('follow the ranks that hold them', () => {
    const gpu = simulateGpus('n', 3, 'Tesla K80', 12 * 1024 * MiB);
    const ranks = [
      { cpu: 80, memory: 100 * MiB },
      { cpu: 10, memory: 50 * MiB },
    ];
    const [first, second, free] = gpu.read([activity([0, 1], ranks)], 0);
    expect(first).toMatchObject({ 'gpu.utilisation': 80, 'gpu.memory.used': 356 * MiB, 'gpu.clock.sm': 875e6 });
    expect(second).toMatchObject({ 'gpu.utilisation': 10, 'gpu.memory.used': 306 * MiB });
    expect(free).toMatchObject({ 'gpu.utilisation': 0, 'gpu.memory.used': 0, 'gpu.power': 26, 'gpu.clock.sm': 324e6 });
    expect(gpu.gpus.every((one) => one.simulated)).toBe(true);
  });

  it('share a single process evenly, and never exceed what there is', () => {
    const gpu = simulateGpus('n', 2, 'Tesla V100-PCIE-16GB', 1024 * MiB);
    const readings = gpu.read([activity([0, 1], [{ cpu: 100, memory: 100_000 * MiB }])], 0);
    expect(readings.map((one) => one['gpu.utilisation'])).toEqual([50, 50]);
    expect(readings.map((one) => one['gpu.memory.used'])).toEqual([1024 * MiB, 1024 * MiB]);
    expect(gpu.read([activity([0], [{ cpu: 900, memory: 1 }])], 1)[0]?.['gpu.utilisation']).toBe(100);
  });

  it('warm up and cool down with a lag', () => {
    const gpu = simulateGpus('n', 1, null, 1);
    const busy = [activity([0], [{ cpu: 100, memory: 1 }])];
    const at = (tasks: TaskActivity[], ms: number) => gpu.read(tasks, ms)[0]?.['gpu.temperature'] as number;
    const cold = at(busy, 0);
    const warm = at(busy, 20_000);
    const hot = at(busy, 300_000);
    expect(cold).toBeLessThan(warm);
    expect(warm).toBeLessThan(hot);
    expect(at([], 320_000)).toBeLessThan(hot);
  });

  it('leave a gap where nothing is known of a task', () => {
    const gpu = simulateGpus('n', 1, null, 1024 * MiB);
    const unknown = { ...activity([0], [{ cpu: null, memory: null }]), cpu: null, memory: null };
    expect(gpu.read([unknown], 0)[0]).toMatchObject({
      'gpu.utilisation': null,
      'gpu.power': null,
      'gpu.memory.used': null,
    });
  });
});
