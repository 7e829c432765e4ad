import {
  type ChannelAnswer,
  type ChannelMessage,
  type ChannelPayloads,
  type ChannelStart,
  channelMessageNames,
  type TaskChannelRequest,
} from '@trainyard/contracts/channel';
import type { Cadence, Challenge, Desired, Hello, Report, Welcome } from '@trainyard/contracts/fleet';
import { fleetLimits } from '@trainyard/contracts/fleet';
import type { LogFrame, StoredThrough } from '@trainyard/contracts/log-frame';
import type { SeriesFrame } from '@trainyard/contracts/series-frame';
import { backoff } from '@trainyard/runtime/backoff';
import type { Chance } from '@trainyard/runtime/chance';
import type { Clock } from '@trainyard/runtime/clock';
import { io, type Socket } from 'socket.io-client';
import { BulkWindow } from './bulk-window.ts';
import { transportTo } from './plain-transport.ts';

export type Welcomed = Extract<Welcome, { ok: true }>;
export type Unwelcome = Extract<Welcome, { ok: false }>;

/** What an agent does with what it hears. Handlers are called one after the other and must not throw. */
export interface FleetHandlers {
  /** Called for each challenge: the proof belongs to one connection. */
  hello(challenge: Challenge): Hello;
  welcome(welcome: Welcomed): void;
  desired(desired: Desired): void;
  stored(stored: StoredThrough[]): void;
  cadence(cadence: Cadence): void;
  /** Runs or reaches what somebody asks for; the answer goes back. */
  channelStart(start: ChannelStart): Promise<ChannelAnswer>;
  /** A message of an open channel, whichever half of it is here. */
  channel<M extends ChannelMessage>(message: M, payload: ChannelPayloads[M]): void;
  /** The server does not want this agent, now or ever (`retry`). With `retry: false` the link has closed itself. */
  refused(answer: Unwelcome): void;
  /** The connection ended; the link tries again by itself. */
  cut(why: string): void;
  /** Bulk may have room again. */
  room(): void;
}

export interface FleetLinkOptions {
  url: string;
  clock: Clock;
  chance: Chance;
  on: FleetHandlers;
}

/** An answer of the server that takes longer counts as a cut: ten times the silence after which control calls us lost. */
const answerMs = fleetLimits.silenceMs * 10;
/** A connection that is not welcomed in this time is dropped and tried again. */
const welcomeMs = 10_000;
/** Back-off between connections: a server that restarts is found within 2 s. */
const retry = { firstMs: 100, mostMs: 2_000 } as const;
/** How often a full bulk window is looked at: the WebSocket tells nobody when the kernel took its bytes. */
const roomMs = 4;

/** Bytes of a piece with what goes around it. */
function channelBytes(bytes: unknown): number {
  return (bytes instanceof Uint8Array ? bytes.byteLength : 0) + 128;
}

/** The connection ended before the server answered: ask again after the next welcome. */
export class LinkCut extends Error {
  override readonly name = 'LinkCut';
}

/**
 * The agent's side of contracts/fleet over Socket.IO: dials, proves itself, beats each second, and connects again forever.
 * Nothing is queued here: what was not answered is for the caller to send after the next welcome.
 */
export class FleetLink {
  readonly #options: FleetLinkOptions;
  #socket: Socket | undefined;
  #bulk: BulkWindow | undefined;
  #welcomed = false;
  #closed = false;
  #attempt = 0;
  #heardAt: number | undefined;
  #skew = 0;
  #stopTimers: (() => void)[] = [];
  #waiting = new Set<(error: Error) => void>();
  #roomTimer: (() => void) | undefined;

  constructor(options: FleetLinkOptions) {
    this.#options = options;
  }

  /** True between a welcome and the next cut: only then anything can be sent. */
  get welcomed(): boolean {
    return this.#welcomed;
  }

  /** Monotonic ms at which the server was last heard; undefined before the first time. */
  get heardAt(): number | undefined {
    return this.#heardAt;
  }

  /** Agent's wall clock minus the server's in ms, as measured at the last challenge. */
  get skew(): number {
    return this.#skew;
  }

