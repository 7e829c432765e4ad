import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { SeriesFrame } from '@trainyard/contracts/series-frame';
import fc from 'fast-check';
import type { Socket } from 'socket.io';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { connect, type Trainyard } from './connect.ts';
import { ConnectionError } from './connection-error.ts';
import type { LogItem } from './live-streams.ts';
import { type Handlers, TestLog, TestServer } from './testing/test-server.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const uid = '0190a0b0-0000-7000-8000-000000000000';
const topic = `job:${uid}` as const;
const stdout = `${uid}/0/1/0/run/0/stdout`;
const place = { workspace: 'w', experiment: 'e', name: 'j' };

async function serve(handlers: Handlers = {}): Promise<{ server: TestServer; yard: Trainyard }> {
  const server = await new TestServer(handlers).start();
  closing.push(() => server.stop());
  const yard = connect({ url: server.url, token: server.token, reconnectDelay: 5, retries: { firstDelay: 1 } });
  closing.push(() => yard.close());
  return { server, yard };
}

const eventOf = (seq: number, type = 'job.updated') => ({ seq, type, subject: { uid } }) as TrainyardEvent;

/** A topic that gives what a server would of these events, in deliveries of this size. */
function eventTopic(all: () => TrainyardEvent[], size = 3, sent: (socket: Socket) => void = () => {}) {
  return (socket: Socket, after = 0): number => {
    const missing = all().filter(({ seq }) => seq > after);
    const seq = all().at(-1)?.seq ?? 0;
    setImmediate(() => {
      let prev = after;
      for (let at = 0; at < missing.length; at += size) {
        const events = missing.slice(at, at + size);
        const last = events.at(-1)?.seq as number;
        socket.emit('events', { topic, prev, seq: last, events });
        prev = last;
        sent(socket);
      }
      socket.emit('mark', { topic, seq });
    });
    return seq;
  };
}

function connections(server: TestServer): number {
  return server.io.of('/live').sockets.size;
}

describe('events', () => {
  test('come each once over cuts, and end with what they are of', async () => {
    const all = Array.from({ length: 40 }, (_, at) => eventOf(at + 1));
    all.push(eventOf(41, 'job.deleted'));
    const { server, yard } = await serve();
    let deliveries = 0;
    const cutNow = (socket: Socket) => ++deliveries % 4 === 0 && deliveries < 20 && socket.conn.close();
    server.topics.set(
      topic,
      eventTopic(() => all, 3, cutNow),
    );
    const seen: number[] = [];
    for await (const { seq } of yard.events({ job: uid }, { after: 0 })) seen.push(seq);
    expect(seen).toEqual(all.map(({ seq }) => seq));
    expect(server.subscriptions.length).toBeGreaterThan(2);
    await vi.waitFor(() => expect(connections(server)).toBe(0));
  });

  test('that are left by a break or a signal are unsubscribed, and the connection is given up with the last', async () => {
    const { server, yard } = await serve();
    server.topics.set(
      topic,
      eventTopic(() => [1, 2, 3, 4].map((seq) => eventOf(seq))),
    );
    server.topics.set(`log:${stdout}`, new TestLog(`log:${stdout}`, { bytes: Buffer.from('a') }).subscribe);
    const log = yard.log(stdout);
    await log.next();
    for await (const { seq } of yard.events({ job: uid }, { after: 0 })) if (seq === 2) break;
    await vi.waitFor(() => expect(server.unsubscribed).toEqual([topic]));
    expect(connections(server)).toBe(1);
    const stop = new AbortController();
    const read = (async () => {
      for await (const { seq } of yard.events({ job: uid }, { after: 0, signal: stop.signal }))
        if (seq === 4) stop.abort(new Error('enough'));
    })();
    await expect(read).rejects.toThrow('enough');
    await vi.waitFor(() => expect(server.unsubscribed).toEqual([topic, topic]));
    const waiting = log.next();
    await log.return?.();
    expect(await waiting).toMatchObject({ done: true });
    await vi.waitFor(() => expect(connections(server)).toBe(0));
  });

  test('of one thing for two readers: the slow one holds up neither the other nor the memory', async () => {
    const all = Array.from({ length: 2_000 }, (_, at) => eventOf(at + 1));
    const { server, yard } = await serve();
    server.topics.set(
      topic,
      eventTopic(() => all, 500),
    );
    const slow = yard.events({ job: uid }, { after: 0 });
    await slow.next();
    const fast = yard.events({ job: uid }, { after: 0 });
    const seen: (number | undefined)[] = [];
    while (seen.length < all.length) seen.push((await fast.next()).value?.seq);
    expect(seen).toEqual(all.map(({ seq }) => seq));
    // What the slow one was given and did not read is not told as taken.
    await vi.waitFor(() => expect(server.got.map(({ through }) => through)).toEqual([500, 1_000, 1_500, 2_000]));
    for (let left = 499; left > 0; left--) await slow.next();
    await vi.waitFor(() => expect(server.got.filter(({ through }) => through === 500)).toHaveLength(2));
  });

  test('throw the refusal of the topic, of the token, and that nobody answers', async () => {
    const { server, yard } = await serve();
    await expect(yard.events({ workspace: 'nowhere' }).next()).rejects.toMatchObject({ code: 'TopicNotFound' });
    const stranger = connect({ url: server.url, token: 'another-token-that-opens-nothing' });
    await expect(stranger.events('all').next()).rejects.toMatchObject({ code: 'BadCredentials' });
    const nobody = connect({ url: 'http://127.0.0.1:9', token: 'x', patience: 50 });
    await expect(nobody.log(stdout).next()).rejects.toBeInstanceOf(ConnectionError);
    server.topics.set(
      topic,
      eventTopic(() => []),
    );
    const closed = yard.events({ job: uid }).next();
    await vi.waitFor(() => expect(server.subscriptions).toContainEqual({ topic }));
    yard.close();
    await expect(closed).rejects.toBeInstanceOf(ConnectionError);
  });
});

