import { createHash, generateKeyPairSync } from 'node:crypto';
import { fenceKey } from '@trainyard/contracts/attempt';
import type { Desired, DesiredTask, TaskReport, Welcome } from '@trainyard/contracts/fleet';
import { type StoredThrough, taskStream } from '@trainyard/contracts/log-frame';
import type { SeriesFrame } from '@trainyard/contracts/series-frame';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  connect,
  dial,
  enrol,
  frame,
  helloOf,
  sendEnrolment,
  type TestAgent,
  type TestNode,
} from '../testing/agent.ts';
import { adminToken, type Booted, boot, until } from '../testing/boot.ts';
import { desiredHash } from './sent-desired.ts';

let yard: Booted;
let node: TestNode;
let other: TestNode;
let agent: TestAgent;
beforeAll(async () => {
  yard = await boot();
  node = await enrol(yard, 'one');
  other = await enrol(yard, 'two');
  agent = await connect(yard, node);
  await agent.socket.emitWithAck('report', { n: 1, tasks: [], node: { phase: 'ready', reason: null } });
  await yard.call('POST', '/api/v1/workspaces/fleet/experiments', { body: { name: 'e' } });
});
afterAll(() => yard?.stop());

let jobs = 0;
/** Submits a job to the agent's cluster and waits for its task. */
async function task(more: object = {}): Promise<DesiredTask> {
  const name = `j${++jobs}`;
  const body = { name, cluster: { name: 'one' }, customToolkitSettings: { commandLine: 'true' }, ...more };
  const { status, text, json } = await yard.call('POST', '/api/v1/workspaces/fleet/experiments/e/jobs', { body });
  if (status !== 201) throw new Error(text);
  const found = () => agent.deltas.flatMap(({ upsert }) => upsert).find(({ plan }) => plan.fence.job === json.uid);
  await until('the task to be wanted', found);
  return found() as DesiredTask;
}

let serial = 0;
async function report(one: DesiredTask, more: Partial<TaskReport>): Promise<void> {
  const given: TaskReport = {
    fence: one.plan.fence,
    serial: ++serial,
    phase: 'running',
    prepared: true,
    step: null,
    steps: [],
    processes: [],
    outcome: null,
    exitCode: null,
    reason: null,
    checkpointAt: null,
    ...more,
  };
  const n = serial + 100;
  expect(await agent.socket.emitWithAck('report', { n, tasks: [given] })).toEqual({ n });
}
const end = (one: DesiredTask) => report(one, { phase: 'ended', outcome: 'succeeded', exitCode: 0 });

async function stored(stream: string, through: number): Promise<void> {
  let at = 0;
  const hear = (acks: StoredThrough[]) => {
    for (const ack of acks) if (ack.stream === stream) at = ack.through;
  };
  agent.socket.on('stored', hear);
  await until(`${through} bytes of ${stream} to be stored`, () => at >= through);
  agent.socket.off('stored', hear);
}

describe('who may be an agent', () => {
  test('a join token works once', async () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    expect((await sendEnrolment(yard, node.joinToken, publicKey)).status).toBe(401);
  });

  const refused = async (change: (nonce: string) => object | Promise<object>): Promise<string> => {
    const { socket, challenge } = await dial(yard);
    const answer: Welcome = await socket.emitWithAck('hello', await change(challenge.nonce));
    if (answer.ok) throw new Error('it was welcome');
    expect(answer.retry).toBe(false);
    return answer.error.code;
  };

  test('not without a signature of its own key', async () => {
    expect(await refused((nonce) => helloOf(node, nonce, { signature: 'AAAA' }))).toBe('NotThisAgent');
    expect(await refused((nonce) => helloOf({ ...node, uid: other.uid }, nonce))).toBe('NotThisAgent');
    expect(await refused((nonce) => helloOf(other, nonce, { nodeUid: node.uid }))).toBe('NotThisAgent');
  });

  test('not with a hello that was heard on another connection', async () => {
    const heard = await dial(yard);
    const hello = helloOf(other, heard.challenge.nonce);
    expect(await refused(() => hello)).toBe('NotThisAgent');
  });

  test('not with a protocol that nobody speaks here, nor as a node that is not there', async () => {
    const protocol = { min: 9, max: 12 };
    expect(await refused((nonce) => helloOf(node, nonce, { protocol }))).toBe('ProtocolMismatch');
    const nodeUid = '0190a0a0-0000-7000-8000-000000000000';
    expect(await refused((nonce) => helloOf(node, nonce, { nodeUid }))).toBe('NodeNotFound');
  });

  test('no refused hello disturbs the agent that is there', () => {
    expect(agent.socket.connected).toBe(true);
  });
});

