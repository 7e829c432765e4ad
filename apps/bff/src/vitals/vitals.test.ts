import { rmSync } from 'node:fs';
import type { Fence } from '@trainyard/contracts/attempt';
import type { TaskReport } from '@trainyard/contracts/fleet';
import type { VitalsDelivery } from '@trainyard/contracts/live';
import { taskStream } from '@trainyard/contracts/log-frame';
import type { JobVitals } from '@trainyard/contracts/vitals';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, enrol, frame, type TestAgent, type TestNode } from '../testing/agent.ts';
import { adminToken, type Booted, boot, temporaryHome, until } from '../testing/boot.ts';

let home: string;
let yard: Booted;
let node: TestNode;
let agent: TestAgent;
let serial = 0;
const at = '/api/v1/workspaces/fleet';
const post = async (path: string, body: object) => (await yard.call('POST', `${at}${path}`, { body })).json;

beforeAll(async () => {
  home = temporaryHome();
  yard = await boot({ home });
  node = await enrol(yard, 'c');
  agent = await connect(yard, node);
  await agent.socket.emitWithAck('report', { n: 1, tasks: [], node: { phase: 'ready', reason: null } });
  await post('/experiments', { name: 'e' });
}, 60_000);
afterAll(async () => {
  await yard?.stop();
  rmSync(home, { recursive: true, force: true });
});

async function report(fence: Fence, more: Partial<TaskReport>): Promise<void> {
  const rest = { prepared: true, step: null, steps: [], processes: [], reason: null, checkpointAt: null };
  const task = { fence, serial: ++serial, phase: 'running', outcome: null, exitCode: null, ...rest, ...more };
  await agent.socket.emitWithAck('report', { n: serial + 100, tasks: [task] });
}

/** Submits a job and says as its agent that it runs; answers the name of the standard output of its process. */
async function runs(name: string): Promise<{ uid: string; stream: string; fence: Fence }> {
  const body = { name, cluster: { name: 'c' }, customToolkitSettings: { commandLine: 'true' } };
  const { uid } = await post('/experiments/e/jobs', body);
  const fence = { job: uid, unit: 0, attempt: 1, task: 0 };
  await until('the task', () => agent.deltas.some(({ upsert }) => upsert.some(({ plan }) => plan.fence.job === uid)));
  await report(fence, {});
  return { uid, stream: taskStream(fence, 'run', 0, 'stdout'), fence };
}

async function listed(job: string): Promise<JobVitals | undefined> {
  const { json } = await yard.call('GET', `${at}/vitals`);
  return json.items.find((one: JobVitals) => one.job === job);
}

async function workspaceUid(): Promise<string> {
  return (await yard.call('GET', at)).json.uid;
}

test('what a unit prints is told as progress, by request and live; it comes back after a restart, and its end keeps it', async () => {
  const { uid, stream, fence } = await runs('digits');
  const socket = yard.socket('/live', { token: adminToken });
  const told: VitalsDelivery[] = [];
  socket.on('vitals', (delivery: VitalsDelivery, taken: () => void) => {
    told.push(delivery);
    taken();
  });
  const topic = `vitals:${await workspaceUid()}`;
  expect(await socket.emitWithAck('subscribe', { topic })).toMatchObject({ ok: true });
  await until('the first delivery', () => told.length > 0);
  expect(told[0]).toMatchObject({ topic, whole: true, over: [] });

  const lines =
    'loading\n  0%|          | 0/500 [00:00<?, ?it/s]\r 12%|█▏        | 62/500 [00:10<01:10,  6.20it/s, loss=0.5]';
  agent.socket.emit('log', frame(stream, 0, lines, { marks: [[0, Date.now()]] }));
  await until('its progress', async () => (await listed(uid))?.progress?.step === 62);
  const progress = expect.objectContaining({ step: 62, steps: 500, percent: 12.4, rate: 6.2, rateUnit: 'it' });
  expect(await listed(uid)).toMatchObject({ job: uid, unit: 0, attempt: 1, progress, finding: null, simulated: false });
  await until('it live', () =>
    told.some(({ vitals }) => vitals.some((one) => one.job === uid && one.progress?.step === 62)),
  );

  await yard.server.close();
  yard = await boot({ home });
  agent = await connect(yard, node);
  await until('its progress again', async () => (await listed(uid))?.progress?.step === 62);
  expect((await listed(uid))?.lastLineAt).toEqual(expect.any(Number));

  await report(fence, { phase: 'ended', outcome: 'failed', exitCode: 3 });
  const job = async () => (await yard.call('GET', `${at}/experiments/e/jobs/digits`)).json;
  await until('what is kept of it', async () => (await job()).vitals !== null);
  expect((await job()).vitals).toMatchObject({
    unit: 0,
    attempt: 1,
    progress: { step: 62, percent: 12.4 },
    finding: null,
  });
  await until('it is over', async () => (await listed(uid)) === undefined);
});
