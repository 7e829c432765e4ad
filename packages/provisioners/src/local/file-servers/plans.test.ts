import type { FileServerSpec } from '@trainyard/contracts/file-server';
import { parseMounts } from '@trainyard/runtime/node/mount-table';
import { expect, test } from 'vitest';
import type { FileServerAbilities } from './abilities.ts';
import { ganeshaConfig } from './ganesha-config.ts';
import { fileServerNotes } from './notes.ts';
import { reachOf } from './reach.ts';
import { mountAt, shownElsewhere } from './shown-elsewhere.ts';
import { blocksToKeep } from './thin-guard.ts';

const spec = (more: Partial<FileServerSpec> = {}, ranges?: string[]): FileServerSpec => ({
  vmSize: 'Standard_D1',
  sshConfiguration: { userAccountSettings: { adminUserName: 'ada' }, ...(ranges && { publicIPsToAllow: ranges }) },
  dataDisks: { diskSizeInGB: 10, diskCount: 1, storageAccountType: 'Standard_LRS', cachingType: 'none' },
  ...more,
});
const programs = {
  mkfs: '/m',
  mount: '/m',
  umount: '/m',
  fuse2fs: undefined,
  fusermount: undefined,
  ganesha: '/g',
  plugins: '/p',
};
const able: FileServerAbilities = { programs, disk: { kind: 'loop', why: null }, root: true };

const settings = {
  port: 30_000,
  bind: '127.0.0.1',
  clients: ['10.1.0.0/16', '*'],
  files: '/home/a b/files',
  path: '/data',
  plugins: '/p',
  recovery: '/r',
};

test('nfs-ganesha serves NFS 4 over TCP alone, to whom it is told and this machine', () => {
  const config = ganeshaConfig(settings);
  for (const line of [
    'NFS_Protocols = 4;',
    'NFS_Port = 30000;',
    'Bind_addr = 127.0.0.1;',
    'Enable_UDP = false;',
    'Active_krb5 = false;',
    'Path = "/home/a b/files";',
    'Pseudo = "/data";',
    'Clients = 127.0.0.0/8, ::1, 10.1.0.0/16, *;',
  ])
    expect(config).toContain(line);
  expect(config.match(/PrivilegedPort = true;/g)).toHaveLength(2);
  expect(config).toMatch(/Access_Type = None;[^}]*FSAL/);
});

test.each([
  { files: '/a"; Access_Type = RW; Path = "/' },
  { files: '/a\nb' },
  { files: 'relative' },
  { recovery: '/a\\' },
  { bind: 'localhost' },
  { clients: ['1.2.3.4; Access_Type = RW'] },
  { clients: ['1.2.3.4/16/8'] },
  { clients: ['::1/x'] },
  { clients: [''] },
])('nothing that does not stay one value gets into its configuration: %j', (bad) => {
  expect(() => ganeshaConfig({ ...settings, ...bad })).toThrow();
});

test.each([
  ['127.0.0.1', ['10.0.0.0/8'], '127.0.0.1'],
  ['localhost', ['*'], '127.0.0.1'],
  ['0.0.0.0', undefined, '127.0.0.1'],
  ['0.0.0.0', [], '127.0.0.1'],
  ['0.0.0.0', ['10.0.0.0/8'], '0.0.0.0'],
  ['192.0.2.7', ['10.0.0.0/8'], '192.0.2.7'],
])('a server at %s that allows %j listens on %s', async (host, ranges, bind) => {
  const reach = await reachOf(spec({}, ranges), host);
  expect(reach.bind).toBe(bind);
  expect(reach.clients).toEqual(bind === '127.0.0.1' ? [] : ranges);
  expect(reach.host).not.toBe('0.0.0.0');
});

