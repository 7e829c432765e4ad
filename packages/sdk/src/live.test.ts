import { Fault } from '@trainyard/contracts/errors';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import { type LiveBeat, type LiveHello, liveLimits } from '@trainyard/contracts/live';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ConnectionError } from './connection-error.ts';
import { type Live, type LiveState, openLive } from './live.ts';
import type { LogPart } from './live-cursor.ts';
import { TestLog, TestServer } from './testing/test-server.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(): Promise<TestServer> {
  const server = await new TestServer({}).start();
  closing.push(() => server.stop());
  return server;
}

function open(server: TestServer, onState?: (state: LiveState, error?: Error) => void): Live {
  const live = openLive({ url: server.url, token: server.token, ...(onState ? { onState } : {}) });
  closing.push(() => live.close());
  return live;
}

const stream = 'log:0190a0b0-0000-7000-8000-000000000000/0/1/0/run/0/stdout' as const;
const job = 'job:0190a0b0-0000-7000-8000-000000000000' as const;
const eventOf = (seq: number) => ({ seq, type: 'job.updated' }) as TrainyardEvent;
const noError = (error: unknown) => {
  throw error;
};

/** Follows a log to its end and answers its bytes; every part must begin where the one before ended. */
function readToEnd(live: Live, after = 0): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let next = after;
  return new Promise((resolve, reject) => {
    live.follow(stream, {
      after,
      onError: reject,
      onLog: async (part: LogPart) => {
        if (part.offset !== next) reject(new Error(`part at ${part.offset}, not ${next}`));
        chunks.push(part.bytes);
        next += part.bytes.byteLength;
        // A slow reader: deliveries queue up behind it.
        await Promise.resolve();
        if (part.ended) resolve(Buffer.concat(chunks));
      },
    });
  });
}

describe('a log', () => {
  test('arrives byte for byte over random cuts, losses and repeats, each byte once', async () => {
    const server = await serve();
    const fated = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 500, maxLength: 3000, size: 'max' }),
        fc.infiniteStream(fc.integer({ min: 20, max: 200 })),
        fc.array(fc.constantFrom('send', 'send', 'overlap', 'lose', 'cut'), {
          minLength: 6,
          maxLength: 12,
          size: 'max',
        }),
        async (bytes, sizes, fates) => {
          const fate = fates[Symbol.iterator]();
          const log = new TestLog(stream, {
            bytes: Buffer.from(bytes),
            ended: true,
            chunkSize: () => sizes.next().value as number,
            beforeSend: (socket, delivery) => {
              const what = fate.next().value ?? 'send';
              fated.add(what);
              // More than was asked for: what a server sends that did not notice what it had sent.
              const from = Math.max(0, delivery.offset - 10);
              const more = Buffer.from(bytes).subarray(from, delivery.offset + delivery.bytes.byteLength);
              if (what === 'overlap') socket.emit('log', { ...delivery, offset: from, bytes: more });
              // A wire that loses the very last words and stays up is no wire: TCP would have cut it.
              if (what === 'cut' || (what === 'lose' && delivery.ended)) socket.conn.close();
              return what === 'send';
            },
          });
          server.topics.set(stream, log.subscribe);
          const live = openLive({ url: server.url, token: server.token, reconnectDelay: 5 });
          const read = await readToEnd(live).finally(() => live.close());
          expect(read.equals(Buffer.from(bytes))).toBe(true);
        },
      ),
      { numRuns: 25 },
    );
    expect([...fated].sort()).toEqual(['cut', 'lose', 'overlap', 'send']);
  });

  test('begins where the follower says, and what it lacks is told in lines', async () => {
    const server = await serve();
    const text = 'one\ntwo\nthree\n';
    server.topics.set(stream, new TestLog(stream, { bytes: Buffer.from(text), ended: true }).subscribe);
    expect(String(await readToEnd(open(server), 4))).toBe('two\nthree\n');
    expect(server.subscriptions).toEqual([{ topic: stream, after: 4 }]);
  });

  test('is acknowledged only when it is taken', async () => {
    const server = await serve();
    server.topics.set(stream, new TestLog(stream, { bytes: Buffer.from('0123456789'), chunkSize: () => 5 }).subscribe);
    let release = () => {};
    const taken: number[] = [];
    open(server).follow(stream, {
      onError: noError,
      onLog: (part) => {
        taken.push(part.offset);
        return new Promise<void>((resolve) => (release = resolve));
      },
    });
    await vi.waitFor(() => expect(taken).toEqual([0]));
    expect(server.got).toEqual([]);
    release();
    await vi.waitFor(() => expect(server.got).toEqual([{ topic: stream, through: 5 }]));
    expect(taken).toEqual([0, 5]);
  });

  test('two followers at different places each get theirs once; one that leaves does not take the other along', async () => {
    const server = await serve();
    const log = new TestLog(stream, { bytes: Buffer.from('0123456789'), chunkSize: () => 3 });
    server.topics.set(stream, log.subscribe);
    const live = open(server);
    const [first, second] = ['', ''].map(() => ({ text: '' })) as [{ text: string }, { text: string }];
    const into = (to: { text: string }) => ({
      onError: noError,
      onLog: (part: LogPart) => {
        to.text += Buffer.from(part.bytes).toString();
      },
    });
    const leave = live.follow(stream, { ...into(first), after: 6 });
    await vi.waitFor(() => expect(first.text).toBe('6789'));
    live.follow(stream, into(second));
    await vi.waitFor(() => expect(second.text).toBe('0123456789'));
    leave();
    log.append('ab', true);
    await vi.waitFor(() => expect(second.text).toBe('0123456789ab'));
    expect(first.text).toBe('6789');
    expect(server.unsubscribed).toEqual([]);
  });
});

