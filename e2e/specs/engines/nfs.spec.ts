import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileServer } from '@trainyard/contracts/file-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { directoryOf, disksUnder, fileServerIn, fileServerUp, servingUnder } from '../../cluster/file-servers.ts';
import { until } from '../../cluster/wait.ts';
import { Yard } from '../../cluster/yard.ts';

let yard: Yard;
let server: FileServer;
let own: string;
beforeAll(async () => {
  own = mkdtempSync(join(tmpdir(), 'trainyard-nfs-'));
  yard = await Yard.open(1);
  server = await fileServerIn(yard, 'data');
});
afterAll(async () => {
  await yard?.close();
  rmSync(own, { recursive: true, force: true });
});

const urlOf = (path: string) => {
  const { fileServerPublicIP, mountPoint, port } = server.mountSettings ?? {};
  return `nfs://${fileServerPublicIP}${mountPoint}/${path}?nfsport=${port}&version=4`;
};
const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe', maxBuffer: 8 * 1024 ** 2 });
const read = (path: string) => run('nfs-cat', urlOf(path));
/** Debian's libnfs writes at most two or three kilobytes at once over NFS 4: more it cannot encode. */
const copyIn = (from: string, to: string) => run('nfs-cp', from, urlOf(to));
const pid = () => servingUnder(yard.server.home)[0]?.pid;

test('files go both ways between the directory that nodes mount and NFS', () => {
  const directory = directoryOf(yard, server);
  writeFileSync(join(directory, 'from-here'), 'by a job');
  expect(read('from-here')).toBe('by a job');
  writeFileSync(join(own, 'letter'), 'by NFS');
  copyIn(join(own, 'letter'), 'from-there');
  expect(readFileSync(join(directory, 'from-there'), 'utf8')).toBe('by NFS');
  writeFileSync(join(directory, 'large'), 'x'.repeat(5 * 1024 ** 2));
  expect(read('large')).toHaveLength(5 * 1024 ** 2);
});

test('what a job writes to the file server is read over NFS, and it reads what came by NFS', async () => {
  const nfs = '"$AZ_BATCHAI_JOB_MOUNT_ROOT/nfs"';
  await yard.submit('train', {
    mountVolumes: { fileServers: [{ fileServer: { name: 'data' }, relativeMountPath: 'nfs' }] },
    customToolkitSettings: { commandLine: `(cat ${nfs}/from-there; echo " and by a job") > ${nfs}/model` },
  });
  await yard.inState('train', 'succeeded');
  expect(read('model')).toBe('by NFS and by a job\n');
});

test('an ordinary user of the machine, who could say to be root, is not let in', () => {
  const asNobody = ['--reuid', '65534', '--regid', '65534', '--clear-groups', 'nfs-cat', `${urlOf('from-here')}&uid=0`];
  expect(() => run('setpriv', ...asNobody)).toThrow(/Failed to mount/);
});

test('the program that serves outlives a killed server, and comes back when it is killed itself', async () => {
  const before = pid();
  await yard.server.kill('SIGKILL');
  expect(read('from-here')).toBe('by a job');
  await yard.server.start();
  await fileServerUp(yard, 'data');
  expect(pid()).toBe(before);
  process.kill(before ?? 0, 'SIGKILL');
  await until('another to serve', () => pid() !== undefined && pid() !== before);
  // Clients from before have ten seconds to take back what they had open.
  await until('its files to be served again', () => read('from-here') === 'by a job');
});

test('a full disk is told to whoever writes over NFS, and takes files again once there is room', async () => {
  const directory = directoryOf(yard, server);
  const { bavail, bsize } = statfsSync(directory);
  // All at once but for a megabyte that the file system may need to say where the rest is, then what is left of that.
  run('fallocate', '-l', String(bavail * bsize - 1024 ** 2), join(directory, 'fill'));
  expect(() => run('dd', 'if=/dev/zero', `of=${join(directory, 'rest')}`, 'bs=4k')).toThrow(/No space left/);
  expect(() => copyIn(join(own, 'letter'), 'late')).toThrow(/Failed to write to dest file/);
  expect(read('from-here')).toBe('by a job');
  rmSync(join(directory, 'fill'));
  await until('room for a file', () => copyIn(join(own, 'letter'), 'later'));
  expect(readFileSync(join(directory, 'later'), 'utf8')).toBe('by NFS');
});

test('nothing of it stays once it is deleted', async () => {
  await yard.client.call('deleteFileServer', { params: { workspace: 'w', name: 'data' } });
  await until('it to be gone', async () => {
    const { items } = await yard.client.call('listFileServers', { params: { workspace: 'w' } });
    return items.length === 0;
  });
  expect([pid(), disksUnder(yard.server.home)]).toEqual([undefined, []]);
  expect(readdirSync(join(yard.server.home, 'file-servers'))).toEqual([]);
  expect(() => read('from-here')).toThrow();
});
