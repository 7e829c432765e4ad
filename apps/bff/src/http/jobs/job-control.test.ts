import { join } from 'node:path';
import { openForWriting } from '@trainyard/db/open';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Booted, boot } from '../../testing/boot.ts';

let yard: Booted;
const jobs = '/api/v1/workspaces/w/experiments/e/jobs';
const submit = (name: string, more: object = {}) =>
  yard.call('POST', jobs, {
    body: { name, cluster: { name: 'c' }, customToolkitSettings: { commandLine: 'true' }, ...more },
  });

beforeAll(async () => {
  yard = await boot();
  await yard.call('POST', '/api/v1/workspaces', { body: { name: 'w' } });
  await yard.call('POST', '/api/v1/workspaces/w/experiments', { body: { name: 'e' } });
  const cluster = { name: 'c', vmSize: 'STANDARD_NC12', scaleSettings: { manual: { targetNodeCount: 0 } } };
  await yard.call('POST', '/api/v1/workspaces/w/clusters', { body: cluster });
});
afterAll(() => yard?.stop());

describe('a waiting job', () => {
  test('is held, released and given another priority', async () => {
    expect((await submit('held', { held: true })).json).toMatchObject({
      held: true,
      reasons: [{ code: 'held' }],
      can: { update: true },
    });
    const change = (body: object) => yard.call('PATCH', `${jobs}/held`, { body });
    expect(await change({ held: false, schedulingPriority: 'high' })).toMatchObject({
      status: 200,
      json: { held: false, schedulingPriority: 'high' },
    });
    expect((await change({ nodeCount: 2 })).json.error.details[0].path).toBe('nodeCount');
    await yard.call('POST', `${jobs}/held/terminate`);
    expect(await change({ held: true })).toMatchObject({ status: 409, json: { error: { code: 'NotWaiting' } } });
  });

  test('that can never start is refused with every reason and its place in the body', async () => {
    const { status, json } = await submit('never', { gpusPerNode: 3, queue: 'night', nodeLabels: { a: 'b' } });
    expect(status).toBe(400);
    expect(json.error).toMatchObject({
      code: 'NeverFits',
      message:
        'the job can never start on cluster c: gpusPerNode: it asks for 3 gpus on each node, a node has 2: ask for at most 2, nodeLabels: no node of the cluster has labels a=b: nearest are -, queue: cluster c has no queue night: its queues are default',
    });
    expect(json.error.details.map(({ path }: { path: string }) => path)).toEqual([
      'gpusPerNode',
      'nodeLabels',
      'queue',
    ]);
  });

  test('too many are refused with the time to come again', async () => {
    const database = openForWriting(join(yard.home, 'trainyard.db'));
    const count = (by: number) =>
      database.prepare('UPDATE waitingJobs SET count = count + ? WHERE scope = ?').run(by, 'user');
    count(1_000_000);
    const flood = await submit('flood');
    expect(flood).toMatchObject({ status: 429, json: { error: { code: 'TooManyWaiting' } } });
    expect(flood.headers.get('retry-after')).toMatch(/^\d+$/);
    count(-1_000_000);
    database.close();
    expect((await submit('calm')).status).toBe(201);
  });
});

describe('the units of a job', () => {
  test('of a gang are one, of an array those that started', async () => {
    await submit('gang');
    const units = (name: string, query = '') => yard.call('GET', `${jobs}/${name}/units${query}`);
    expect((await units('gang')).json.items).toEqual([
      { index: 0, state: 'queued', attempts: 0, failures: 0, losses: 0, ranMs: 0, failure: null },
    ]);
    expect((await units('gang', '?state=failed')).json.items).toEqual([]);
    const array = await submit('array', { array: { count: 100_000 } });
    expect(array.json.shards).toMatchObject({ count: 100_000, waiting: 100_000 });
    expect((await units('array')).json).toMatchObject({ items: [], next: null });
    expect((await units('array', '?after=x')).status).toBe(400);
    const attempts = (query: string) => yard.call('GET', `${jobs}/array/attempts?${query}`);
    expect((await attempts('unit=7&after=7.1')).json.items).toEqual([]);
    expect((await attempts('after=7')).status).toBe(400);
  });
});