describe('events', () => {
  test('resume after the last one seen, over a cut', async () => {
    const server = await serve();
    let all = [1, 2, 3];
    server.topics.set(job, (socket, after = 0) => {
      const missing = all.filter((seq) => seq > after);
      const seq = all.at(-1) as number;
      if (missing.length > 0) socket.emit('events', { topic: job, prev: after, seq, events: missing.map(eventOf) });
      socket.emit('mark', { topic: job, seq });
      return seq;
    });
    const seen: number[] = [];
    const marks: number[] = [];
    const states: LiveState[] = [];
    const live = open(server, (state) => void states.push(state));
    live.follow(job, {
      after: 0,
      onError: noError,
      onEvents: (events) => void seen.push(...events.map(({ seq }) => seq)),
      onMark: (seq) => void marks.push(seq),
    });
    await vi.waitFor(() => expect(marks).toEqual([3]));
    all = [1, 2, 3, 7, 9];
    server.cutAll();
    await vi.waitFor(() => expect(marks).toEqual([3, 9]), 5000);
    expect(seen).toEqual([1, 2, 3, 7, 9]);
    expect(states).toEqual(['connected', 'cut', 'connected']);
    expect(server.subscriptions).toEqual([
      { topic: job, after: 0 },
      { topic: job, after: 3 },
    ]);
  });

  test('the server is told now and then how far they are taken, not at each delivery', async () => {
    const server = await serve();
    const each = 30;
    const deliveries = 100;
    server.topics.set(job, (socket) => {
      setImmediate(() => {
        for (let seq = 0; seq < each * deliveries; seq += each) {
          const events = Array.from({ length: each }, (_, at) => eventOf(seq + at + 1));
          socket.emit('events', { topic: job, prev: seq, seq: seq + each, events });
        }
      });
      return 0;
    });
    const seen: number[] = [];
    open(server).follow(job, {
      after: 0,
      onError: noError,
      onEvents: (events) => void seen.push(...events.map(({ seq }) => seq)),
    });
    await vi.waitFor(() => expect(seen.length).toBe(each * deliveries));
    // 17 deliveries are the first to hold as many as the server wants to hear of.
    const told = Math.ceil(liveLimits.eventsPerGot / each) * each;
    const through = Array.from({ length: Math.floor((each * deliveries) / told) }, (_, at) => (at + 1) * told);
    await vi.waitFor(() => expect(server.got).toEqual(through.map((seq) => ({ topic: job, through: seq }))));
  });

  test('a hole before a delivery is asked for, overlap is dropped', async () => {
    const server = await serve();
    const asked: (number | undefined)[] = [];
    server.topics.set(job, (socket, after) => {
      asked.push(after);
      const send = (prev: number, seqs: number[]) =>
        socket.emit('events', { topic: job, prev, seq: seqs.at(-1), events: seqs.map(eventOf) });
      if (asked.length === 1) {
        send(0, [1, 2]);
        // 3 and 4 were lost on the way.
        setImmediate(() => send(4, [5]));
      } else {
        send(1, [2, 3, 4, 5]);
      }
      return 5;
    });
    const seen: number[] = [];
    open(server).follow(job, {
      after: 0,
      onError: noError,
      onEvents: (events) => void seen.push(...events.map(({ seq }) => seq)),
    });
    await vi.waitFor(() => expect(seen).toEqual([1, 2, 3, 4, 5]));
    expect(asked).toEqual([0, 2]);
  });

  test('of before reach a follower that joins a topic, though a mark of the others is under way', async () => {
    const server = await serve();
    server.topics.set(job, (socket, after) => {
      // The mark of the first subscription arrives when the second is asked for and not yet answered.
      if (after === 0) socket.emit('mark', { topic: job, seq: 5 });
      if (after === 0)
        setImmediate(() =>
          socket.emit('events', { topic: job, prev: 0, seq: 5, events: [1, 2, 3, 4, 5].map(eventOf) }),
        );
      return 5;
    });
    const seen: number[][] = [[], []];
    const live = open(server);
    const follow = (at: number, from: object) =>
      live.follow(job, {
        ...from,
        onError: noError,
        onEvents: (events) => void seen[at]?.push(...events.map(({ seq }) => seq)),
      });
    follow(0, {});
    follow(1, { after: 0 });
    await vi.waitFor(() => expect(seen[1]).toEqual([1, 2, 3, 4, 5]));
  });

  test('a server that never fills the hole ends in an error, not in a storm', async () => {
    const server = await serve();
    server.topics.set(job, (socket) => {
      setImmediate(() => socket.emit('events', { topic: job, prev: 9, seq: 10, events: [eventOf(10)] }));
      return 10;
    });
    const error = await new Promise((resolve) => {
      open(server).follow(job, { after: 0, onEvents: () => {}, onError: resolve });
    });
    expect(String(error)).toContain('leaves out a part');
    expect(server.subscriptions.length).toBeLessThan(12);
  });

  test('unsubscribing stops deliveries and tells the server', async () => {
    const server = await serve();
    const log = new TestLog(stream, { bytes: Buffer.from('a') });
    server.topics.set(stream, log.subscribe);
    let text = '';
    const live = open(server);
    const stop = live.follow(stream, {
      onError: noError,
      onLog: (part) => {
        text += Buffer.from(part.bytes).toString();
      },
    });
    await vi.waitFor(() => expect(text).toBe('a'));
    stop();
    stop();
    await vi.waitFor(() => expect(server.unsubscribed).toEqual([stream]));
    log.append('b');
    const other = await readAnother(live, server);
    expect([other, text]).toEqual(['c', 'a']);
    server.cutAll();
    await vi.waitFor(() => expect(server.subscriptions.length).toBe(3), 5000);
    expect(server.subscriptions.filter((request) => request.topic === stream)).toHaveLength(1);
  });
});

