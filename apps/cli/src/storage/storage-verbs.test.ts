import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StorageAccount } from '@trainyard/contracts/storage-account';
import { TestServer } from '@trainyard/sdk/testing/test-server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CliSettings } from '../settings.ts';
import { clusterNamed, jobNamed, pageOf, runHere, workspaceNamed } from '../testing/world.ts';

const account = (name: string, more: Partial<StorageAccount> = {}): StorageAccount => ({
  uid: '0190a0b0-0000-7000-8000-000000000011',
  name,
  backing: { kind: 'local' },
  credentials: [],
  workspaces: null,
  creationTime: '2018-06-01T00:00:00Z',
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
    listExperiments: () => pageOf([{ name: 'digits' }]),
    listStorageAccounts: () => pageOf([account('a'), account('b', { workspaces: ['yard'] })]),
    createStorageAccount: () => account('made', { credentials: ['accountKey'] }),
    updateStorageAccount: () => account('made'),
    deleteStorageAccount: () => undefined,
    ensureAutoStorage: () => ({ account: account('baiabc'), share: 'batchaishare', container: 'batchaicontainer' }),
    createCluster: () => clusterNamed('c'),
    submitJob: () => jobNamed('j'),
  }).start();
});
afterEach(async () => {
  await server.stop();
  await rm(dir, { recursive: true });
});

const run = (args: string[], settings: Partial<CliSettings> = {}, typed?: string) =>
  runHere(server, args, settings, typed);
const sent = () => JSON.parse(String(server.seen.find(({ body }) => body && String(body) !== '')?.body));
async function file(name: string, text: string | object): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, typeof text === 'string' ? text : JSON.stringify(text));
  return path;
}

test('an account is added with a key from a file, from stdin and from the environment, which is not echoed', async () => {
  const azure = ['storage', 'add', 'made', '--kind', 'azure', '--blob-endpoint', 'http://127.0.0.1:10000/dev'];
  const expected = {
    name: 'made',
    backing: { kind: 'azure', blobEndpoint: 'http://127.0.0.1:10000/dev' },
    credentials: { accountKey: 'a2V5' },
    workspaces: ['yard', 'other'],
  };
  const path = await file('key', 'a2V5\n');
  const done = await run([...azure, '--key-file', path, '--only', 'yard', 'other']);
  expect(done).toMatchObject({ code: 0 });
  expect(sent()).toEqual(expected);
  expect(String(done.stdout) + done.stderr).not.toContain('a2V5');
  for (const [args, settings, typed] of [
    [['--key-file', '-'], {}, 'a2V5'],
    [[], { newStorageKey: 'a2V5' }, ''],
  ] as const) {
    server.seen.length = 0;
    await run([...azure, ...args], settings, typed);
    expect(sent().credentials).toEqual({ accountKey: 'a2V5' });
  }
  const none = await run(azure);
  expect(none).toMatchObject({ code: 2 });
  expect(none.stderr).toContain('--key-file');
});

test('each kind has its options, and refuses those of another', async () => {
  const key = await file('id', '-----BEGIN\nx\n');
  const keys = await file('known', '# of the host\nssh-ed25519 AAAA\n\n');
  const args = ['--kind', 'sftp', '--host', 'h', '--user', 'u', '--key-file', key, '--host-keys', keys];
  expect((await run(['storage', 'add', 'made', ...args])).code).toBe(0);
  expect(sent()).toEqual({
    name: 'made',
    backing: { kind: 'sftp', host: 'h', user: 'u', port: 22, directory: '.', hostKeys: ['ssh-ed25519 AAAA'] },
    credentials: { privateKey: '-----BEGIN\nx\n' },
  });
  server.seen.length = 0;
  await run(['storage', 'update', 'made', '--kind', 's3', '--access-key-id', 'i', '--endpoint', 'http://h:9000']);
  expect(sent()).toEqual({
    backing: { kind: 's3', region: 'us-east-1', accessKeyId: 'i', endpoint: 'http://h:9000' },
    credentials: {},
  });
  const wrong = await run(['storage', 'add', 'made', '--region', 'x']);
  expect(wrong).toMatchObject({ code: 2 });
  expect(wrong.stderr).toContain('--region goes with --kind s3');
});

