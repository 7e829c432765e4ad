import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../cluster/wait.ts';
import { Yard } from '../cluster/yard.ts';

const custom = (commandLine: string) => ({ customToolkitSettings: { commandLine } });
let yard: Yard;
/** Where jobs leave word and wait for it. */
const place = mkdtempSync(join(tmpdir(), 'trainyard-shares-'));
beforeAll(async () => {
  yard = await Yard.open(2, { vmSize: 'STANDARD_NC12' });
});
afterAll(async () => {
  await yard?.close();
  rmSync(place, { recursive: true, force: true });
});

describe('parts of a node', () => {
  test('two jobs on one node see GPUs of their own, and each chart is of the job that holds them', async () => {
    const waiting = `echo gpu=$CUDA_VISIBLE_DEVICES of $AZ_BATCHAI_NUM_GPUS; while [ ! -e ${place}/go ]; do sleep 0.05; done`;
    for (const name of ['left', 'right']) await yard.submit(name, { ...custom(waiting), gpusPerNode: 1 });
    for (const name of ['left', 'right']) await yard.inState(name, 'running');
    const tasks = await Promise.all(['left', 'right'].map(async (name) => (await yard.attempts(name))[0]?.tasks[0]));
    // The second goes where the first has left room, and leaves the other node empty.
    expect(tasks[0]?.node.uid).toBe(tasks[1]?.node.uid);
    expect((await yard.cluster()).nodeStateCounts).toMatchObject({ idleNodeCount: 1, runningNodeCount: 1 });
    const gpus = tasks.map((task) => task?.gpuIds ?? []);
    expect(gpus.flat().toSorted()).toEqual([0, 1]);
    for (const [at, name] of ['left', 'right'].entries()) {
      await until(`the line of ${name}`, async () => (await yard.log(name)).length > 0);
      expect(String(await yard.log(name))).toBe(`gpu=${gpus[at]?.join()} of 1\n`);
      const { uid } = await yard.job(name);
      const seen = await until(`a sample of ${name}'s GPU`, async () => {
        const { series } = await yard.client.call('readSeries', { query: { job: uid } });
        const devices = series.map(({ device }) => String(device)).filter((device) => device.startsWith('SIM-'));
        return devices.length > 0 && new Set(devices);
      });
      expect([...seen]).toEqual([`SIM-${tasks[at]?.node.uid}-${gpus[at]?.[0]}`]);
    }
    writeFileSync(join(place, 'go'), '');
    for (const name of ['left', 'right']) await yard.inState(name, 'succeeded');
    await yard.idleNodes(2);
  });
});

describe('an array', () => {
  test('runs each of a thousand shards once, in its own process, as one job', async () => {
    const shards = join(place, 'shards');
    const commandLine = `mkdir -p ${shards} && echo $TRAINYARD_SHARD_COUNT >> ${shards}/$TRAINYARD_SHARD_INDEX`;
    await yard.submit('thousand', {
      ...custom(commandLine),
      cpusPerNode: 0.5,
      memoryPerNode: '32MiB',
      array: { count: 1_000 },
    });
    const job = await until(
      'the array to end',
      async () => {
        const now = await yard.job('thousand');
        return ['succeeded', 'failed'].includes(now.executionState) && now;
      },
      100_000,
    );
    expect(job).toMatchObject({ executionState: 'succeeded', shards: { waiting: 0, running: 0, succeeded: 1_000 } });
    const indices = readdirSync(shards)
      .map(Number)
      .toSorted((a, b) => a - b);
    expect(indices).toEqual(Array.from({ length: 1_000 }, (_, index) => index));
    const units = await yard.client.call('listUnits', {
      params: { workspace: 'w', experiment: 'e', name: 'thousand' },
      query: { limit: 1000 },
    });
    expect(units.items.every(({ state, attempts }) => state === 'succeeded' && attempts === 1)).toBe(true);
    expect(existsSync(join(shards, '1000'))).toBe(false);
  });

  test('starts again only the shards that failed', async () => {
    const mark = join(place, 'failed-once');
    const commandLine = `[ $TRAINYARD_SHARD_INDEX != 2 ] || [ -e ${mark} ] || { touch ${mark}; exit 3; }`;
    await yard.submit('retry', {
      ...custom(commandLine),
      cpusPerNode: 1,
      array: { count: 4 },
      restart: { onFailure: 1 },
    });
    await yard.inState('retry', 'succeeded');
    const attempts = await yard.attempts('retry');
    expect(attempts.map(({ unit, number, exitCode }) => [unit, number, exitCode])).toEqual([
      [0, 1, 0],
      [1, 1, 0],
      [2, 1, 3],
      [2, 2, 0],
      [3, 1, 0],
    ]);
  });
});