/** Something sent later on the same wire has arrived, so everything before it has too. */
async function readAnother(live: Live, server: TestServer): Promise<string> {
  const topic = `${stream.slice(0, -6)}stderr` as typeof stream;
  server.topics.set(topic, new TestLog(topic, { bytes: Buffer.from('c') }).subscribe);
  return new Promise((resolve) => {
    live.follow(topic, { onError: noError, onLog: (part) => resolve(Buffer.from(part.bytes).toString()) });
  });
}

describe('the server', () => {
  test('says hello at each connection, and beats', async () => {
    const server = await serve();
    server.hello = { build: 'b1', at: 5, seq: 9 };
    const hellos: LiveHello[] = [];
    const beats: LiveBeat[] = [];
    const live = openLive({
      url: server.url,
      token: server.token,
      onHello: (hello) => hellos.push(hello),
      onBeat: (beat) => beats.push(beat),
    });
    closing.push(() => live.close());
    await vi.waitFor(() => expect(hellos).toEqual([server.hello]));
    server.io.of('/live').emit('beat', { at: 6, seq: 10 });
    await vi.waitFor(() => expect(beats).toEqual([{ at: 6, seq: 10 }]));
    server.hello = { build: 'b2', at: 7, seq: 10 };
    server.cutAll();
    await vi.waitFor(() => expect(hellos.at(-1)).toEqual(server.hello), 5000);
    expect(hellos).toHaveLength(2);
  });

  test('tells its clock, three times asked', async () => {
    const server = await serve();
    const at = Date.now() + 3_600_000;
    let readings = 0;
    server.clock = (answer) => {
      readings += 1;
      answer({ at });
    };
    const live = open(server);
    await new Promise<void>((resolve) => live.follow(job, { onEvents: () => {}, onError: () => resolve() }));
    const { offset, roundTrip } = await live.clock();
    expect([readings, offset > 0, roundTrip > 0]).toEqual([3, true, true]);
  });

  test('that is not there tells no time', async () => {
    const server = await serve();
    const live = open(server);
    await expect(live.clock()).rejects.toBeInstanceOf(ConnectionError);
    const asked = new Promise<void>((resolve) => {
      server.clock = () => resolve();
    });
    await new Promise<void>((resolve) => live.follow(job, { onEvents: () => {}, onError: () => resolve() }));
    const reading = live.clock().catch((error: unknown) => error);
    await asked;
    server.cutAll();
    expect(await reading).toBeInstanceOf(ConnectionError);
  });
});

