import type { TrainyardEvent } from '@trainyard/contracts/events';
import {
  type EventsDelivery,
  type LiveBeat,
  type LiveHello,
  type LogDelivery,
  liveLimits,
  type MarkDelivery,
} from '@trainyard/contracts/live';
import { taskStream } from '@trainyard/contracts/log-frame';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { frame } from '../testing/agent.ts';
import { adminToken, type Booted, boot, until } from '../testing/boot.ts';

let yard: Booted;
let job: string;
const uids: Record<string, string> = {};
beforeAll(async () => {
  yard = await boot();
  const post = async (path: string, body: object) => (await yard.call('POST', `/api/v1${path}`, { body })).json;
  for (const name of ['own', 'other']) uids[name] = (await post('/workspaces', { name })).uid;
  const size = { vmSize: 'STANDARD_D1', scaleSettings: { manual: { targetNodeCount: 0 } } };
  await post('/workspaces/own/clusters', { name: 'c', ...size });
  await post('/workspaces/own/experiments', { name: 'e' });
  const body = { name: 'j', cluster: { name: 'c' }, customToolkitSettings: { commandLine: 'true' } };
  job = (await post('/workspaces/own/experiments/e/jobs', body)).uid;
});
afterAll(() => yard?.stop());

/** Makes `count` events of a workspace. */
async function change(workspace: string, count: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    const body = { tags: { at: `${Date.now()}-${Math.random()}` } };
    await yard.call('PATCH', `/api/v1/workspaces/${workspace}`, { body });
  }
}

async function viewer(token = adminToken): Promise<Socket> {
  const socket = yard.socket('/live', { token });
  await new Promise((resolve) => socket.once('connect', resolve as () => void));
  return socket;
}

/** Takes what a topic sends, holding each delivery against the one before. */
function follow(socket: Socket, topic: string, had: { seq: number }) {
  const events: TrainyardEvent[] = [];
  socket.on('events', (delivery: EventsDelivery, ...more: unknown[]) => {
    if (delivery.topic !== topic) return;
    expect(more).toEqual([]);
    expect(delivery.prev).toBe(had.seq);
    had.seq = delivery.seq;
    events.push(...delivery.events);
    socket.emit('got', { topic, through: delivery.seq });
  });
  socket.on('mark', (mark: MarkDelivery) => {
    if (mark.topic === topic) had.seq = Math.max(had.seq, mark.seq);
  });
  return events;
}

