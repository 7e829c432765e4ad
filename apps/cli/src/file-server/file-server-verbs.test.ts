import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@trainyard/contracts/errors';
import type { FileServer } from '@trainyard/contracts/file-server';
import { TestServer } from '@trainyard/sdk/testing/test-server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pageOf, runHere, workspaceNamed } from '../testing/world.ts';

const time = '2018-06-01T00:00:00Z';
const serverNamed = (name: string, more: Partial<FileServer> = {}): FileServer => ({
  uid: '0190a0b0-0000-7000-8000-000000000009',
  workspace: 'yard',
  name,
  vmSize: 'Standard_D1',
  sshConfiguration: { userAccountSettings: { adminUserName: 'ada' } },
  dataDisks: { diskSizeInGB: 512, diskCount: 2, storageAccountType: 'Standard_LRS', cachingType: 'none' },
  provisioningState: 'succeeded',
  provisioningStateTransitionTime: time,
  mountSettings: { mountPoint: '/data', fileServerPublicIP: '10.0.0.4', fileServerInternalIP: '10.0.0.4', port: 30000 },
  bytesLimit: 1024 ** 4,
  bytesUsed: 1024 ** 3,
  errors: [],
  notes: [{ code: 'fileServerLoopbackOnly', params: {} }],
  mountedBy: [{ kind: 'cluster', name: 'c' }],
  creationTime: time,
  createdBy: 'admin',
  revision: 1,
  can: {},
  ...more,
});

let server: TestServer;
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trainyard-cli-'));
  server = await new TestServer({
    listWorkspaces: () => pageOf([workspaceNamed('yard')]),
    listFileServers: () => pageOf([serverNamed('data')]),
    getFileServer: () => serverNamed('data'),
    createFileServer: () => serverNamed('data', { provisioningState: 'creating', mountSettings: null }),
    deleteFileServer: () => undefined,
  }).start();
});
afterEach(async () => {
  await server.stop();
  await rm(dir, { recursive: true });
});
const run = (...args: string[]) => runHere(server, ['file-server', ...args]);
const sent = () => JSON.parse(String(server.seen.find(({ body }) => body && String(body) !== '')?.body));

test('a list has the columns of Batch AI, then ours; what is shown says how full it is and what is not as written', async () => {
  const [head, , row] = String((await run('list', '-o', 'table')).stdout).split('\n');
  expect(head).toMatch(/^Name +Resource Group +Size +Disks +Public IP +Internal IP +Mount Point +Port +State$/);
  expect(row).toMatch(/^data +default +Standard_D1 +2 x 512 Gb +10\.0\.0\.4 +10\.0\.0\.4 +\/data +30000 +succeeded$/);
  const shown = String((await run('show', 'data', '-o', 'table')).stdout);
  expect(shown).toContain('1.0 of 1024.0 GB used');
  expect(shown).toContain('mounted by cluster c');
  expect(shown).toContain('note: it is mounted on its machine only');
});

test('one is made of options, with Batch AI’s defaults, and waited for', async () => {
  const answers = [
    serverNamed('data', { provisioningState: 'creating' }),
    serverNamed('data', { provisioningState: 'creating' }),
  ];
  server.handlers.getFileServer = () => answers.shift() ?? serverNamed('data');
  const options = ['-n', 'data', '-s', 'Standard_D1', '--disk-count', '2', '--disk-size', '512', '-u', 'ada'];
  const done = await run('create', ...options, '--allow', '10.1.0.0/16', '10.2.0.0/16');
  expect(done).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(String(done.stdout))).toMatchObject({ provisioningState: 'succeeded' });
  expect(answers).toEqual([]);
  expect(sent()).toEqual({
    name: 'data',
    vmSize: 'Standard_D1',
    sshConfiguration: {
      userAccountSettings: { adminUserName: 'ada' },
      publicIPsToAllow: ['10.1.0.0/16', '10.2.0.0/16'],
    },
    dataDisks: { diskCount: 2, diskSizeInGB: 512, storageAccountType: 'Premium_LRS' },
  });
});

test('options override a file of Batch AI; one that cannot be made is a failure that says why', async () => {
  const file = join(dir, 'nfs.json');
  const properties = {
    vmSize: 'Standard_D2',
    sshConfiguration: { userAccountSettings: { adminUserName: 'ada', adminUserPassword: 'p' } },
    dataDisks: { diskSizeInGB: 64, diskCount: 1, storageAccountType: 'Standard_LRS' },
    subnet: null,
  };
  await writeFile(file, JSON.stringify({ $schema: 'x', properties }));
  server.handlers.getFileServer = () =>
    serverNamed('data', {
      provisioningState: 'failed',
      errors: [{ code: 'fileServerFailed', params: { why: 'no room' } }],
    });
  const done = await run('create', 'data', '-f', file, '--disk-size', '128');
  expect(done).toMatchObject({ code: 1, stderr: expect.stringContaining('no room') });
  const { subnet: _, ...rest } = properties;
  expect(sent()).toEqual({ ...rest, name: 'data', dataDisks: { ...properties.dataDisks, diskSizeInGB: 128 } });
});

test.each([
  [['create', 'data'], 'give the size of its machine'],
  [['create', 'data', '-s', 'x'], 'say how large'],
  [['create', 'data', '-s', 'x', '--disk-count', '0'], 'at least 1'],
  [['delete', 'data'], 'add -y'],
])('%j is refused: %s', async (args, said) => {
  expect(await run(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
});

test('one is deleted and waited for, and one that is mounted is refused', async () => {
  const answers = [serverNamed('data', { provisioningState: 'deleting' })];
  server.handlers.getFileServer = () => {
    const next = answers.shift();
    if (!next) throw new Fault('FileServerNotFound', { name: 'data', workspace: 'yard' });
    return next;
  };
  expect(await run('delete', 'data', '-y')).toMatchObject({ code: 0, stderr: '' });
  expect(answers).toEqual([]);
  server.handlers.deleteFileServer = () => {
    throw new Fault('FileServerInUse', { name: 'data', mountedBy: ['cluster c'], count: 1 });
  };
  expect(await run('delete', 'data', '-y')).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('is mounted by cluster c: delete or terminate that first'),
  });
});
