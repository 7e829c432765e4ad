/** The live client: one Socket.IO connection to `/live` that comes back by itself and resumes every topic where it was. */

import type { ChannelTarget } from '@trainyard/contracts/channel';
import { Fault, isErrorBody } from '@trainyard/contracts/errors';
import type {
  ClockAnswer,
  EventsDelivery,
  HeatDelivery,
  LiveBeat,
  LiveHello,
  LogDelivery,
  MarkDelivery,
  SeriesDelivery,
  SubscribeAnswer,
  VitalsDelivery,
} from '@trainyard/contracts/live';
import { io, type Socket } from 'socket.io-client';
import type { Channel } from './channel.ts';
import { ConnectionError } from './connection-error.ts';
import { LiveChannels } from './live-channels.ts';
import { type ClockReading, readClock } from './live-clock.ts';
import {
  type Delivery,
  type EventFollower,
  type Follower,
  type HeatFollower,
  LiveTopic,
  type LogFollower,
  type SeriesFollower,
  type VitalsFollower,
} from './live-topic.ts';
import { baseOf } from './request.ts';

export interface LiveOptions {
  url: string;
  token?: string | undefined;
  via?: 'cli' | 'rest' | 'portal';
  /** ms before the first try after a cut; later ones wait longer, up to 5 s. */
  reconnectDelay?: number;
  /** Says how the connection fares; `error` is why it is not up. */
  onState?(state: LiveState, error?: Error): void;
  /** At each connection: which portal the server gives out, its time, its newest event. */
  onHello?(hello: LiveHello): void;
  /** Every five seconds while the server is there. */
  onBeat?(beat: LiveBeat): void;
}

/** `refused`: the server answers and does not let this token in. It is tried again, ever more slowly. */
export type LiveState = 'connected' | 'cut' | 'refused';

export interface Live {
  /** Follows a topic until the answered function is called. Several may follow the same topic. */
  follow(topic: `log:${string}`, follower: LogFollower): () => void;
  follow(topic: `series:${string}`, follower: SeriesFollower): () => void;
  follow(topic: `heat:${string}`, follower: HeatFollower): () => void;
  follow(topic: `vitals:${string}`, follower: VitalsFollower): () => void;
  follow(topic: 'all' | `${'workspace' | 'cluster' | 'job'}:${string}`, follower: EventFollower): () => void;
  /**
   * Opens a way to a process or port on a node: waits for the connection, the server's word and the start. Rejects with the Fault of
   * a refusal, or with ConnectionError when nobody answers. A cut ends it; it is not opened again by itself.
   */
  openChannel(target: ChannelTarget): Promise<Channel>;
  /** Measures the server's clock, best of three. Throws ConnectionError when the connection is not up or ends meanwhile. */
  clock(): Promise<ClockReading>;
  /** Tries at once what would be tried later: the reason of a refusal may just have gone. Nothing while the connection is up. */
  retry(): void;
  close(): void;
}

/** First try after a quarter of a second, so that a restart of the server is hardly seen; then at most 5 s apart. */
const reconnectFirst = 250;
const reconnectMost = 5_000;
/** A refusal does not mend itself in seconds; half a minute keeps a forgotten client from being a nuisance. */
const refusedMost = 30_000;
/** A server that holds a connection but does not answer a subscription within 20 s is as good as cut. */
const answerLimit = 20_000;

/** Opens the connection; it is made in the background, topics may be followed at once. */
export function openLive(options: LiveOptions): Live {
  const connection = new Connection(options);
  return {
    follow: (topic: string, follower: Follower) => connection.follow(topic, follower),
    openChannel: (target) => connection.openChannel(target),
    clock: () => connection.clock(),
    retry: () => connection.retry(),
    close: () => connection.close(),
  };
}

