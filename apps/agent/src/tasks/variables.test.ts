import { expect, test } from 'vitest';
import { plan, shell } from '../testing/plans.ts';
import { layoutOf } from './layout.ts';
import { hostFileText, MissingSecret, processEnvironment, systemVariables } from './variables.ts';

const node = { nodeUid: 'u', mountRoot: '/n/mounts', path: '/usr/bin:/node', lang: 'C.UTF-8' };

function environment(of: ReturnType<typeof plan>, secrets = {}) {
  const layout = layoutOf('/n', of.fence);
  return processEnvironment(of, layout, systemVariables(of, layout, node), secrets, of.processes[0] ?? null);
}

test('the variables of Batch AI name the directories of the task', () => {
  const of = plan([shell('true')], {
    inputDirectories: [{ id: 'IN', path: '$AZ_BATCHAI_MOUNT_ROOT/data' }],
    outputDirectories: [
      { id: 'NEAR', pathPrefix: null, pathSuffix: 'x' },
      { id: 'FAR', pathPrefix: '/share', pathSuffix: 'Models' },
    ],
    stdOutErrPathPrefix: '$AZ_BATCHAI_JOB_MOUNT_ROOT/logs',
    resources: { gpuIds: [1, 3], cpus: 1, memoryBytes: 1 },
  });
  const { root } = layoutOf('/n', of.fence);
  expect(environment(of)).toMatchObject({
    AZ_BATCHAI_MOUNT_ROOT: '/n/mounts',
    AZ_BATCHAI_JOB_MOUNT_ROOT: `${root}/mounts`,
    AZ_BATCHAI_JOB_TEMP: `${root}/temp`,
    AZ_BATCHAI_SHARED_JOB_TEMP: `${root}/temp/shared`,
    AZ_BATCHAI_STDOUTERR_DIR: `${root}/mounts/logs/${of.segment}/stdouterr`,
    AZ_BATCHAI_INPUT_IN: '/n/mounts/data',
    AZ_BATCHAI_OUTPUT_NEAR: `${root}/outputs/NEAR/x`,
    AZ_BATCHAI_OUTPUT_FAR: `/share/${of.segment}/outputs/Models`,
    AZ_BATCHAI_NUM_GPUS: '2',
    AZ_BATCH_HOST_LIST: '10.0.0.1',
    CUDA_VISIBLE_DEVICES: '1,3',
    TRAINYARD_FENCE: `${of.fence.job}/0/1/0`,
    PYTHONUNBUFFERED: '1',
  });
});

test('users may set what is theirs, with other variables in it, and not what binds them to their grant', () => {
  const of = plan([shell('true', { env: [{ name: 'RANK', value: '0' }], gpuIds: [3] })], {
    env: [
      { name: 'PYTHONUNBUFFERED', value: '0' },
      { name: 'A', value: '$AZ_BATCH_NODE_ID-x' },
      { name: 'B', value: ['$', '{A}y$UNKNOWN'].join('') },
      { name: 'CUDA_VISIBLE_DEVICES', value: '0,1,2,3' },
      { name: 'TRAINYARD_FENCE', value: 'none' },
      { name: 'KEY', secretRef: 'KEY' },
    ],
    resources: { gpuIds: [1, 3], cpus: 1, memoryBytes: 1 },
  });
  expect(environment(of, { KEY: '$A' })).toMatchObject({
    PYTHONUNBUFFERED: '0',
    A: 'u-x',
    B: 'u-xy$UNKNOWN',
    CUDA_VISIBLE_DEVICES: '3',
    TRAINYARD_FENCE: `${of.fence.job}/0/1/0`,
    KEY: '$A',
    RANK: '0',
  });
});

test('without GPUs none are visible', () => {
  expect(environment(plan([shell('true')]))).toMatchObject({ CUDA_VISIBLE_DEVICES: '', HIP_VISIBLE_DEVICES: '' });
});

test('a secret that the server does not give is named', () => {
  const of = plan([shell('true')], { env: [{ name: 'KEY', secretRef: 'vault-key' }] });
  expect(() => environment(of)).toThrow(MissingSecret);
});

test('the host file has a line for each node, by name: an address of this machine would be taken for the launcher', () => {
  const member = { task: 0, nodeUid: 'n', gpuIds: [] };
  const of = plan([], {
    gang: [
      { ...member, address: '127.0.0.1', host: 'c-0', slots: 2 },
      { ...member, address: '127.0.0.2', host: 'c-1', slots: 1 },
    ],
  });
  expect(hostFileText(of)).toBe('c-0 slots=2 max_slots=2\nc-1 slots=1 max_slots=1\n');
});

test('a shard knows which of how many it is, and may have places of its own', () => {
  const of = plan([shell('true', { env: [{ name: 'ARGS', value: '--part $TRAINYARD_SHARD_INDEX' }] })], {
    shard: { index: 7, count: 100 },
    outputDirectories: [{ id: 'OUT', pathPrefix: null, pathSuffix: 'part-$TRAINYARD_SHARD_INDEX' }],
  });
  expect(environment(of)).toMatchObject({
    TRAINYARD_SHARD_INDEX: '7',
    TRAINYARD_SHARD_COUNT: '100',
    ARGS: '--part 7',
    AZ_BATCHAI_OUTPUT_OUT: expect.stringMatching(/\/part-7$/),
  });
  expect(environment(plan([shell('true')]))).not.toHaveProperty('TRAINYARD_SHARD_INDEX');
});