describe('refusals', () => {
  test('of a topic reach its follower as a fault', async () => {
    const server = await serve();
    const error = await new Promise((resolve) => {
      open(server).follow('workspace:nowhere', { onEvents: () => {}, onError: resolve });
    });
    expect(error).toBeInstanceOf(Fault);
    expect(error).toMatchObject({ code: 'TopicNotFound' });
  });

  test('of the token are told, and it is tried again', async () => {
    const server = await serve();
    server.topics.set(job, () => 0);
    const states: LiveState[] = [];
    let why: Error | undefined;
    const { token } = server;
    server.token = 'another-token';
    const live = openLive({
      url: server.url,
      token,
      onState: (state, error) => {
        states.push(state);
        why ??= error;
        server.token = token;
      },
    });
    closing.push(() => live.close());
    await vi.waitFor(() => expect(states).toEqual(['refused', 'connected']), 5000);
    expect(why).toMatchObject({ code: 'BadCredentials' });
  });

  test('of the token are forgotten when told to try again', async () => {
    const server = await serve();
    const states: LiveState[] = [];
    const { token } = server;
    server.token = 'another-token';
    const live = openLive({ url: server.url, token, onState: (state) => states.push(state) });
    closing.push(() => live.close());
    await vi.waitFor(() => expect(states).toEqual(['refused', 'refused', 'refused']), 10_000);
    server.token = token;
    live.retry();
    // By itself it would try in four seconds.
    await vi.waitFor(() => expect(states.at(-1)).toBe('connected'), 3_500);
  });

  test('a cut is mended at once when told to try again, however long it would have waited', async () => {
    const server = await serve();
    const states: LiveState[] = [];
    const { url, token } = server;
    const live = openLive({ url, token, reconnectDelay: 60_000, onState: (state) => states.push(state) });
    closing.push(() => live.close());
    await vi.waitFor(() => expect(states).toEqual(['connected']), 5000);
    server.cutAll();
    await vi.waitFor(() => expect(states).toEqual(['connected', 'cut']), 5000);
    live.retry();
    await vi.waitFor(() => expect(states).toEqual(['connected', 'cut', 'connected']), 5000);
  });

  test('a handler that throws loses its own subscription only', async () => {
    const server = await serve();
    server.topics.set(stream, new TestLog(stream, { bytes: Buffer.from('abc'), ended: true }).subscribe);
    const live = open(server);
    const failed = new Promise((resolve) => {
      const onLog = () => Promise.reject(new Error('disk full'));
      live.follow(stream, { onLog, onError: resolve });
    });
    const read = readToEnd(live);
    expect(await failed).toMatchObject({ message: 'disk full' });
    expect(String(await read)).toBe('abc');
  });
});