class Connection {
  private readonly socket: Socket;
  private readonly channels: LiveChannels;
  private readonly waiting = new Set<(error?: Error) => void>();
  private readonly topics = new Map<string, LiveTopic>();
  private readonly options: LiveOptions;
  private refusals = 0;
  private closed = false;
  private again: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LiveOptions) {
    this.options = options;
    const base = new URL(baseOf(options.url));
    this.socket = io(`${base.origin}/live`, {
      path: `${base.pathname.replace(/\/$/, '')}/socket.io`,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      auth: { token: options.token, via: options.via ?? 'rest' },
      extraHeaders: { 'x-trainyard-via': options.via ?? 'rest' },
      forceNew: true,
      reconnectionDelay: options.reconnectDelay ?? reconnectFirst,
      reconnectionDelayMax: reconnectMost,
    });
    this.channels = new LiveChannels(this.socket);
    this.listen();
  }

  private listen(): void {
    const { socket } = this;
    socket.on('connect', () => {
      this.refusals = 0;
      for (const topic of this.topics.values()) topic.ask();
      this.settle();
      this.options.onState?.('connected');
    });
    socket.on('disconnect', (reason) => {
      this.channels.cut(new ConnectionError(baseOf(this.options.url), new Error(reason)));
      if (this.closed) return;
      for (const topic of this.topics.values()) topic.cut();
      this.options.onState?.('cut', new Error(reason));
      // After these two Socket.IO itself does not come back.
      if (reason === 'io server disconnect' || reason === 'io client disconnect') this.reconnectLater(reconnectFirst);
    });
    socket.on('connect_error', (error) => {
      // An active socket tries again by itself; an inactive one was refused by the server.
      if (socket.active) return this.options.onState?.('cut', error);
      this.settle(refusalOf(error));
      this.options.onState?.('refused', refusalOf(error));
      this.reconnectLater(Math.min(refusedMost, 1000 * 2 ** this.refusals++));
    });
    socket.on('hello', (hello: LiveHello) => this.options.onHello?.(hello));
    socket.on('beat', (beat: LiveBeat) => this.options.onBeat?.(beat));
    socket.on('events', (data: EventsDelivery, taken?: unknown) => this.deliver({ kind: 'events', data }, taken));
    socket.on('mark', (data: MarkDelivery) => this.deliver({ kind: 'mark', data }));
    socket.on('log', (data: LogDelivery) => {
      this.deliver({ kind: 'log', data: { ...data, bytes: bytesOf(data.bytes) } });
    });
    socket.on('heat', (data: HeatDelivery, taken?: unknown) => {
      this.deliver({ kind: 'heat', data: { ...data, bytes: bytesOf(data.bytes) } }, taken);
    });
    socket.on('series', (data: SeriesDelivery, taken?: unknown) => this.deliver({ kind: 'series', data }, taken));
    socket.on('vitals', (data: VitalsDelivery, taken?: unknown) => this.deliver({ kind: 'vitals', data }, taken));
  }

  private deliver(delivery: Delivery, taken?: unknown): void {
    const topic = this.topics.get(delivery.data.topic);
    if (!topic) return;
    void topic.take(delivery).then(() => {
      if (typeof taken === 'function') taken();
    });
  }

  retry(): void {
    this.refusals = 0;
    if (this.socket.connected) return;
    // One that waits between its own tries would let connect() wait with it.
    this.socket.disconnect();
    this.reconnectLater(0);
  }

  private reconnectLater(delay: number): void {
    clearTimeout(this.again);
    if (!this.closed) this.again = setTimeout(() => this.socket.connect(), delay);
  }

  follow(name: string, follower: Follower): () => void {
    let topic = this.topics.get(name);
    if (!topic) {
      topic = new LiveTopic(name, {
        subscribe: (_, after) => this.subscribe(name, after),
        unsubscribe: () => {
          this.topics.delete(name);
          if (this.socket.connected) this.socket.emit('unsubscribe', { topic: name });
        },
        got: (_, through) => {
          if (this.socket.connected) this.socket.emit('got', { topic: name, through });
        },
      });
      this.topics.set(name, topic);
    }
    const stop = topic.add(follower);
    if (this.socket.connected) topic.ask();
    return stop;
  }

  private subscribe(name: string, after: number | undefined): void {
    const { socket } = this;
    const { id } = socket;
    const topic = this.topics.get(name);
    if (!topic) return;
    const { asked } = topic;
    const request = after === undefined ? { topic: name } : { topic: name, after };
    socket.timeout(answerLimit).emit('subscribe', request, (late: Error | null, answer: SubscribeAnswer) => {
      // An answer over a connection that is gone, or to an older wish, says nothing about this one.
      if (topic !== this.topics.get(name) || topic.asked !== asked || socket.id !== id) return;
      if (late) {
        socket.disconnect();
      } else if (answer.ok) {
        topic.answered(answer.seq);
      } else {
        this.topics.delete(name);
        topic.refused(answer.error);
      }
    });
  }

  async openChannel(target: ChannelTarget): Promise<Channel> {
    if (!this.socket.connected) await this.connected();
    try {
      return await this.channels.open(target);
    } catch (error) {
      throw error instanceof Fault ? error : new ConnectionError(baseOf(this.options.url), error);
    }
  }

  /** Resolves at the next connection; rejects when the server refuses us, when nobody answers in time, or at the close. */
  private connected(): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => done(new Error('nobody answers')), answerLimit);
      const done = (error?: Error): void => {
        clearTimeout(late);
        this.waiting.delete(done);
        if (!error) resolve();
        else reject(error instanceof Fault ? error : new ConnectionError(baseOf(this.options.url), error));
      };
      this.waiting.add(done);
    });
  }

  private settle(error?: Error): void {
    for (const done of [...this.waiting]) done(error);
  }

  async clock(): Promise<ClockReading> {
    try {
      return await readClock(() => this.askClock());
    } catch (error) {
      throw new ConnectionError(baseOf(this.options.url), error);
    }
  }

  /** A question that waits for a connection would measure the wait. */
  private async askClock(): Promise<ClockAnswer> {
    if (!this.socket.connected) throw new Error('the connection is not up');
    return this.socket.timeout(answerLimit).emitWithAck('clock');
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.again);
    this.topics.clear();
    this.settle(new Error('the client was closed'));
    this.socket.disconnect();
  }
}

/** Socket.IO hands out Buffers in Node and ArrayBuffers in browsers. */
function bytesOf(data: Uint8Array | ArrayBuffer): Uint8Array {
  return data instanceof Uint8Array ? data : new Uint8Array(data);
}

function refusalOf(error: Error): Error {
  const body = (error as { data?: unknown }).data;
  return isErrorBody(body) ? Fault.fromBody(body) : new Fault('BadCredentials');
}
