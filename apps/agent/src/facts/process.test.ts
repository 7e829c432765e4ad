import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { kernelUnits } from './machine.ts';
import { createProcesses, type RunningTask } from './process.ts';

const fence = { job: 'j', unit: 0, attempt: 1, task: 0 };
const units = { pageBytes: 4096, ticksPerSecond: 100 };

/** A /proc of our own: every process as [pid, parent, session, ticks, pages], with an optional start time. */
async function withProc(work: (set: (processes: number[][]) => Promise<string>) => Promise<void>): Promise<void> {
  const proc = await mkdtemp(join(tmpdir(), 'processes-'));
  try {
    await work(async (processes) => {
      await rm(proc, { recursive: true });
      for (const [pid, ppid, session, ticks, pages, start = pid] of processes) {
        await mkdir(join(proc, String(pid)), { recursive: true });
        const fields = ['S', ppid, pid, session, 0, 0, 0, 0, 0, 0, 0, ticks, 0, 0, 0, 20, 0, 1, 0, start, 0, pages, 0];
        await writeFile(join(proc, String(pid), 'stat'), `${pid} (a ) b) ${fields.join(' ')}\n`);
      }
      return proc;
    });
  } finally {
    await rm(proc, { recursive: true });
  }
}

describe('processes of a task', () => {
  it('are its tree: children, orphans of its session, none of the neighbours', async () => {
    await withProc(async (set) => {
      const neighbours = [1, 0, 1, 900, 9];
      const proc = await set([neighbours, [50, 1, 50, 500, 9], [100, 50, 100, 10, 1], [101, 100, 100, 20, 2]]);
      const sample = createProcesses({ proc }, units);
      const tasks: RunningTask[] = [{ fence, gpuIds: [], rootPids: [100] }];
      expect(sample(tasks, 0)).toMatchObject([{ cpu: null, memory: 3 * 4096 }]);
      // 101 left an orphan in its session (102), 100 made a daemon (103), which lost its parents (104 is its child).
      await set([[50, 1, 50, 999, 9], [100, 50, 100, 60, 1], [102, 1, 100, 10, 4], [103, 100, 103, 10, 8], neighbours]);
      expect(sample(tasks, 1000)).toMatchObject([{ cpu: 50, memory: 13 * 4096 }]);
      await set([neighbours, [50, 1, 50, 999, 9], [100, 50, 100, 70, 1], [103, 1, 103, 10, 8], [104, 103, 103, 5, 1]]);
      expect(sample(tasks, 2000)).toMatchObject([{ memory: 10 * 4096 }]);
      // A stranger under a known pid is a stranger.
      await set([neighbours, [100, 50, 100, 90, 1], [103, 1, 900, 99, 50, 777]]);
      expect(sample(tasks, 3000)).toMatchObject([{ cpu: 5, memory: 4096 }]);
      await set([neighbours]);
      expect(sample(tasks, 4000)).toMatchObject([{ cpu: null, memory: null }]);
      expect(sample([], 5000)).toEqual([]);
    });
  });

  it('finds children that were there before it knew of their root', async () => {
    await withProc(async (set) => {
      const proc = await set([
        [100, 1, 100, 0, 1],
        [200, 1, 200, 0, 1],
        [201, 200, 200, 0, 6],
      ]);
      const sample = createProcesses({ proc }, units);
      const first: RunningTask = { fence, gpuIds: [], rootPids: [100] };
      sample([first], 0);
      const second: RunningTask = { fence: { ...fence, task: 1 }, gpuIds: [], rootPids: [200] };
      expect(sample([first, second], 1000)).toMatchObject([{ memory: 4096 }, { memory: 7 * 4096 }]);
    });
  });

  it('are measured on this machine', async () => {
    // A shell that waits, and its child that works: both are the task's.
    const root = spawn('sh', ['-c', 'sh -c "while :; do :; done" & wait'], { detached: true, stdio: 'ignore' });
    try {
      const sample = createProcesses({ proc: '/proc' }, kernelUnits());
      const tasks: RunningTask[] = [{ fence, gpuIds: [], rootPids: [root.pid as number] }];
      await vi.waitFor(
        () => {
          const [activity] = sample(tasks, performance.now());
          expect(activity?.cpu).toBeGreaterThan(2);
          expect(activity?.memory).toBeGreaterThan(100_000);
        },
        { timeout: 8_000, interval: 100 },
      );
    } finally {
      process.kill(-(root.pid as number), 'SIGKILL');
    }
  });
});
