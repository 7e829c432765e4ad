import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findHierarchies, removeBelow } from '@trainyard/runtime/node/cgroups';
import { systemClock } from '@trainyard/runtime/node/system';
import { afterAll, describe, expect, test } from 'vitest';
import { Cgroup, nodeHierarchies } from './cgroup.ts';
import { endTree } from './end-tree.ts';
import { NodeGroups } from './node-groups.ts';
import { processesOf } from './proc.ts';

const root = mkdtempSync(join(tmpdir(), 'ty-groups-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const limits = { memoryBytes: 64 * 1024 ** 2, cpus: 1.5, weight: 1.5, pids: 100 };

describe('the settings of v2, in a directory that stands in for the kernel', () => {
  const directory = join(root, 'v2');
  mkdirSync(directory);
  const group = new Cgroup([{ version: 2, controllers: ['memory', 'cpu', 'pids'], directory }], 'g');
  const read = (file: string) => readFileSync(join(directory, 'g', file), 'utf8');

  test('are limits of memory, quota and weight of processors, and a number of processes', () => {
    group.make(limits);
    writeFileSync(join(directory, 'g', 'memory.swap.max'), 'max');
    group.make(limits);
    expect([read('memory.max'), read('memory.swap.max'), read('pids.max')]).toEqual(['67108864', '0', '100']);
    expect([read('cpu.max'), read('cpu.weight')]).toEqual(['150000 100000', '150']);
    group.make({ memoryBytes: null, cpus: null, weight: 0.001, pids: 100 });
    expect([read('memory.max'), read('memory.swap.max')]).toEqual(['max', 'max']);
    expect([read('cpu.max'), read('cpu.weight')]).toEqual(['max 100000', '1']);
  });

  test('memory that ran out is counted, and told apart from want of memory elsewhere', () => {
    expect(group.memoryEvents()).toEqual({ kills: 0, limitHit: false });
    writeFileSync(join(directory, 'g', 'memory.events'), 'low 0\nhigh 0\nmax 9\noom 2\noom_kill 1\n');
    expect(group.memoryEvents()).toEqual({ kills: 1, limitHit: true });
    writeFileSync(join(directory, 'g', 'memory.events'), 'low 0\nhigh 0\nmax 0\noom 0\noom_kill 1\n');
    expect(group.memoryEvents()).toEqual({ kills: 1, limitHit: false });
  });

  test('all of it is killed at once where the kernel can', () => {
    writeFileSync(join(directory, 'g', 'cgroup.kill'), '');
    group.kill();
    expect(read('cgroup.kill')).toBe('1');
  });
});

test('only what the hierarchy controls is set', () => {
  const directory = join(root, 'pids');
  mkdirSync(directory);
  new Cgroup([{ version: 1, controllers: ['pids'], directory }], 'g').make(limits);
  expect(readdirSync(join(directory, 'g'))).toEqual(['pids.max']);
  // In a hierarchy for processors alone a group without a quota would only take its processes from the others.
  const cpu = new Cgroup([{ version: 1, controllers: ['cpu'], directory }], 'c');
  cpu.make({ ...limits, cpus: null });
  expect(cpu.procsFiles).toEqual([]);
  cpu.make(limits);
  expect(readFileSync(join(directory, 'c', 'cpu.cfs_quota_us'), 'utf8')).toBe('150000');
});

test('the groups of a node are made below one of ours, and weigh as much as the processors', () => {
  const directory = join(root, 'all');
  mkdirSync(directory);
  const [made] = nodeHierarchies([{ version: 1, controllers: ['cpu', 'pids'], directory }], 'n1', 4);
  expect(made?.directory).toBe(join(directory, 'trainyard', 'n1'));
  for (const name of ['trainyard', 'trainyard/n1']) {
    expect(readFileSync(join(directory, name, 'cpu.shares'), 'utf8')).toBe('4096');
    expect(readdirSync(join(directory, name))).not.toContain('pids.max');
  }
});

test('limits are what was granted, where the machine has more', () => {
  const of = new NodeGroups([], { cpus: 4, memoryBytes: 8 * 1024 ** 3 });
  const granted = (cpus: number, gib: number) => of.limitsOf({ gpuIds: [], cpus, memoryBytes: gib * 1024 ** 3 });
  expect(granted(2, 4)).toMatchObject({ cpus: 2, memoryBytes: 4 * 1024 ** 3, weight: 2 });
  expect(granted(6, 56)).toMatchObject({ cpus: null, memoryBytes: null, weight: 6 });
  expect(granted(4, 8)).toMatchObject({ cpus: null, memoryBytes: null });
  expect(granted(1, 0)).toMatchObject({ memoryBytes: null });
});

describe('in the kernel of this machine', () => {
  const found = findHierarchies();

  test.skipIf(found.length === 0)(
    'a process that sheds environment, session and parent is found by its group, and ended',
    async () => {
      const hierarchies = nodeHierarchies(found, `test-${process.pid}`, 2);
      const group = new Cgroup(hierarchies, 'g');
      group.make(limits);
      const enter = group.procsFiles.map((file) => `echo $$ > ${file}`).join('; ');
      const line = `${enter}; cd /; env -i setsid /bin/sleep 1234567 >/dev/null 2>&1 </dev/null &`;
      await new Promise((resolve) => spawn('bash', ['-c', line], { stdio: 'ignore' }).once('exit', resolve));
      await expect.poll(() => group.pids().length).toBe(1);
      const belonging = { fence: 'nobody', roots: [], sessions: [] };
      expect(processesOf(belonging)).toEqual([]);
      expect(processesOf({ ...belonging, group })).toHaveLength(1);
      expect(group.remove()).toBe(false);
      expect(await endTree({ ...belonging, group }, 0, systemClock)).toEqual([]);
      await expect.poll(() => group.remove()).toBe(true);
      expect(hierarchies.map(({ directory }) => removeBelow(directory))).not.toContain(false);
    },
  );
});
