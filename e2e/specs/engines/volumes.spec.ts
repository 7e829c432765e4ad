import type { JobCreateInput } from '@trainyard/contracts/job';
import type { VolumeReport } from '@trainyard/contracts/planned-volume';
import { mountsBelow } from '@trainyard/runtime/node/mount-table';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Azurite, blobText } from '../../cluster/azurite.ts';
import { Gate } from '../../cluster/gate.ts';
import { agentsOf, mountersUnder } from '../../cluster/processes.ts';
import { RigServer } from '../../cluster/server.ts';
import { until } from '../../cluster/wait.ts';
import { Yard } from '../../cluster/yard.ts';

const azurite = new Azurite();
let yard: Yard;

const credentials = () => ({ accountKey: azurite.key });
const account = () => ({
  name: azurite.account,
  backing: { kind: 'azure' as const, blobEndpoint: azurite.endpoint },
  credentials: credentials(),
});

beforeAll(async () => {
  await azurite.start();
  const data = await azurite.container('data');
  await data.getBlockBlobClient('in/numbers.txt').upload('1\n2\n3\n', 6);
  await azurite.container('models');
  const server = await new RigServer().start();
  await server.client.call('createStorageAccount', { body: account() });
  yard = await Yard.over(server, 1);
});

afterAll(async () => {
  await yard?.close();
  await azurite.close();
});

const blobs = (containerName: string, relativeMountPath: string, key?: string) => ({
  accountName: azurite.account,
  containerName,
  relativeMountPath,
  ...(key !== undefined && { credentials: { accountKey: key } }),
});
const otherKey = Buffer.from('another key'.padEnd(64)).toString('base64');
const root = '$AZ_BATCHAI_JOB_MOUNT_ROOT';
const mounting = (...azureBlobFileSystems: object[]): Partial<JobCreateInput> =>
  ({ mountVolumes: { azureBlobFileSystems } }) as Partial<JobCreateInput>;
const line = (commandLine: string) => ({ customToolkitSettings: { commandLine } });

/** Mounts of jobs and nodes of the yard, and what serves them. */
const mounts = () => mountsBelow(yard.server.home).filter((path) => path.includes('/mounts/'));
const serving = () => mountersUnder(yard.server.home);
/** Without what only writes their logs. */
const rclones = () => serving().filter(({ command }) => command.includes('rclone mount'));

async function volumeOf(name: string, at = 0): Promise<VolumeReport | undefined> {
  const [attempt] = await yard.attempts(name);
  return attempt?.tasks[0]?.volumes?.[at];
}

const volumeSays = (name: string, state: string, code?: string) =>
  until(`volume of ${name} to be ${state}`, async () => {
    const volume = await volumeOf(name);
    return volume?.state === state && (code === undefined || volume.reason?.code === code) && volume;
  });

const firstLine = (name: string) =>
  until(`the first line of ${name}`, async () => (await yard.log(name)).toString().startsWith('on\n'));

async function nothingMounted(): Promise<void> {
  await until('nothing to be mounted', () => mounts().length === 0 && serving().length === 0);
}

test('a job reads its inputs from a container, and its model and logs appear in another', async () => {
  const job = await yard.submit('trains', {
    ...mounting(blobs('data', 'data'), blobs('models', 'out')),
    ...line(
      "awk '{ sum += $1 } END { print sum }' $AZ_BATCHAI_INPUT_DATA/numbers.txt | tee $AZ_BATCHAI_OUTPUT_MODEL/model",
    ),
    inputDirectories: [{ id: 'DATA', path: `${root}/data/in` }],
    outputDirectories: [{ id: 'MODEL', pathPrefix: `${root}/out`, pathSuffix: 'Models' }],
    stdOutErrPathPrefix: `${root}/out`,
  });
  await yard.inState('trains', 'succeeded');
  const models = await azurite.container('models');
  const segment = job.jobOutputDirectoryPathSegment;
  expect(await blobText(models, `${segment}/outputs/Models/model`)).toBe('6\n');
  expect(await blobText(models, `${segment}/stdouterr/stdout.txt`)).toBe('6\n');
  expect(await yard.artifacts('trains')).toEqual([]);
  await nothingMounted();
});

test('a wrong key is told on the job within 10 s', async () => {
  const from = Date.now();
  await yard.submit('denied', {
    ...mounting(blobs('data', 'data', otherKey)),
    ...line('true'),
  });
  const { reasons, executionInfo } = await yard.inState('denied', 'failed');
  expect(reasons[0]).toMatchObject({ code: 'volumeDenied' });
  expect(executionInfo.exitCode).toBeUndefined();
  expect(Date.parse((await yard.job('denied')).executionInfo.endTime ?? '') - from).toBeLessThan(10_000);
  await nothingMounted();
});

test('a cluster mounts its volumes on each node before its jobs, and a key that is wrong until somebody mends it', async () => {
  const setup = (key?: string) => ({ mountVolumes: { azureBlobFileSystems: [blobs('data', 'data', key)] } });
  const body = { name: 'm', vmSize: 'STANDARD_NC6', scaleSettings: { manual: { targetNodeCount: 1 } } };
  const of = { params: { workspace: 'w', name: 'm' } };
  await yard.client.call('createCluster', {
    params: { workspace: 'w' },
    body: { ...body, nodeSetup: setup(otherKey) },
  });
  const node = async () => (await yard.client.call('listNodes', of)).items[0];
  await until('the node to be unusable', async () => {
    const { state, reason, volumes } = (await node()) ?? {};
    return state === 'unusable' && reason?.code === 'volumeDenied' && volumes?.[0]?.reason?.code === 'volumeDenied';
  });
  await yard.client.call('updateCluster', { ...of, body: { nodeSetup: setup() } });
  await until('the node to be idle', async () => (await node())?.state === 'idle');
  expect((await node())?.volumes).toMatchObject([{ at: 'data', state: 'mounted', reason: null }]);
  await yard.submit('reads', { cluster: { name: 'm' }, ...line('cat $AZ_BATCHAI_MOUNT_ROOT/data/in/numbers.txt') });
  await yard.inState('reads', 'succeeded');
  expect((await yard.log('reads')).toString()).toBe('1\n2\n3\n');
  await yard.client.call('deleteCluster', of);
  await nothingMounted();
});