test('settings that are not applied as they are written are named', () => {
  const facts = { abilities: able, serverHost: '127.0.0.1', freeBytes: null };
  const codes = (given: FileServerSpec, more: object = {}) =>
    fileServerNotes(given, { ...facts, ...more }).map(({ code }) => code);
  expect(codes(spec())).toEqual(['fileServerOnMachine', 'fileServerAccount', 'fileServerLoopbackOnly']);
  const dataDisks = {
    diskSizeInGB: 10,
    diskCount: 2,
    storageAccountType: 'Premium_LRS',
    cachingType: 'readonly',
  } as const;
  expect(codes(spec({ dataDisks, subnet: { id: 'net' } }), { serverHost: '0.0.0.0' })).toEqual([
    'fileServerOnMachine',
    'fileServerOneDisk',
    'fileServerCaching',
    'fileServerAccount',
    'fileServerSubnet',
    'fileServerNoRanges',
  ]);
  expect(codes(spec({}, ['10.0.0.0/8']), { serverHost: '0.0.0.0' })).not.toContain('fileServerNoRanges');
  expect(codes(spec(), { freeBytes: 1024 ** 3 })).toContain('fileServerThin');
  const plain = { ...able, disk: { kind: 'plain', why: 'no loop devices' } };
  expect(codes(spec(), { abilities: plain })).toEqual(
    expect.arrayContaining(['fileServerUnlimited', 'fileServerNoDisk']),
  );
  const bare = { ...able, programs: { ...programs, plugins: undefined } };
  expect(fileServerNotes(spec(), { ...facts, abilities: bare }).at(-1)).toEqual({
    code: 'fileServerNoProgram',
    params: { program: 'libfsalvfs.so', package: 'nfs-ganesha-vfs' },
  });
  // Nothing was tried yet, so nothing is said of it.
  expect(codes(spec(), { abilities: null })).toEqual(['fileServerOnMachine', 'fileServerAccount']);
});

const table = `22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
43 22 7:0 / /h/file-servers/A/disk rw,nosuid - ext4 /dev/loop0 rw
44 22 7:0 /files /mnt/with\\040blank rw - ext4 /dev/loop0 rw
45 22 254:0 /h/file-servers/B/disk/files /mnt/plain rw - ext4 /dev/vda rw
46 22 254:0 /h/file-servers/B /h/file-servers/B/disk/x rw - ext4 /dev/vda rw
`;

test('mounts of a disk or directory are found wherever they are', () => {
  const mounts = parseMounts(table);
  expect(mountAt(mounts, '/mnt/with blank')).toMatchObject({ device: '7:0', root: '/files', source: '/dev/loop0' });
  expect(mountAt(mounts, '/h')).toBeUndefined();
  expect(shownElsewhere(mounts, '/h/file-servers/A/disk', '/h/file-servers/A')).toEqual(['/mnt/with blank']);
  expect(shownElsewhere(mounts, '/h/file-servers/B/disk', '/h/file-servers/B')).toEqual(['/mnt/plain']);
  expect(shownElsewhere(mounts, '/h/file-servers/C/disk', '/h/file-servers/C')).toEqual([]);
  expect(shownElsewhere(mounts, '/h/file-servers/AA/disk', '/h/file-servers/AA')).toEqual([]);
});

test('blocks that the machine has no room for are kept back, and no more', () => {
  const gib = 1024 ** 3;
  const of = { blockBytes: 4096, blocks: 100 * 262_144, freeBlocks: 100 * 262_144, machineBytes: 1000 * gib };
  const empty = { ...of, imageBytes: 0 };
  expect(blocksToKeep({ ...empty, machineFreeBytes: 500 * gib })).toBe(4096);
  // One GiB stays free on the machine.
  expect(blocksToKeep({ ...empty, machineFreeBytes: 11 * gib })).toBe(90 * 262_144);
  expect(blocksToKeep({ ...empty, machineFreeBytes: 0 })).toBe(100 * 262_144);
  // Three GiB are written, of which one has reached the machine's disk.
  const writing = { ...of, freeBlocks: 97 * 262_144, imageBytes: gib, machineFreeBytes: 11 * gib };
  expect(blocksToKeep(writing)).toBe((97 - 8) * 262_144);
  const small = { blockBytes: 4096, blocks: 1000, freeBlocks: 10, imageBytes: 0, machineBytes: gib };
  expect(blocksToKeep({ ...small, machineFreeBytes: gib })).toBe(20);
});
