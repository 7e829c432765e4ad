import type { ContainerClient } from '@azure/storage-blob';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Azurite } from '../../cluster/azurite.ts';
import { readAll } from '../../cluster/read-all.ts';
import { Yard } from '../../cluster/yard.ts';
import { armClient, download, outputFiles } from '../../compat/arm-client.ts';

/** Files in a container of Azure's kind, as the server reads them without mounting anything: the job never starts. */
const azurite = new Azurite();
let yard: Yard;
let container: ContainerClient;
let outputs = '';
const params = { workspace: 'w', experiment: 'e', name: 'j', directory: 'MODEL' };
const odd = ['odd "quo\'te".txt', '😀.txt', '100%.txt', 'a b/c+d.txt'];

beforeAll(async () => {
  await azurite.start();
  yard = await Yard.open(0);
  const backing = { kind: 'azure', blobEndpoint: azurite.endpoint } as const;
  const credentials = { accountKey: azurite.key };
  await yard.client.call('createStorageAccount', { body: { name: azurite.account, backing, credentials } });
  const job = await yard.submit('j', {
    customToolkitSettings: { commandLine: 'true' },
    mountVolumes: {
      azureBlobFileSystems: [{ accountName: azurite.account, containerName: 'data', relativeMountPath: 'bfs' }],
    },
    outputDirectories: [{ id: 'MODEL', pathPrefix: '$AZ_BATCHAI_JOB_MOUNT_ROOT/bfs' }],
  });
  container = await azurite.container('data');
  outputs = `${job.jobOutputDirectoryPathSegment}/outputs`;
});
afterAll(async () => {
  await yard?.close();
  await azurite.close();
});

const put = async (name: string, text: string): Promise<void> => {
  await container.getBlockBlobClient(`${outputs}/${name}`).upload(text, Buffer.byteLength(text));
};
const list = async (path = '', more: { after?: string; limit?: number } = {}) => {
  const page = await yard.client.call('listJobFiles', { params, query: { path, ...more } });
  return page.items.map(({ name, type, bytes }) => (type === 'directory' ? `${name}/` : `${name} ${bytes}`));
};
const content = async (path: string): Promise<string> => {
  const { stream } = await yard.client.bytes('getJobFile', { params, query: { path } });
  return (await readAll(stream)).toString();
};

test('a directory that is not there yet is empty', async () => expect(await list()).toEqual([]));

test('blobs make a tree, and markers of directories are no files', async () => {
  await put('model.bin', '0123456789');
  await put('empty', '');
  await put('deep/er/file', 'deep');
  await put('deep', '');
  for (const name of odd) await put(name, name);
  expect(await list('deep')).toEqual(['er/']);
  expect(await list('deep/er')).toEqual(['file 4']);
  const arm = await outputFiles(armClient(yard.server.url), 'j', { outputdirectoryid: 'MODEL', maxResults: 2 });
  expect(arm.map(({ name, fileType }) => `${name} ${fileType}`)).toEqual([
    '100%.txt file',
    'a b directory',
    'deep directory',
    'empty file',
    'model.bin file',
    'odd "quo\'te".txt file',
    '😀.txt file',
  ]);
  expect(await download(arm.find(({ name }) => name === 'model.bin')?.downloadUrl ?? '', { range: 'bytes=2-4' })).toBe(
    '234',
  );
});

test('each is read whole and by parts', async () => {
  for (const name of odd) expect(await content(name)).toBe(name);
  expect(await content('empty')).toBe('');
  expect(await content('deep/er/file')).toBe('deep');
  const codes = ['none', 'model.bin/x', '../outputs/model.bin', 'deep'].map((path) =>
    content(path).catch((error) => error.code),
  );
  expect(await Promise.all(codes)).toEqual(['FileNotFound', 'FileNotFound', 'FileNotFound', 'NotAFile']);
});

test('the account has its containers at the top', async () => {
  const of = { name: azurite.account };
  const top = await yard.client.call('listStorageFiles', { params: of });
  expect(top.items).toMatchObject([{ name: 'data', type: 'directory' }]);
  const { url } = await yard.client.call('linkStorageFile', {
    params: of,
    body: { path: `data/${outputs}/model.bin` },
  });
  expect(await download(url)).toBe('0123456789');
});

test('a key that is revoked is told as such, by links too, and no secret with it', async () => {
  const { url } = await yard.client.call('linkJobFile', { params, body: { path: 'model.bin' } });
  await azurite.stop();
  await azurite.start('another key');
  const error = await content('model.bin').catch((one) => one);
  expect([error.code, error.status]).toEqual(['StorageUnavailable', 502]);
  expect(error.message).toContain('container data of account fixtures');
  expect(error.message).toMatch(/Auth/);
  expect(error.message).not.toMatch(/sig=|fixtures\?/);
  const answer = await fetch(url);
  expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
    502,
    'StorageUnavailable',
  ]);
  await azurite.stop();
  await azurite.start();
  expect(await download(url)).toBe('0123456789');
});
