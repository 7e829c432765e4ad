import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileServerSpec } from '@trainyard/contracts/file-server';
import { readMounts, unmountBelow } from '@trainyard/runtime/node/mount-table';
import { systemClock } from '@trainyard/runtime/node/system';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FileServerHost } from '../../file-server-host.ts';
import { type FileServerAbilities, findFileServerPrograms, tryAbilities } from './abilities.ts';
import { createLocalFileServers } from './host.ts';

const uid = '0190a0b0-0000-7000-8000-0000000000aa';
const spec: FileServerSpec = {
  vmSize: 'Standard_D1',
  sshConfiguration: { userAccountSettings: { adminUserName: 'ada' } },
  dataDisks: { diskSizeInGB: 1, diskCount: 1, storageAccountType: 'Standard_LRS', cachingType: 'none' },
};
const request = { uid, spec };

/** What this machine has, without the program that serves: NFS has tests of its own where it is installed. */
const trial = mkdtempSync(join(tmpdir(), 'trainyard-trial-'));
const programs = { ...(await findFileServerPrograms()), ganesha: undefined };
const found = await tryAbilities(trial, programs);
rmSync(trial, { recursive: true });
if (found.disk.kind !== 'loop' && process.env.CI === 'true') throw new Error(`no disks here: ${found.disk.why}`);

let base: string;
let root: string;
let hosts: FileServerHost[];
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'trainyard-servers-'));
  root = join(base, 'file-servers');
  hosts = [];
});
afterEach(async () => {
  for (const host of hosts) await host.remove(uid).catch(() => undefined);
  for (const host of hosts) await host.stop();
  await unmountBelow(base);
  rmSync(base, { recursive: true, force: true });
});

function hostWith(abilities: FileServerAbilities): FileServerHost {
  const host = createLocalFileServers({ root, serverHost: '127.0.0.1', clock: systemClock, abilities });
  hosts.push(host);
  return host;
}

const plain: FileServerAbilities = { programs, disk: { kind: 'plain', why: 'a test wants it' }, root: true };
const mountedUnder = async () => readMounts().filter(({ at }) => at.startsWith(base));

describe('a file server in a plain directory', () => {
  test('says that it has no limit, proves whose it is, keeps its files over restarts and deletes them in the end', async () => {
    const host = hostWith(plain);
    const place = await host.provision(request);
    expect(place).toEqual({ directory: join(root, uid, 'disk', 'files'), nfs: null, limited: false });
    expect(host.notes(spec).map(({ code }) => code)).toContain('fileServerUnlimited');
    expect(readFileSync(join(place.directory, '.trainyard-file-server'), 'utf8')).toBe(uid);
    expect(statSync(place.directory).mode & 0o777).toBe(0o777);
    writeFileSync(join(place.directory, 'model'), 'x'.repeat(100_000));
    expect(await host.used(uid)).toBeGreaterThan(100_000);
    await host.stop();
    await expect(host.provision(request)).rejects.toThrow('stops');
    const next = hostWith(plain);
    expect(await next.provision(request)).toEqual(place);
    expect(readFileSync(join(place.directory, 'model'), 'utf8')).toHaveLength(100_000);
    await next.remove(uid);
    expect(() => statSync(join(root, uid))).toThrow();
    await next.remove(uid);
  });

  test('puts its proof back, and writes through no link that a job put in its place', async () => {
    const host = hostWith(plain);
    const { directory } = await host.provision(request);
    const proof = join(directory, '.trainyard-file-server');
    const victim = join(base, 'victim');
    writeFileSync(victim, 'precious');
    rmSync(proof);
    symlinkSync(victim, proof);
    await host.provision(request);
    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect(readFileSync(proof, 'utf8')).toBe(uid);
    rmSync(proof);
    mkdirSync(join(proof, 'deep'), { recursive: true });
    await host.provision(request);
    expect(readFileSync(proof, 'utf8')).toBe(uid);
  });

  test('is no path, and a broken record makes no new disk', async () => {
    const host = hostWith(plain);
    await expect(host.provision({ uid: '../../etc', spec })).rejects.toThrow('not the uid');
    await expect(host.remove('..')).rejects.toThrow('not the uid');
    await host.provision(request);
    writeFileSync(join(root, uid, 'server.json'), '{');
    await expect(host.provision(request)).rejects.toThrow('cannot be read');
  });
});