describe('what is wanted', () => {
  test('comes in numbered differences whose hash is that of the whole', async () => {
    const one = await task();
    const known = new Map<string, DesiredTask>();
    let n = agent.welcome.desired.n;
    for (const delta of agent.deltas) {
      expect(delta.n).toBe(++n);
      for (const fence of delta.drop) known.delete(fenceKey(fence));
      for (const upsert of delta.upsert) known.set(fenceKey(upsert.plan.fence), upsert);
      expect(delta.hash).toBe(desiredHash(known.values()));
    }
    const full: Desired = await agent.socket.emitWithAck('resync');
    expect(full).toMatchObject({ full: true, n: n + 1, hash: desiredHash(known.values()) });
    agent.deltas.length = 0;
    agent.welcome.desired.n = full.n;
    await end(one);
    await until('the ended task to be dropped', () => agent.deltas.some(({ drop }) => drop.length > 0));
  });
});

describe('bytes', () => {
  test('of its own task are stored, acknowledged and read back', async () => {
    const one = await task();
    const stream = taskStream(one.plan.fence, 'run', 0, 'stdout');
    agent.socket.emit('log', frame(stream, 0, 'hello\n'));
    agent.socket.emit('log', frame(stream, 6, 'world\n', { end: true }));
    await stored(stream, 12);
    const { text, headers } = await yard.call('GET', `/api/v1/logs?stream=${stream}`);
    expect([text, headers.get('x-trainyard-ended')]).toEqual(['hello\nworld\n', 'true']);
    expect((await yard.call('GET', `/api/v1/logs?stream=${stream}&from=3&to=8`)).text).toBe('lo\nwo');
    expect((await yard.call('GET', `/api/v1/logs?stream=${stream}&tail=1`)).text).toBe('world\n');
    expect((await yard.call('GET', `/api/v1/logs?stream=${stream}&fromLine=0&lines=1`)).text).toBe('hello\n');
    const { json } = await yard.call('GET', `/api/v1/workspaces/fleet/experiments/e/jobs/j${jobs}/logs`);
    expect(json.items).toMatchObject([{ stream, bytes: 12, lines: 2, ended: true, rank: 0, node: 'one-0' }]);
    await end(one);
  });

  test('and reports of an attempt that is over change nothing, and its agent is not cut off for them', async () => {
    const one = await task({ restart: { onFailure: 1 } });
    await report(one, { phase: 'ended', outcome: 'failed', exitCode: 3 });
    const second = () =>
      agent.deltas
        .flatMap(({ upsert }) => upsert)
        .find(({ plan }) => plan.fence.job === one.plan.fence.job && plan.fence.attempt === 2);
    await until('the second attempt', second);
    await report(one, { phase: 'ended', outcome: 'succeeded', exitCode: 0 });
    const stream = taskStream(one.plan.fence, 'run', 0, 'stdout');
    agent.socket.emit('log', frame(stream, 0, 'too late'));
    await report(second() as DesiredTask, { phase: 'running' });
    expect(agent.socket.connected).toBe(true);
    expect(await yard.call('GET', `/api/v1/logs?stream=${stream}`)).toMatchObject({ status: 200, text: '' });
    const path = `/api/v1/workspaces/fleet/experiments/e/jobs/j${jobs}`;
    const attempts = (await yard.call('GET', `${path}/attempts`)).json.items;
    const seen = attempts.map(({ number, outcome, exitCode }: Record<string, unknown>) => [number, outcome, exitCode]);
    expect(seen.sort()).toEqual([
      [1, 'failed', 3],
      [2, null, null],
    ]);
    expect((await yard.call('GET', path)).json.executionState).toBe('running');
    await end(second() as DesiredTask);
  });

  test("of another node's task cut the connection and are not stored", async () => {
    const one = await task();
    const stranger = await connect(yard, other);
    const cut = new Promise((resolve) => stranger.socket.once('disconnect', resolve));
    const stream = taskStream(one.plan.fence, 'run', 0, 'stdout');
    stranger.socket.emit('log', frame(stream, 0, 'forged'));
    await cut;
    expect(await yard.call('GET', `/api/v1/logs?stream=${stream}`)).toMatchObject({ status: 200, text: '' });
    await end(one);
  });

  test('that have no byte yet are empty, those that cannot come are not found', async () => {
    const one = await task();
    const asked = (phase: 'agent' | 'preparation' | 'run', process: number, fd: 'stdout' | 'stderr') =>
      yard.call('GET', `/api/v1/logs?stream=${taskStream(one.plan.fence, phase, process, fd)}&tail=10`);
    const { status, text, headers } = await asked('run', 0, 'stderr');
    const told = ['offset', 'line', 'bytes', 'ended', 'holes'].map((name) => headers.get(`x-trainyard-${name}`));
    expect([status, text, ...told]).toEqual([200, '', '0', '0', '0', 'false', '[]']);
    expect((await asked('agent', 0, 'stdout')).status).toBe(200);
    const others = [asked('run', 1, 'stdout'), asked('preparation', 0, 'stdout'), asked('agent', 0, 'stderr')];
    expect((await Promise.all(others)).map((answer) => answer.status)).toEqual([404, 404, 404]);
    await end(one);
  });

  test('that leave a gap make the agent come back and learn where to go on', async () => {
    const one = await task();
    const stream = taskStream(one.plan.fence, 'run', 0, 'stdout');
    agent.socket.emit('log', frame(stream, 0, 'abc'));
    await stored(stream, 3);
    const cut = new Promise((resolve) => agent.socket.once('disconnect', resolve));
    agent.socket.emit('log', frame(stream, 10, 'late'));
    await cut;
    agent = await connect(yard, node);
    expect(agent.welcome.stored).toContainEqual({ stream, through: 3 });
    await end(one);
  });
});