test('accounts are listed and removed', async () => {
  const lines = String((await run(['storage', 'list', '-o', 'table'])).stdout).split('\n');
  expect(lines[2]).toMatch(/^a +local +kept by the server +all$/);
  expect(lines[3]).toMatch(/^b +local +kept by the server +yard$/);
  expect((await run(['storage', 'remove', 'a', '-y'])).code).toBe(0);
  expect(server.seen.at(-1)).toMatchObject({ name: 'deleteStorageAccount', params: { name: 'a' } });
});

const placeholder = '<AZURE_BATCHAI_STORAGE_ACCOUNT>';
const published = {
  properties: {
    customToolkitSettings: { commandLine: 'echo <AZURE_BATCHAI_STORAGE_ACCOUNT>' },
    mountVolumes: {
      azureFileShares: [
        { azureFileUrl: `https://${placeholder}.file.core.windows.net/logs`, relativeMountPath: 'logs' },
        { azureFileUrl: 'https://other.file.core.windows.net/x', relativeMountPath: 'x' },
      ],
      azureBlobFileSystems: [
        {
          accountName: placeholder,
          containerName: 'data',
          credentials: { accountKey: '<AZURE_BATCHAI_STORAGE_KEY>' },
          relativeMountPath: 'data',
        },
      ],
    },
  },
};
const volumes = (account: string, credentials?: object) => ({
  azureFileShares: [
    {
      // Taken from the address; a placeholder that stays is no account.
      ...(account !== placeholder && { accountName: account }),
      azureFileUrl: `https://${account}.file.core.windows.net/logs`,
      relativeMountPath: 'logs',
      ...(credentials && { credentials }),
    },
    { accountName: 'other', azureFileUrl: 'https://other.file.core.windows.net/x', relativeMountPath: 'x' },
  ],
  azureBlobFileSystems: [
    {
      accountName: account,
      containerName: 'data',
      credentials: credentials ?? { accountKey: '<AZURE_BATCHAI_STORAGE_KEY>' },
      relativeMountPath: 'data',
    },
  ],
});

test('placeholders of a published file become the account and its key, from options or the environment', async () => {
  const path = await file('job.json', published);
  const submit = ['job', 'submit', 'j', '-c', 'local', '-f', path];
  const bodies = [];
  const key = 'k$&y';
  for (const [args, settings] of [
    [[], {}],
    [['--storage-account-name', 'mine'], {}],
    [[], { storageAccount: 'mine', storageKey: key }],
    [['--storage-account-name', 'mine', '--storage-account-key', key], { storageAccount: 'not' }],
  ] as const) {
    server.seen.length = 0;
    expect((await run([...submit, ...args], settings)).code).toBe(0);
    bodies.push(sent());
  }
  const accountKey = { accountKey: key };
  expect(bodies.map(({ mountVolumes }) => mountVolumes)).toEqual([
    volumes(placeholder),
    volumes('mine'),
    volumes('mine', accountKey),
    volumes('mine', accountKey),
  ]);
  // Only what is mounted has placeholders.
  expect(bodies[3].customToolkitSettings.commandLine).toBe(`echo ${placeholder}`);
});

test('a cluster mounts what the options name, and the storage of its workspace', async () => {
  const create = ['cluster', 'create', 'c', '-s', 'STANDARD_D1', '-t', '1'];
  const mounts = ['--storage-account-name', 'mine', '--afs-name', 's', '--bfs-name', 'b', '--bfs-mount-path', 'deep/b'];
  expect((await run([...create, ...mounts, '--nfs', 'files', '--use-auto-storage'])).code).toBe(0);
  const body = server.seen.map(({ body: text }) => String(text ?? '')).find((text) => text.includes('vmSize'));
  expect(JSON.parse(body ?? '').nodeSetup.mountVolumes).toEqual({
    azureFileShares: [
      { accountName: 'mine', azureFileUrl: 'https://mine.file.core.windows.net/s', relativeMountPath: 'afs' },
      {
        accountName: 'baiabc',
        azureFileUrl: 'https://baiabc.file.core.windows.net/batchaishare',
        relativeMountPath: 'autoafs',
      },
    ],
    azureBlobFileSystems: [
      { accountName: 'mine', containerName: 'b', relativeMountPath: 'deep/b' },
      { accountName: 'baiabc', containerName: 'batchaicontainer', relativeMountPath: 'autobfs' },
    ],
    fileServers: [{ fileServer: { name: 'files' }, relativeMountPath: 'nfs', mountOptions: 'rw' }],
  });
  const lost = await run([...create, '--afs-name', 's']);
  expect(lost).toMatchObject({ code: 2 });
  expect(lost.stderr).toContain('--storage-account-name');
});