describe('events', () => {
  test('come with prev and seq, and a reader of one workspace sees no other', async () => {
    const { json } = await yard.call('POST', '/api/v1/tokens', {
      body: { name: 'scoped', role: 'reader', workspace: 'own' },
    });
    const socket = await viewer(json.secret);
    const had = { seq: 0 };
    const events = follow(socket, 'all', had);
    const answer = await socket.emitWithAck('subscribe', { topic: 'all', after: 0 });
    expect(answer).toMatchObject({ ok: true, topic: 'all' });
    await change('own', 1);
    await change('other', 2);
    await change('own', 1);
    await until('the last change', () => events.filter(({ type }) => type === 'workspace.updated').length === 2);
    expect(new Set(events.map(({ workspaceUid }) => workspaceUid))).toEqual(new Set([uids.own]));
    expect(events.some(({ subject }) => subject.kind === 'token')).toBe(false);
    const refused = await socket.emitWithAck('subscribe', { topic: `workspace:${uids.other}` });
    expect(refused).toMatchObject({ ok: false, error: { code: 'TopicNotFound' } });
  });

  test('viewers of a topic who are at the same place are sent the same bytes, others of the same events their own', async () => {
    const { json } = await yard.call('POST', '/api/v1/tokens', {
      body: { name: 'same', role: 'reader', workspace: 'own' },
    });
    const { seq } = yard.server.inside.hub;
    const sent = await Promise.all(
      [adminToken, adminToken, json.secret].map(async (token) => {
        const socket = await viewer(token);
        const packets: string[] = [];
        socket.io.engine.on(
          'packet',
          ({ data }) => String(data).startsWith('2/live,["events"') && packets.push(String(data)),
        );
        const events = follow(socket, 'all', { seq });
        await socket.emitWithAck('subscribe', { topic: 'all', after: seq });
        return { packets, events };
      }),
    );
    await change('other', 2);
    await change('own', 3);
    const updates = (workspace: string) => expect.objectContaining({ workspaceUid: uids[workspace] });
    await until('the changes', () => sent.map(({ events }) => events.length).join() === '5,5,3');
    expect(sent[0]?.packets).toEqual(sent[1]?.packets);
    expect(sent[0]?.events).toEqual([...Array(2).fill(updates('other')), ...Array(3).fill(updates('own'))]);
    expect(sent[2]?.events).toEqual(sent[0]?.events.slice(2));
  });

  test('no hole and nothing twice over many cuts', async () => {
    const topic = `workspace:${uids.other}`;
    const had = { seq: 0 };
    const seen: number[] = [];
    const changing = change('other', 60);
    for (let cut = 0; cut < 12; cut++) {
      const socket = await viewer();
      const events = follow(socket, topic, had);
      await socket.emitWithAck('subscribe', { topic, after: had.seq });
      await until('some events', () => events.length > 0 || had.seq > 0);
      socket.disconnect();
      seen.push(...events.map(({ seq }) => seq));
    }
    await changing;
    const socket = await viewer();
    const events = follow(socket, topic, had);
    const { seq } = await socket.emitWithAck('subscribe', { topic, after: had.seq });
    await until('the mark', () => had.seq >= seq);
    seen.push(...events.map(({ seq: at }) => at));
    const { json } = await yard.call('GET', '/api/v1/events?limit=1000&workspace=other');
    expect(seen).toEqual(json.items.map(({ seq: at }: { seq: number }) => at));
    expect(seen.length).toBeGreaterThan(60);
  });

  test('whoever leaves a topic hears no more of it', async () => {
    const socket = await viewer();
    const topic = `workspace:${uids.own}`;
    const events = follow(socket, topic, { seq: (await socket.emitWithAck('subscribe', { topic })).seq });
    await change('own', 1);
    await until('the event', () => events.length === 1);
    await socket.emitWithAck('unsubscribe', { topic });
    await change('own', 1);
    // An answer that comes after the change says that nothing was on its way before it.
    await socket.emitWithAck('subscribe', { topic: 'all' });
    expect(events.length).toBe(1);
  });
});