describe('samples', () => {
  const sample = (more: Partial<SeriesFrame> = {}): SeriesFrame => ({
    version: 1,
    source: 'host',
    nodeUid: node.uid,
    device: 'host',
    metric: 'cpu.utilisation',
    t0: Date.now(),
    skew: 0,
    step: 1000,
    values: [1, 2],
    ...more,
  });

  test('are stored, shown live, and come each second while somebody watches', async () => {
    const cadences: string[] = [];
    agent.socket.on('cadence', (cadence: string) => cadences.push(cadence));
    const viewer = yard.socket('/live', { token: adminToken });
    const topic = `series:node:${node.uid}`;
    expect(await viewer.emitWithAck('subscribe', { topic })).toMatchObject({ ok: true });
    await until('the faster cadence', () => cadences.at(-1) === 'live');
    const seen: SeriesFrame[] = [];
    viewer.on('series', ({ frames }: { frames: SeriesFrame[] }, taken: () => void) => {
      seen.push(...frames);
      taken();
    });
    await until('the subscription to be live', () => yard.server.inside.io.of('/live').sockets.size > 0);
    expect(await agent.socket.emitWithAck('series', [sample()])).toEqual({ ok: true });
    await until('the sample', () => seen.length === 1);
    viewer.disconnect();
    await until('the slower cadence', () => cadences.at(-1) === 'batch');
    const { json } = await yard.call('GET', `/api/v1/series?node=${node.uid}`);
    expect(json.series).toMatchObject([{ metric: 'cpu.utilisation', unit: 'percent', source: 'host' }]);
  });

  test('reach whoever watches the whole cluster, whose nodes all sample each second then', async () => {
    const second = await connect(yard, other);
    const cadences: Record<string, string> = {};
    agent.socket.on('cadence', (cadence: string) => (cadences.one = cadence));
    second.socket.on('cadence', (cadence: string) => (cadences.two = cadence));
    const { json } = await yard.call('GET', '/api/v1/workspaces/fleet/clusters/one');
    const viewer = yard.socket('/live', { token: adminToken });
    const topic = `series:cluster:${json.uid}`;
    expect(await viewer.emitWithAck('subscribe', { topic })).toMatchObject({ ok: true });
    await until('the faster cadence', () => cadences.one === 'live');
    const seen: SeriesFrame[] = [];
    viewer.on('series', (delivery: { topic: string; frames: SeriesFrame[] }, taken: () => void) => {
      expect(delivery.topic).toBe(topic);
      seen.push(...delivery.frames);
      taken();
    });
    await second.socket.emitWithAck('series', [sample({ nodeUid: other.uid })]);
    await agent.socket.emitWithAck('series', [sample()]);
    await until('the sample', () => seen.length > 0);
    expect(seen.map(({ nodeUid }) => nodeUid)).toEqual([node.uid]);
    viewer.disconnect();
    await until('the slower cadence', () => cadences.one === 'batch');
    expect(cadences.two).toBeUndefined();
    second.socket.disconnect();
  });

  test('of a cluster that is not there, or not for this reader, are not found', async () => {
    await yard.call('POST', '/api/v1/workspaces', { body: { name: 'elsewhere' } });
    const body = { name: 'outsider', role: 'reader', workspace: 'elsewhere' };
    const { secret } = (await yard.call('POST', '/api/v1/tokens', { body })).json;
    const { uid } = (await yard.call('GET', '/api/v1/workspaces/fleet/clusters/one')).json;
    for (const [token, topic] of [
      [secret, `series:cluster:${uid}`],
      [adminToken, `series:cluster:${node.uid}`],
    ]) {
      const answer = await yard.socket('/live', { token }).emitWithAck('subscribe', { topic });
      expect(answer).toMatchObject({ ok: false, error: { code: 'TopicNotFound' } });
    }
  });

  test('of another node are refused', async () => {
    const answer = await agent.socket.emitWithAck('series', [sample({ nodeUid: other.uid })]);
    expect(answer.error.code).toBe('InvalidBody');
  });
});

