import type { DesiredTask, TaskReport } from '@trainyard/contracts/fleet';
import type { SeriesFrame } from '@trainyard/contracts/series-frame';
import { systemClock } from '@trainyard/runtime/node/system';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sweep } from '../../keeping/sweep.ts';
import { connect, enrol, type TestAgent, type TestNode } from '../../testing/agent.ts';
import { type Booted, boot, until } from '../../testing/boot.ts';

const workspaces = '/api/v1/workspaces';
let yard: Booted;
let node: TestNode;
let agent: TestAgent;
let task: DesiredTask;
let cluster: string;
/** Before the job began; even, so that two seconds are one bucket. */
let t0: number;

/** A job of one node that ran, was sampled, and is over; its node is gone afterwards. */
beforeAll(async () => {
  yard = await boot();
  node = await enrol(yard, 'one');
  agent = await connect(yard, node);
  await agent.socket.emitWithAck('report', { n: 1, tasks: [], node: { phase: 'ready', reason: null } });
  await yard.call('POST', `${workspaces}/fleet/experiments`, { body: { name: 'e' } });
  await yard.call('POST', workspaces, { body: { name: 'elsewhere' } });
  cluster = (await yard.call('GET', `${workspaces}/fleet/clusters/one`)).json.uid;
  t0 = Math.floor(Date.now() / 2_000) * 2_000 - 10_000;
  await agent.socket.emitWithAck('series', [sample({ t0, values: [90, 91] })]);
  const body = { name: 'ran', cluster: { name: 'one' }, customToolkitSettings: { commandLine: 'true' } };
  await yard.call('POST', `${workspaces}/fleet/experiments/e/jobs`, { body });
  await until('the task to be wanted', () => agent.deltas.some(({ upsert }) => upsert.length > 0));
  task = agent.deltas.flatMap(({ upsert }) => upsert)[0] as DesiredTask;
  await report({ phase: 'running' });
  const now = Math.ceil(Date.now() / 1_000) * 1_000;
  await agent.socket.emitWithAck('series', [
    sample({ t0: now, values: [20] }),
    sample({ t0: now, values: [70], metric: 'gpu.utilisation', device: 'g', fence: task.plan.fence }),
  ]);
  await report({ phase: 'ended', outcome: 'succeeded', exitCode: 0 });
  const none = { scaleSettings: { manual: { targetNodeCount: 0 } } };
  await yard.call('PATCH', `${workspaces}/fleet/clusters/one`, { body: none });
  await until('the node to be gone', async () => (await nodes()).length === 0);
}, 60_000);
afterAll(() => yard?.stop());

const nodes = async () => (await yard.call('GET', `${workspaces}/fleet/clusters/one/nodes`)).json.items;

function sample(more: Partial<SeriesFrame> & Pick<SeriesFrame, 't0' | 'values'>): SeriesFrame {
  const head = { source: 'host', nodeUid: node.uid, device: 'host', metric: 'cpu.utilisation' } as const;
  return { version: 1, ...head, skew: 0, step: 1_000, ...more };
}

let serial = 0;
async function report(more: Partial<TaskReport>): Promise<void> {
  const still = {
    step: null,
    steps: [],
    processes: [],
    outcome: null,
    exitCode: null,
    reason: null,
    checkpointAt: null,
  };
  const given = { fence: task.plan.fence, serial: ++serial, phase: 'running', prepared: true, ...still, ...more };
  await agent.socket.emitWithAck('report', { n: serial + 1, tasks: [given] });
}

async function read(query: string, token?: string) {
  const { status, json } = await yard.call('GET', `/api/v1/series?points=5000&${query}`, token ? { token } : {});
  const series = (json.series ?? []) as { metric: string; device: string; devices?: number; mean: (number | null)[] }[];
  const values = series.map(({ metric, mean }) => [metric, mean.filter((value) => value !== null)]);
  return { status, code: json.error?.code, path: json.error?.details?.[0]?.path, values, series };
}

test('of a job, of a node that is gone, and of its cluster are there', async () => {
  expect((await read(`job=${task.plan.fence.job}`)).values).toEqual([['gpu.utilisation', [70]]]);
  expect((await read(`node=${node.uid}`)).values).toEqual([
    ['cpu.utilisation', [90, 91, 20]],
    ['gpu.utilisation', [70]],
  ]);
  expect((await read(`cluster=${cluster}&metric=cpu.utilisation`)).values).toEqual([['cpu.utilisation', [90, 91, 20]]]);
  const all = await read(`cluster=${cluster}&metric=gpu.utilisation&by=all`);
  expect(all.series).toMatchObject([{ device: '*', nodeUid: '*', devices: 1 }]);
});

test('of a job’s node are those of its time there and no others', async () => {
  const { values } = await read(`job=${task.plan.fence.job}&node=${node.uid}&from=0&metric=cpu.utilisation`);
  expect(values).toEqual([['cpu.utilisation', [20]]]);
  const other = '0190a0a0-0000-7000-8000-000000000000';
  expect(await read(`job=${task.plan.fence.job}&node=${other}`)).toMatchObject({ status: 404, code: 'NodeNotFound' });
});

test('outside the reader’s workspace are not found, gone or not', async () => {
  const body = { name: 'outsider', role: 'reader', workspace: 'elsewhere' };
  const { secret } = (await yard.call('POST', '/api/v1/tokens', { body })).json;
  for (const [query, code] of [
    [`node=${node.uid}`, 'NodeNotFound'],
    [`cluster=${cluster}&metric=gpu.utilisation`, 'ClusterNotFound'],
    [`job=${task.plan.fence.job}&node=${node.uid}`, 'JobNotFound'],
  ] as const) {
    expect(await read(query, secret)).toMatchObject({ status: 404, code });
  }
});

test('of nothing, of two things, and of all metrics of a cluster are refused with what to give', async () => {
  for (const [query, path] of [
    ['', 'job'],
    [`node=${node.uid}&cluster=${cluster}`, 'job'],
    [`cluster=${cluster}`, 'metric'],
  ] as const) {
    expect(await read(query)).toMatchObject({ status: 400, code: 'InvalidBody', path });
  }
});

test('keep the range and the points that are asked for', async () => {
  const range = `node=${node.uid}&metric=cpu.utilisation&from=${t0}&to=${t0 + 2_000}`;
  const { json } = await yard.call('GET', `/api/v1/series?${range}&points=2`);
  expect(json.series).toMatchObject([{ step: 2_000, mean: [90.5], min: [90], max: [91], count: [2] }]);
});

test('of a gone node stay as long as those of a job that ran there', async () => {
  const { archive, read: ask, execute, logger } = yard.server.inside.doors;
  const sweeping = () => sweep({ archive, read: ask, execute, logger, clock: systemClock });
  await sweeping();
  expect((await read(`node=${node.uid}`)).series).toHaveLength(2);
  await yard.call('DELETE', `${workspaces}/fleet/experiments/e/jobs/ran`);
  await until('the job to be gone', async () => (await read(`job=${task.plan.fence.job}`)).status === 404);
  await sweeping();
  expect((await read(`node=${node.uid}`)).series).toEqual([]);
});
