import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCpu } from './cpu.ts';
import { createDisk, parseDiskstats } from './disk.ts';
import { createMemory } from './memory.ts';
import { createNetwork, parseNetDev } from './network.ts';

let proc: string;
const put = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(join(proc, path)), { recursive: true });
  await writeFile(join(proc, path), text);
};
beforeEach(async () => {
  proc = await mkdtemp(join(tmpdir(), 'facts-'));
});
afterEach(() => rm(proc, { recursive: true }));

describe('facts of the machine', () => {
  it('processors: percent of all time, a gap where nothing is known', async () => {
    const cpu = createCpu({ proc });
    expect(cpu()).toBeNull();
    await put('stat', 'cpu  100 0 100 700 100 0 0 0 50 0\ncpu0 1 2 3 4\n');
    expect(cpu()).toBeNull();
    await put('stat', 'cpu  120 0 110 750 120 0 0 0 60 0\n');
    expect(cpu()).toBeCloseTo(30);
    expect(cpu()).toBeNull();
  });

  it('memory: of the machine, or of the cgroup that limits the agent', async () => {
    await put('meminfo', 'MemTotal:       1000 kB\nMemFree:          10 kB\nMemAvailable:    400 kB\n');
    expect(createMemory({ proc })()).toEqual({ total: 1000 * 1024, used: 600 * 1024 });
    await put('self/cgroup', '4:memory:/outer/inner\n0::/outer\n');
    const group = join(proc, 'groups');
    await put('self/mountinfo', `36 30 0:31 / ${group} rw,relatime - cgroup cgroup rw,memory\n`);
    await put('groups/outer/memory.limit_in_bytes', '300000\n');
    await put('groups/outer/memory.usage_in_bytes', '100000\n');
    await put('groups/outer/memory.stat', 'cache 1\ntotal_inactive_file 20000\n');
    await put('groups/outer/inner/memory.limit_in_bytes', '9223372036854771712\n');
    expect(createMemory({ proc })()).toEqual({ total: 300_000, used: 80_000 });
    await put('self/mountinfo', `36 30 0:31 / ${group} rw - cgroup2 cgroup2 rw\n`);
    await put('groups/outer/memory.max', '200000\n');
    await put('groups/outer/memory.current', '50000\n');
    await put('groups/outer/memory.stat', 'inactive_file 10000\n');
    expect(createMemory({ proc })()).toEqual({ total: 200_000, used: 40_000 });
  });

  it('disks: whole ones once, in bytes per second', async () => {
    const row = (name: string, read: number, written: number) => ` 8 0 ${name} 5 0 ${read} 9 5 0 ${written} 9 0 9 9\n`;
    const all = (read: number) =>
      ['sda', 'sda1', 'nvme0n1', 'nvme0n1p2', 'xvdb1', 'loop0', 'dm-0', 'zram0'].map((n) => row(n, read, 10)).join('');
    expect(parseDiskstats(all(2))).toEqual({ read: 3 * 2 * 512, written: 3 * 10 * 512 });
    const disk = createDisk({ proc }, proc);
    await put('diskstats', all(0));
    expect(disk(1000)).toMatchObject({ read: null, write: null });
    await put('diskstats', all(10));
    expect(disk(3000)).toMatchObject({ read: (3 * 10 * 512) / 2, write: 0, free: expect.any(Number) });
    await put('diskstats', all(1));
    expect(disk(4000).read).toBeNull();
    expect(createDisk({ proc }, join(proc, 'nowhere'))(0).free).toBeNull();
  });

  it('network: real interfaces, in bytes per second', async () => {
    const text = (n: number) =>
      `Inter-|   Receive   |  Transmit\n face |bytes    packets\n    lo: 9 9 0 0 0 0 0 0 9 9\n  eth0:${n} 1 0 0 0 0 0 0 ${2 * n} 1 0\neth0.5: 9 0 0 0 0 0 0 0 9 0\nveth1a: 9 0 0 0 0 0 0 0 9 0\n  ib0: 1 0 0 0 0 0 0 0 1 0\n`;
    expect(parseNetDev(text(1000))).toEqual({ received: 1001, transmitted: 2001 });
    const network = createNetwork({ proc });
    await put('net/dev', text(1000));
    expect(network(0)).toEqual({ receive: null, transmit: null });
    await put('net/dev', text(1500));
    expect(network(500)).toEqual({ receive: 1000, transmit: 2000 });
  });
});