describe('files', () => {
  const content = Buffer.from('0123456789');
  const sha256 = createHash('sha256').update(content).digest('hex');
  const put = (one: DesiredTask, offset: number, bytes: Buffer, more: Record<string, string> = {}) => {
    const query = new URLSearchParams({
      fence: fenceKey(one.plan.fence),
      kind: 'output',
      directory: 'OUT',
      path: '../../etc/<b>.bin',
      bytes: '10',
      sha256,
      offset: String(offset),
      ...more,
    });
    const headers = { 'content-type': 'application/octet-stream' };
    const token = agent.welcome.fileToken;
    return yard.call('PUT', `/api/v1/fleet/artifacts?${query}`, { token, raw: bytes, headers });
  };

  test('an artifact goes on where it was cut, and is downloaded whole or in part', async () => {
    const one = await task();
    expect((await put(one, 0, content.subarray(0, 4))).json).toEqual({ offset: 4 });
    expect(await put(one, 0, content)).toMatchObject({ status: 409, json: { error: { params: { stored: 4 } } } });
    expect((await put(one, 4, content.subarray(4))).json).toEqual({ offset: 10 });
    const path = `/api/v1/workspaces/fleet/experiments/e/jobs/j${jobs}/artifacts`;
    const [found] = (await yard.call('GET', path)).json.items;
    expect(found).toMatchObject({ directory: 'OUT', path: '../../etc/<b>.bin', bytes: 10, sha256 });
    const whole = await yard.call('GET', `/api/v1/artifacts/${found.uid}`);
    expect([whole.status, whole.text]).toEqual([200, '0123456789']);
    expect(whole.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''%3Cb%3E.bin");
    const part = (range: string) => yard.call('GET', `/api/v1/artifacts/${found.uid}`, { headers: { range } });
    const middle = await part('bytes=2-4');
    expect([middle.status, middle.text, middle.headers.get('content-range')]).toEqual([206, '234', 'bytes 2-4/10']);
    expect((await part('bytes=-3')).text).toBe('789');
    expect((await part('bytes=10-')).status).toBe(416);
    expect((await part('bytes=0-1,4-5')).text).toBe('0123456789');
    await end(one);
    // The task is over: nothing more is taken of it.
    await until('the fence to fall', async () => (await put(one, 0, content, { path: 'b' })).status === 409);
  });

  test('only what its own tasks name is fetched', async () => {
    const headers = { 'content-type': 'application/octet-stream' };
    const secret = Buffer.from('of somebody else');
    for (const bytes of [content, secret]) {
      const hash = createHash('sha256').update(bytes).digest('hex');
      expect((await yard.call('PUT', `/api/v1/blobs/${hash}`, { raw: bytes, headers })).status).toBe(200);
    }
    const one = await task({ files: [{ path: 'f', sha256 }] });
    const token = agent.welcome.fileToken;
    expect((await yard.call('GET', `/api/v1/fleet/blobs/${sha256}`, { token })).text).toBe('0123456789');
    const hidden = createHash('sha256').update(secret).digest('hex');
    expect((await yard.call('GET', `/api/v1/fleet/blobs/${hidden}`, { token })).status).toBe(404);
    await end(one);
  });

  test('secrets are for the node that runs the task', async () => {
    const one = await task({ secrets: [{ name: 'KEY', value: 'v' }] });
    const path = `/api/v1/fleet/secrets?fence=${fenceKey(one.plan.fence)}`;
    expect((await yard.call('GET', path, { token: agent.welcome.fileToken })).json).toEqual({ KEY: 'v' });
    const stranger = await connect(yard, other);
    expect((await yard.call('GET', path, { token: stranger.welcome.fileToken })).status).toBe(403);
    expect((await yard.call('GET', path)).status).toBe(401);
    const setup = `/api/v1/fleet/secrets?node=${node.uid}`;
    expect((await yard.call('GET', setup, { token: agent.welcome.fileToken })).json).toEqual({});
    await end(one);
  });

  test('a token of an earlier connection is worth nothing', async () => {
    const before = agent.welcome.fileToken;
    agent.socket.disconnect();
    agent = await connect(yard, node);
    const path = `/api/v1/fleet/secrets?node=${node.uid}`;
    expect((await yard.call('GET', path, { token: before })).status).toBe(401);
  });
});

describe('trouble', () => {
  test('a second connection of the node takes the place of the first', async () => {
    const cut = new Promise((resolve) => agent.socket.once('disconnect', resolve));
    agent = await connect(yard, node);
    await cut;
    const { json } = await yard.call('GET', '/api/v1/workspaces/fleet/clusters/one/nodes');
    expect(json.items[0].health).toBe('ok');
  });

  test('packets that make no sense are refused, and a hundred of them cut the connection', async () => {
    const wild = await connect(yard, other);
    const cut = new Promise((resolve) => wild.socket.once('disconnect', resolve));
    const odd = [undefined, null, 1, 'x', [], {}, { stream: '../x' }, { n: 'x' }, Buffer.alloc(70_000)];
    for (let sent = 0; sent < 120; sent++) {
      const name = ['report', 'log', 'series', 'error', 'hello', '__proto__', 'constructor'][sent % 7] as string;
      wild.socket.emit(name, odd[sent % odd.length], sent % 5 === 0 ? { more: 1 } : undefined);
    }
    await cut;
    expect((await yard.call('GET', '/readyz')).status).toBe(200);
    expect(agent.socket.connected).toBe(true);
  });

  test('a node whose connection ends is silent at once', async () => {
    const brief = await connect(yard, other);
    brief.socket.disconnect();
    await until('the node to be silent', async () => {
      const { json } = await yard.call('GET', '/api/v1/workspaces/fleet/clusters/two/nodes');
      return json.items[0]?.health !== 'ok';
    });
  });
});