describe('logs', () => {
  const stream = (task: number) => taskStream({ job, unit: 0, attempt: 1, task }, 'run', 0, 'stdout');

  test('every byte once under cuts at any place, to the end', async () => {
    const { logs } = yard.server.inside.doors.archive;
    const name = stream(0);
    const lines = Array.from({ length: 3_000 }, (_, at) => `line ${at} ${'x'.repeat(at % 97)}\n`);
    const writing = (async () => {
      let offset = 0;
      for (const line of lines) {
        await logs.append(frame(name, offset, line));
        offset += line.length;
      }
      await logs.append(frame(name, offset, '', { end: true }));
    })();
    const topic = `log:${name}`;
    let next = 0;
    let ended = false;
    const got: Buffer[] = [];
    for (let turn = 0; !ended; turn++) {
      const socket = await viewer();
      let taken = 0;
      socket.on('log', (delivery: LogDelivery) => {
        expect(delivery.offset).toBe(next);
        const bytes = Buffer.from(delivery.bytes);
        got.push(bytes);
        next += bytes.length;
        taken += 1;
        ended = delivery.ended;
        socket.emit('got', { topic, through: next });
      });
      expect(await socket.emitWithAck('subscribe', { topic, after: next })).toMatchObject({ ok: true });
      // Cut after a number of deliveries that changes with each turn.
      await until('bytes', () => ended || taken > turn % 7);
      socket.removeAllListeners('log');
      socket.disconnect();
    }
    await writing;
    expect(Buffer.concat(got).toString()).toBe(lines.join(''));
  });

  test('a viewer that takes nothing is sent no more than its window', async () => {
    const { logs } = yard.server.inside.doors.archive;
    const name = stream(1);
    for (let at = 0; at < 40; at++) await logs.append(frame(name, at * 65_536, 'x'.repeat(65_536)));
    const socket = await viewer();
    let sent = 0;
    socket.on('log', ({ bytes }: LogDelivery) => {
      sent += bytes.byteLength;
    });
    const topic = `log:${name}`;
    await socket.emitWithAck('subscribe', { topic });
    await until('the window', () => sent === liveLimits.logWindowBytes);
    await socket.emitWithAck('subscribe', { topic: 'all' });
    expect(sent).toBe(liveLimits.logWindowBytes);
    socket.emit('got', { topic, through: sent });
    await until('the next window', () => sent === 2 * liveLimits.logWindowBytes);
  });

  test('are downloaded under the name that is asked for, whatever stands in it', async () => {
    const { logs } = yard.server.inside.doors.archive;
    const name = stream(2);
    await logs.append(frame(name, 0, 'text\n'));
    const get = (query: Record<string, string>) =>
      yard.call('GET', `/api/v1/logs?${new URLSearchParams({ stream: name, ...query })}`);
    expect((await get({})).headers.get('content-disposition')).toBe('attachment; filename="log.txt"');
    const odd = await get({ name: 'digits/0 "ä"\r\nx: y(\'' });
    expect(odd.headers.get('content-disposition')).toBe(
      "attachment; filename*=UTF-8''digits%2F0%20%22%C3%A4%22%0D%0Ax%3A%20y%28%27.log",
    );
    expect([odd.text, odd.headers.get('content-type'), odd.headers.get('x-content-type-options')]).toEqual([
      'text\n',
      'application/octet-stream',
      'nosniff',
    ]);
    expect((await get({ name: 'x'.repeat(129) })).status).toBe(400);
    expect((await get({ name: '' })).status).toBe(400);
  });

  test('of nobody are not found', async () => {
    const socket = await viewer();
    const nobody = job.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    for (const topic of [`log:${stream(0).replace(job, nobody)}`, 'log:../../etc/passwd', 'nothing']) {
      expect((await socket.emitWithAck('subscribe', { topic })).ok).toBe(false);
    }
  });
});

test('a connection is greeted, and told the clock when it asks', async () => {
  const socket = yard.socket('/live', { token: adminToken });
  const before = Date.now();
  const hello = await new Promise<LiveHello>((resolve) => socket.once('hello', resolve));
  expect(hello).toEqual({ build: null, at: expect.any(Number), seq: yard.server.inside.hub.seq });
  const { at } = await socket.emitWithAck('clock');
  expect(hello.at).toBeGreaterThanOrEqual(before);
  expect(at).toBeGreaterThanOrEqual(hello.at);
  expect(await socket.emitWithAck('clock', 'now')).toMatchObject({ error: { code: 'InvalidBody' } });
});

test('a beat reaches everybody who is connected', async () => {
  const sockets = [await viewer(), await viewer()];
  const beats = await Promise.all(
    sockets.map((socket) => new Promise<LiveBeat>((resolve) => socket.once('beat', resolve))),
  );
  expect(beats[0]).toEqual({ at: expect.any(Number), seq: yard.server.inside.hub.seq });
  expect(beats[1]).toEqual(beats[0]);
}, 15_000);

test('a connection follows at most 256 topics', async () => {
  const socket = await viewer();
  for (let at = 0; at < liveLimits.topicsPerConnection; at++) {
    const topic = `log:${taskStream({ job, unit: 0, attempt: 1, task: 100 + at }, 'run', 0, 'stdout')}`;
    expect((await socket.emitWithAck('subscribe', { topic })).ok).toBe(true);
  }
  expect(await socket.emitWithAck('subscribe', { topic: 'all' })).toMatchObject({ error: { code: 'TooManyStreams' } });
});

test('packets that make no sense end their connection, never the server', async () => {
  const socket = await viewer();
  const cut = new Promise((resolve) => socket.once('disconnect', resolve));
  for (let sent = 0; sent < 120; sent++) {
    socket.emit(['subscribe', 'got', 'error', 'what', '__proto__'][sent % 5] as string, { topic: sent }, [[[]]]);
  }
  await cut;
  expect((await yard.call('GET', '/readyz')).status).toBe(200);
});
