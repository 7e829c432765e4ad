import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Command } from '../cluster/command.ts';
import { adminToken } from '../cluster/server.ts';
import { Yard } from '../cluster/yard.ts';

let yard: Yard;
beforeAll(async () => {
  yard = await Yard.open(1);
});
afterAll(() => yard?.close());

/** Where a local account has its containers and shares. */
const storage = (account: string, ...path: string[]) => join(yard.server.home, 'storage', account, ...path);

const commandLine = (line: string) => ({ customToolkitSettings: { commandLine: line } });
const mountVolumes = {
  azureFileShares: [
    { azureFileUrl: 'https://<AZURE_BATCHAI_STORAGE_ACCOUNT>.file.core.windows.net/logs', relativeMountPath: 'logs' },
  ],
  azureBlobFileSystems: [
    { accountName: '<AZURE_BATCHAI_STORAGE_ACCOUNT>', containerName: 'data', relativeMountPath: 'external/data' },
  ],
};

test('a job of 2018 runs on a local account, jobs after it read what it left, from the volume and from the store', async () => {
  const body = { name: 'AZURE_BATCHAI_STORAGE_ACCOUNT', backing: { kind: 'local' as const } };
  await yard.client.call('createStorageAccount', { body });
  const account = body.name.toLowerCase();
  mkdirSync(storage(account, 'data'), { recursive: true });
  writeFileSync(storage(account, 'data', 'numbers'), '1 2 3\n');
  const { jobOutputDirectoryPathSegment: segment } = await yard.submit('train', {
    mountVolumes,
    stdOutErrPathPrefix: '$AZ_BATCHAI_JOB_MOUNT_ROOT/logs',
    inputDirectories: [{ id: 'DATA', path: '$AZ_BATCHAI_JOB_MOUNT_ROOT/external/data' }],
    outputDirectories: [
      { id: 'MODEL', pathPrefix: '$AZ_BATCHAI_JOB_MOUNT_ROOT/external/data/models', pathSuffix: 'best' },
    ],
    ...commandLine('wc -w < $AZ_BATCHAI_INPUT_DATA/numbers | tee $AZ_BATCHAI_OUTPUT_MODEL/words'),
  });
  await yard.submit('judge', {
    inputDirectories: [{ id: 'MODEL', from: { job: 'train', directory: 'MODEL' } }],
    outputDirectories: [{ id: 'VERDICT' }],
    ...commandLine(
      'cp $AZ_BATCHAI_INPUT_MODEL/words $AZ_BATCHAI_OUTPUT_VERDICT/good && ! touch $AZ_BATCHAI_INPUT_MODEL/mine 2> /dev/null',
    ),
  });
  await yard.submit('tell', {
    inputDirectories: [{ id: 'VERDICT', from: { job: 'judge', directory: 'VERDICT' } }],
    ...commandLine('cat $AZ_BATCHAI_INPUT_VERDICT/good'),
  });
  await yard.inState('tell', 'succeeded');
  expect(String(await yard.log('tell')).trim()).toBe('3');
  expect(readFileSync(storage(account, 'data', 'models', segment, 'outputs', 'best', 'words'), 'utf8').trim()).toBe(
    '3',
  );
  expect(readFileSync(storage(account, 'logs', segment, 'stdouterr', 'stdout.txt'), 'utf8').trim()).toBe('3');
  const [attempt] = await yard.attempts('train');
  expect(attempt?.tasks[0]?.volumes).toMatchObject([
    { at: 'logs', label: 'share logs of account AZURE_BATCHAI_STORAGE_ACCOUNT', state: 'unmounted', reason: null },
    { at: 'external/data', state: 'unmounted' },
  ]);
});

test('from the command line an account is added, and put in place of the placeholders of a published file', async () => {
  const file = join(yard.server.home, 'job.json');
  const properties = {
    mountVolumes,
    stdOutErrPathPrefix: '$AZ_BATCHAI_JOB_MOUNT_ROOT/logs',
    nodeCount: 1,
    ...commandLine('echo typed'),
  };
  writeFileSync(file, JSON.stringify({ properties }));
  const signedIn = { TRAINYARD_URL: yard.server.url, TRAINYARD_TOKEN: adminToken };
  const run = (...words: string[]) => new Command(words, signedIn).end();
  expect(await run('storage', 'add', 'mine')).toMatchObject({ code: 0 });
  const submit = ['job', 'submit', 'typed', '-w', 'w', '-e', 'e', '-c', 'c', '-f', file, '--hold'];
  const submitted = await run(...submit, '--storage-account-name', 'mine');
  expect(submitted).toMatchObject({ code: 0 });
  const { jobOutputDirectoryPathSegment: segment } = JSON.parse(submitted.out);
  expect(await run('storage', 'remove', 'mine', '-y')).toMatchObject({ code: 4 });
  expect(await run('job', 'release', 'typed', '-w', 'w', '-e', 'e')).toMatchObject({ code: 0 });
  await yard.inState('typed', 'succeeded');
  expect(readFileSync(storage('mine', 'logs', segment, 'stdouterr', 'stdout.txt'), 'utf8')).toBe('typed\n');
  expect(await run('storage', 'remove', 'mine', '-y')).toMatchObject({ code: 0 });
  expect(existsSync(storage('mine', 'logs'))).toBe(true);
});

test('nodes mount the storage of their workspace, and mount anew what is changed while no job runs', async () => {
  const { account, share } = await yard.client.call('ensureAutoStorage', { params: { workspace: 'w' } });
  const azureFileUrl = `https://${account.name}.file.core.windows.net/${share}`;
  const change = { nodeSetup: { mountVolumes: { azureFileShares: [{ azureFileUrl, relativeMountPath: 'autoafs' }] } } };
  const params = { workspace: 'w', name: 'c' };
  await yard.client.call('updateCluster', { params, body: change });
  const write = (name: string) =>
    yard.submit(name, commandLine(`echo ${name} > $AZ_BATCHAI_MOUNT_ROOT/autoafs/${name}`));
  await write('one');
  await yard.inState('one', 'succeeded');
  expect(readFileSync(storage(account.name, share, 'one'), 'utf8')).toBe('one\n');
  const [node] = await yard.nodes();
  expect(node?.volumes).toMatchObject([{ at: 'autoafs', state: 'mounted', reason: null }]);

  const elsewhere = join(yard.server.home, 'storage', 'elsewhere');
  mkdirSync(elsewhere);
  const body = { backing: { kind: 'local' as const, directory: elsewhere }, workspaces: ['w'] };
  await yard.client.call('updateStorageAccount', { params: { name: account.name }, body });
  await write('two');
  await yard.inState('two', 'succeeded');
  expect(readdirSync(join(elsewhere, share))).toEqual(['two']);
  expect(existsSync(storage(account.name, share, 'two'))).toBe(false);
});

test('what cannot be mounted is refused with what to do', async () => {
  const containerName = 'data';
  const blob = { accountName: 'nobody', containerName, relativeMountPath: 'data' };
  const submit = (more: object) =>
    yard.submit('x', { mountVolumes: { azureBlobFileSystems: [{ ...blob, ...more }] }, ...commandLine('true') });
  await expect(submit({})).rejects.toThrow('run "trainyard storage add nobody"');
  await expect(submit({ relativeMountPath: '../up' })).rejects.toMatchObject({ code: 'InvalidBody' });
});