describe.skipIf(found.disk.kind !== 'loop')('a file server with a disk', () => {
  test('has a limit that writers meet as a full disk, and the files survive stop, start and a lost mount', async () => {
    const host = hostWith(found);
    const place = await host.provision({ uid, spec });
    expect(place).toMatchObject({ limited: true, nfs: null });
    const path = join(place.directory, 'model');
    writeFileSync(path, 'weights');
    const fill = () => execFileSync('fallocate', ['-l', '1100M', join(place.directory, 'fill')], { stdio: 'pipe' });
    expect(fill).toThrow(/No space left/);
    rmSync(join(place.directory, 'fill'), { force: true });
    expect(await host.used(uid)).toBeLessThan(1_000_000);
    await host.stop();
    expect(await mountedUnder()).toEqual([]);
    expect(() => statSync(path)).toThrow();
    const next = hostWith(found);
    await next.provision(request);
    expect(readFileSync(path, 'utf8')).toBe('weights');
    execFileSync('umount', [join(root, uid, 'disk')]);
    await expect.poll(() => readFileSync(path, 'utf8'), { timeout: 10_000 }).toBe('weights');
  });

  test('is neither stopped nor deleted under somebody who has it mounted', async () => {
    const host = hostWith(found);
    const { directory } = await host.provision(request);
    writeFileSync(join(directory, 'model'), 'weights');
    const elsewhere = join(base, 'mount of a job');
    mkdirSync(elsewhere);
    execFileSync('mount', ['--bind', directory, elsewhere]);
    await expect(host.remove(uid)).rejects.toThrow(`it is still mounted at ${elsewhere}`);
    await host.stop();
    expect(readFileSync(join(directory, 'model'), 'utf8')).toBe('weights');
    execFileSync('umount', [elsewhere]);
    await hostWith(found).remove(uid);
    expect(await mountedUnder()).toEqual([]);
    expect(execFileSync('losetup', ['-a'], { encoding: 'utf8' })).not.toContain(base);
  });

  test('takes the loop device that is left from before, since two would write over each other', async () => {
    const host = hostWith(found);
    const { directory } = await host.provision(request);
    const elsewhere = join(base, 'left');
    mkdirSync(elsewhere);
    execFileSync('mount', ['--bind', directory, elsewhere]);
    execFileSync('umount', [join(root, uid, 'disk')]);
    await host.provision(request);
    writeFileSync(join(directory, 'both'), 'seen');
    expect(readFileSync(join(elsewhere, 'both'), 'utf8')).toBe('seen');
    const devices = execFileSync('losetup', ['-n', '-O', 'NAME', '-j', join(root, uid, 'image')], { encoding: 'utf8' });
    expect(devices.trim().split('\n')).toHaveLength(1);
    execFileSync('umount', [elsewhere]);
  });

  test('that is larger than its machine has room for is full before the machine is', async () => {
    mkdirSync(root);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300m', 'tmpfs', root]);
    const host = hostWith(found);
    const { directory } = await host.provision(request);
    expect(host.notes(spec).map(({ code }) => code)).toContain('fileServerThin');
    const write = () =>
      execFileSync('dd', ['if=/dev/zero', `of=${directory}/fill`, 'bs=1M', 'count=600'], {
        stdio: 'pipe',
      });
    expect(write).toThrow(/No space left/);
    // What was taken is really there, also on the machine's disk.
    execFileSync('sync', ['-f', directory]);
    execFileSync('umount', [join(root, uid, 'disk')]);
    await host.provision(request);
    const { size } = statSync(join(directory, 'fill'));
    expect(size).toBeGreaterThan(50 * 1024 ** 2);
    execFileSync('cmp', ['-n', String(size), join(directory, 'fill'), '/dev/zero']);
    await host.remove(uid);
  });
});