  connect(): void {
    if (this.#closed || this.#socket) return;
    const socket = io(`${this.#options.url}/fleet`, {
      path: '/socket.io',
      transports: [transportTo(this.#options.url)],
      reconnection: false,
      forceNew: true,
      autoConnect: false,
      // Compression would cost more processor time than a local network's bytes are worth.
      perMessageDeflate: false as never,
    });
    this.#socket = socket;
    this.#listen(socket);
    this.#later(welcomeMs, () => this.#welcomed || this.#cut(socket, 'no welcome'));
    socket.connect();
  }

  /** Hands one log frame to the socket. False, and nothing sent, when not welcomed or when bulk has no room: see `room`. */
  log(frame: LogFrame): boolean {
    return this.#sendBulk('log', frame, frame.bytes.byteLength + 256);
  }

  /** Samples count as bulk. Rejects with LinkCut when the answer did not come; undefined when there is no room. */
  series(frames: SeriesFrame[], bytes: number): Promise<{ ok: boolean }> | undefined {
    if (!this.#takes(bytes)) return undefined;
    this.#bulk?.add(bytes);
    return this.#ask('series', frames);
  }

  /** A message of a channel; its data count as bulk: false, and nothing sent, when there is no room. Without a connection it is dropped. */
  channel<M extends ChannelMessage>(message: M, payload: ChannelPayloads[M]): boolean {
    if ('bytes' in payload && message === 'channelData') {
      return this.#sendBulk(message, payload, channelBytes(payload.bytes));
    }
    if (this.#welcomed) this.#socket?.emit(message, payload);
    return true;
  }

  /** Asks for a process on another node of a task's gang. Rejects with LinkCut. */
  openChannel(request: TaskChannelRequest): Promise<ChannelAnswer> {
    return this.#ask('channelOpen', request);
  }

  report(report: Report): Promise<{ n: number }> {
    return this.#ask('report', report);
  }

  /** Asks for the full set of desired tasks. */
  resync(): Promise<Desired> {
    return this.#ask('resync');
  }

  /** Ends this connection and says hello again at once, with what the agent found meanwhile. */
  reconnect(): void {
    if (this.#socket) this.#cut(this.#socket, 'says hello again');
  }

  /** Ends the connection for good. */
  close(): void {
    this.#closed = true;
    if (this.#socket) this.#cut(this.#socket, 'closed');
  }

  #listen(socket: Socket): void {
    const { on, clock } = this.#options;
    const heard = () => {
      this.#heardAt = clock.monotonic();
    };
    socket.on('connect', () => {
      heard();
      socket.io.engine.on('packet', heard);
      this.#bulk = new BulkWindow(socket, fleetLimits.bulkInFlightBytes, () => this.#offerRoom());
    });
    socket.on('connect_error', (error) => this.#cut(socket, error.message));
    socket.on('disconnect', (why) => this.#cut(socket, why));
    socket.on('challenge', (challenge: Challenge) => {
      this.#skew = clock.now() - challenge.serverTime;
      socket.emit('hello', on.hello(challenge), (answer: Welcome) => this.#onWelcome(socket, answer));
    });
    socket.on('desired', (desired: Desired) => this.#welcomed && on.desired(desired));
    socket.on('stored', (stored: StoredThrough[]) => this.#welcomed && on.stored(stored));
    socket.on('channelStart', (start: ChannelStart, answer: (answer: ChannelAnswer) => void) => {
      if (this.#welcomed) void on.channelStart(start).then(answer);
    });
    for (const message of channelMessageNames) {
      socket.on(message, (payload: ChannelPayloads[typeof message]) => this.#welcomed && on.channel(message, payload));
    }
    socket.on('cadence', (cadence: Cadence) => this.#welcomed && on.cadence(cadence));
  }

  #onWelcome(socket: Socket, answer: Welcome): void {
    if (socket !== this.#socket) return;
    if (answer.ok) {
      this.#welcomed = true;
      this.#attempt = 0;
      this.#options.on.welcome(answer);
      this.#beat(socket);
      return;
    }
    if (!answer.retry) this.#closed = true;
    this.#cut(socket, `refused: ${answer.error.message}`);
    this.#options.on.refused(answer);
  }

  #beat(socket: Socket): void {
    if (socket !== this.#socket) return;
    socket.emit('beat');
    this.#later(fleetLimits.beatMs, () => this.#beat(socket));
  }

  #takes(bytes: number): boolean {
    if (!this.#welcomed || !this.#bulk) return false;
    if (this.#bulk.takes(bytes)) return true;
    this.#roomTimer ??= this.#options.clock.setTimeout(() => {
      this.#roomTimer = undefined;
      this.#offerRoom();
    }, roomMs);
    return false;
  }

  #offerRoom(): void {
    if (this.#welcomed) this.#options.on.room();
  }

  #sendBulk(event: string, data: unknown, bytes: number): boolean {
    if (!this.#takes(bytes)) return false;
    this.#bulk?.add(bytes);
    this.#socket?.emit(event, data);
    return true;
  }

  #ask<T>(event: string, data?: unknown): Promise<T> {
    const socket = this.#socket;
    if (!socket || !this.#welcomed) return Promise.reject(new LinkCut('not connected'));
    return new Promise<T>((resolve, reject) => {
      const cancel = this.#options.clock.setTimeout(() => this.#cut(socket, `no answer to ${event}`), answerMs);
      const settle = (): void => {
        cancel();
        this.#waiting.delete(fail);
      };
      const fail = (error: Error): void => {
        settle();
        reject(error);
      };
      this.#waiting.add(fail);
      const answered = (answer: T): void => {
        settle();
        resolve(answer);
      };
      if (data === undefined) socket.emit(event, answered);
      else socket.emit(event, data, answered);
    });
  }

  #cut(socket: Socket, why: string): void {
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    this.#bulk = undefined;
    this.#welcomed = false;
    for (const stop of this.#stopTimers) stop();
    this.#stopTimers = [];
    this.#roomTimer?.();
    this.#roomTimer = undefined;
    socket.off();
    socket.disconnect();
    for (const fail of [...this.#waiting]) fail(new LinkCut(why));
    this.#options.on.cut(why);
    if (this.#closed) return;
    const wait = backoff(this.#attempt++, retry.firstMs, retry.mostMs, this.#options.chance);
    this.#options.clock.setTimeout(() => this.connect(), wait);
  }

  #later(ms: number, fn: () => void): void {
    const stop = this.#options.clock.setTimeout(() => {
      this.#stopTimers = this.#stopTimers.filter((other) => other !== stop);
      fn();
    }, ms);
    this.#stopTimers.push(stop);
  }
}