describe('a log', () => {
  test('comes byte for byte over cuts, and ends', async () => {
    const { server, yard } = await serve();
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 2_000, size: 'max' }),
        fc.array(fc.boolean(), { maxLength: 8 }),
        fc.integer({ min: 10, max: 300 }),
        fc.nat({ max: 100 }),
        async (bytes, cuts, size, from) => {
          const log = new TestLog(`log:${stdout}`, {
            bytes: Buffer.from(bytes),
            ended: true,
            chunkSize: () => size,
            beforeSend: (socket) => {
              if (!cuts.pop()) return true;
              socket.conn.close();
              return false;
            },
          });
          server.topics.set(`log:${stdout}`, log.subscribe);
          const start = Math.min(from, bytes.byteLength);
          const read: Uint8Array[] = [];
          let next = start;
          for await (const item of yard.log(stdout, { from: start })) {
            if (item.kind !== 'bytes') throw new Error('nothing is lost here');
            expect(item.offset).toBe(next);
            next += item.bytes.byteLength;
            read.push(item.bytes);
          }
          expect(Buffer.concat(read).equals(Buffer.from(bytes).subarray(start))).toBe(true);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('says what is lost of it, where it is lost', async () => {
    const { server, yard } = await serve();
    server.topics.set(`log:${stdout}`, (socket) => {
      const holes = [{ from: 2, to: 6, why: 'the disk was full' }];
      const rest = { from: 8, to: 8, why: 'the node was lost' };
      const send = (delivery: object) =>
        socket.emit('log', { topic: `log:${stdout}`, line: 0, marks: [], ...delivery });
      setImmediate(() => {
        send({ offset: 0, bytes: Buffer.from('ab'), holes: [], ended: false });
        send({ offset: 6, bytes: Buffer.from('gh'), holes, ended: false });
        send({ offset: 8, bytes: Buffer.alloc(0), holes: [rest], ended: true });
      });
      return 8;
    });
    const items: LogItem[] = [];
    for await (const item of yard.log(stdout)) items.push(item);
    expect(items.map((item) => (item.kind === 'hole' ? [item.from, item.to, item.why] : String(item.bytes)))).toEqual([
      'ab',
      [2, 6, 'the disk was full'],
      'gh',
      [8, 8, 'the node was lost'],
    ]);
  });

  test('is told as taken only when it is read', async () => {
    const { server, yard } = await serve();
    const log = new TestLog(`log:${stdout}`, { bytes: Buffer.from('0123456789'), chunkSize: () => 5 });
    server.topics.set(`log:${stdout}`, log.subscribe);
    const items = yard.log(stdout);
    await items.next();
    await vi.waitFor(() => expect(server.got.map(({ through }) => through)).toEqual([5]));
    await items.next();
    await vi.waitFor(() => expect(server.got.map(({ through }) => through)).toEqual([5, 10]));
  });
});

test('samples say which of them did not come', async () => {
  const { server, yard } = await serve();
  const frame = (t0: number, values: number[], device = 'host') =>
    ({ nodeUid: 'n', device, metric: 'cpu.utilisation', t0, step: 1_000, values }) as SeriesFrame;
  server.topics.set('series:node:n', (socket) => {
    const send = (frames: SeriesFrame[]) => socket.emit('series', { topic: 'series:node:n', frames }, () => {});
    setImmediate(() => {
      send([frame(0, [1, 2]), frame(5_000, [9], 'other')]);
      send([frame(2_400, [3]), frame(6_000, [6])]);
    });
    return 0;
  });
  const read: unknown[] = [];
  for await (const item of yard.series({ node: 'n' })) {
    read.push(item.kind === 'gap' ? [item.device, item.from, item.to] : item.frame.t0);
    if (read.length === 5) break;
  }
  expect(read).toEqual([0, 5_000, 2_400, ['host', 3_400, 6_000], 6_000]);
});

describe('a job', () => {
  const jobs = (states: string[]) => {
    let revision = 0;
    return {
      topic: (socket: Socket) => {
        socket.emit('mark', { topic, seq: revision });
        return revision;
      },
      answer: () => ({ ...place, uid, revision, executionState: states[revision] }),
      move: (server: TestServer) => {
        revision += 1;
        const delivery = { topic, prev: revision - 1, seq: revision, events: [eventOf(revision)] };
        server.io.of('/live').emit('events', delivery);
      },
    };
  };

  test('is given now and after each change, until it has ended', async () => {
    const story = jobs(['queued', 'running', 'succeeded']);
    const { server, yard } = await serve({ getJob: story.answer });
    server.topics.set(topic, story.topic);
    const states: string[] = [];
    for await (const job of yard.job(place)) {
      states.push(job.executionState);
      if (states.length > 1) await vi.waitFor(() => expect(server.subscriptions).toHaveLength(1));
      story.move(server);
    }
    expect(states).toEqual(['queued', 'running', 'succeeded']);
    await vi.waitFor(() => expect(connections(server)).toBe(0));
  });

  test('is waited for over a restart of the server; another one of its name is not it', async () => {
    const story = jobs(['running', 'failed']);
    const { server, yard } = await serve({ getJob: story.answer });
    const port = Number(new URL(server.url).port);
    server.topics.set(topic, story.topic);
    const ended = yard.waitForJob(place);
    await vi.waitFor(() => expect(server.subscriptions).toHaveLength(1));
    await server.stop();
    closing.splice(0, 1);
    story.move(server);
    const after = new TestServer({ getJob: story.answer });
    after.topics.set(topic, story.topic);
    await after.start(port);
    closing.push(() => after.stop());
    expect(await ended).toMatchObject({ executionState: 'failed' });
    after.handlers.getJob = () => {
      throw new Error('not asked');
    };
    let asked = 0;
    after.handlers.getJob = () => ({
      ...place,
      uid: asked++ ? 'another' : uid,
      revision: asked,
      executionState: 'running',
    });
    await expect(yard.waitForJob(place)).rejects.toMatchObject({ code: 'JobNotFound' });
  });

  test('has its logs in one stream, those that appear later and those that nobody closes too', async () => {
    const story = jobs(['running', 'succeeded']);
    const stderr = stdout.replace('stdout', 'stderr');
    const streams = [{ stream: stdout, phase: 'run' }];
    const { server, yard } = await serve({
      getJob: story.answer,
      listLogs: () => ({ items: streams, next: null }),
    });
    server.topics.set(topic, () => 0);
    const logs = [stdout, stderr].map((stream) => new TestLog(`log:${stream}`, { bytes: Buffer.from('first\n') }));
    for (const [at, stream] of [stdout, stderr].entries())
      server.topics.set(`log:${stream}`, (logs[at] as TestLog).subscribe);
    const seen: string[] = [];
    for await (const item of yard.logs(place)) {
      if (item.kind !== 'bytes') throw new Error('nothing is lost here');
      seen.push(`${item.stream.phase} ${item.stream.stream.split('/').at(-1)} ${String(item.bytes)}`);
      if (seen.length === 1) {
        streams.push({ stream: stderr, phase: 'run' }, { stream: `${stderr}x`, phase: 'agent' });
        logs[0]?.append('last\n', true);
      }
      if (seen.length === 3) {
        logs[1]?.append('', true);
        story.move(server);
      }
    }
    expect(seen).toEqual(['run stdout first\n', 'run stdout last\n', 'run stderr first\n']);
    await vi.waitFor(() => expect(connections(server)).toBe(0));
  });
});