describe('while a job writes', () => {
  test('its agent and the server are killed: the job goes on, and nothing is lost or left mounted', async () => {
    const gate = new Gate(yard.server, 'written');
    const write =
      'i=0; while ! STOP; do i=$((i+1)); echo $i >> $AZ_BATCHAI_OUTPUT_M/counted; head -c 1000000 /dev/urandom > $AZ_BATCHAI_OUTPUT_M/part-$i; sha256sum < $AZ_BATCHAI_OUTPUT_M/part-$i >> $AZ_BATCHAI_OUTPUT_M/sums; sleep 0.2; done; echo $i';
    const job = await yard.submit('writes', {
      ...mounting(blobs('models', 'out')),
      ...line(`echo on; ${write.replace('STOP', gate.isOpen)}`),
      outputDirectories: [{ id: 'M', pathPrefix: `${root}/out` }],
    });
    await firstLine('writes');
    const before = rclones().map(({ pid }) => pid);
    expect(before).toHaveLength(1);
    for (const { pid } of agentsOf(yard.server.home)) process.kill(pid, 'SIGKILL');
    await yard.server.kill('SIGKILL');
    await yard.server.start();
    await until('the agent to be back', async () => (await yard.nodes()).every(({ health }) => health === 'ok'));
    expect(rclones().map(({ pid }) => pid)).toEqual(before);
    gate.open();
    await yard.inState('writes', 'succeeded');
    expect((await yard.job('writes')).attempt).toBe(1);
    const models = await azurite.container('models');
    const at = `${job.jobOutputDirectoryPathSegment}/outputs`;
    const count = Number((await yard.log('writes')).toString().trim().split('\n').at(-1));
    const sums = ((await blobText(models, `${at}/sums`)) ?? '').trim().split('\n');
    expect(await blobText(models, `${at}/counted`)).toBe(
      Array.from({ length: count }, (_, i) => `${i + 1}\n`).join(''),
    );
    expect(sums).toHaveLength(count);
    const { createHash } = await import('node:crypto');
    for (const [index, sum] of sums.entries()) {
      const bytes = await models.getBlobClient(`${at}/part-${index + 1}`).downloadToBuffer();
      expect(`${createHash('sha256').update(bytes).digest('hex')}  -`).toBe(sum);
    }
    await nothingMounted();
  });

  test('what serves its volume is killed: it is told, mounted again, and what was written is stored', async () => {
    const gate = new Gate(yard.server, 'revived');
    const job = await yard.submit('revived', {
      ...mounting(blobs('models', 'out')),
      ...line(
        `echo before > $AZ_BATCHAI_OUTPUT_M/before; echo on; ${gate.wait}; echo after > $AZ_BATCHAI_OUTPUT_M/after`,
      ),
      outputDirectories: [{ id: 'M', pathPrefix: `${root}/out` }],
    });
    await firstLine('revived');
    for (const { pid } of rclones()) process.kill(pid, 'SIGKILL');
    await volumeSays('revived', 'failing', 'volumeLost');
    await volumeSays('revived', 'mounted');
    gate.open();
    await yard.inState('revived', 'succeeded');
    const models = await azurite.container('models');
    const at = `${job.jobOutputDirectoryPathSegment}/outputs`;
    expect(await blobText(models, `${at}/before`)).toBe('before\n');
    expect(await blobText(models, `${at}/after`)).toBe('after\n');
    await nothingMounted();
  });

  test('its server goes away, comes back with another key and then with its own: each is told, and the job that fails names it', async () => {
    const gate = new Gate(yard.server, 'vanished');
    const work = `echo on; ${gate.wait}; cat ${root}/data/in/numbers.txt; exit 9`;
    await yard.submit('vanished', { ...mounting(blobs('data', 'data')), ...line(work) });
    await firstLine('vanished');
    await azurite.kill();
    await volumeSays('vanished', 'failing', 'volumeUnreachable');
    await azurite.start('another');
    await volumeSays('vanished', 'failing', 'volumeDenied');
    await azurite.kill();
    await azurite.start();
    await volumeSays('vanished', 'mounted');
    gate.open();
    const { reasons, executionInfo } = await yard.inState('vanished', 'failed');
    const why = expect.stringContaining('container data of account fixtures');
    expect(reasons[0]).toMatchObject({ code: 'failedWithVolume', params: { why } });
    expect(executionInfo.exitCode).toBe(9);
    expect((await yard.log('vanished')).toString()).toBe('on\n1\n2\n3\n');
    await nothingMounted();
  });
});

test('a cluster that is deleted while its agent is dead leaves nothing mounted, and takes nothing from the container', async () => {
  await yard.submit('left', { ...mounting(blobs('data', 'data')), ...line('echo on; exec sleep 600') });
  await firstLine('left');
  expect(rclones()).toHaveLength(1);
  const deleted = yard.client.call('deleteCluster', { params: { workspace: 'w', name: 'c' } });
  for (const { pid } of agentsOf(yard.server.home)) process.kill(pid, 'SIGKILL');
  await deleted;
  await nothingMounted();
  await until('the node to be gone', () => agentsOf(yard.server.home).length === 0);
  expect(await blobText(await azurite.container('data'), 'in/numbers.txt')).toBe('1\n2\n3\n');
});
