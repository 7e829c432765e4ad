/** The other side of the wire for tests: real HTTP and Socket.IO, routes from the same table, handlers by operation name. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket as NetSocket } from 'node:net';
import { api, type OperationName } from '@trainyard/contracts/api';
import type { Operation } from '@trainyard/contracts/api/operation';
import { productBuild } from '@trainyard/contracts/build';
import { Fault } from '@trainyard/contracts/errors';
import type { ClockAnswer, LiveHello, LogDelivery, SubscribeAnswer, SubscribeRequest } from '@trainyard/contracts/live';
import { versionHeader } from '@trainyard/contracts/version';
import { Server as IoServer, type Socket } from 'socket.io';
import { apiRoot } from '../request.ts';

export interface TestRequest {
  params: Record<string, string>;
  query: Record<string, string>;
  body: Buffer;
  headers: IncomingMessage['headers'];
}

/** Answers with what the client shall get as JSON; bytes are sent as they are, tagged by their hash, with Range and If-Range honoured. */
export type Handler = (request: TestRequest) => unknown;
export type Handlers = Partial<Record<OperationName, Handler>>;

export interface Seen extends TestRequest {
  name: OperationName;
}

export class TestServer {
  readonly seen: Seen[] = [];
  readonly handlers: Handlers;
  /** What a topic sends to a new subscriber. */
  readonly topics = new Map<string, (socket: Socket, after: number | undefined) => number>();
  readonly subscriptions: SubscribeRequest[] = [];
  readonly unsubscribed: string[] = [];
  readonly got: { topic: string; through: number }[] = [];
  readonly io: IoServer;
  /** Said to every connection. */
  hello: LiveHello | undefined;
  /** Answers what a client asks of the clock. */
  clock: ((answer: (answer: ClockAnswer) => void) => void) | undefined;
  /** Which build of the product it says it is; null: it does not say. */
  build: string | null = productBuild();
  token = 'a-token-that-opens-the-door';
  url = '';
  private readonly http: Server;
  private readonly connections = new Set<NetSocket>();

  constructor(handlers: Handlers) {
    this.handlers = handlers;
    this.http = createServer((request, response) => void this.answer(request, response));
    this.http.on('connection', (socket) => {
      this.connections.add(socket);
      socket.once('close', () => this.connections.delete(socket));
    });
    this.io = new IoServer(this.http, { path: '/socket.io' });
    const live = this.io.of('/live');
    live.use((socket, next) => {
      if (socket.handshake.auth.token === this.token) return next();
      next(Object.assign(new Error('refused'), { data: new Fault('BadCredentials').toBody() }));
    });
    live.on('connection', (socket) => this.serve(socket));
  }

  async start(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.http.listen(port, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.http.close(resolve));
    this.cutAll();
    await this.io.close();
    await closed;
  }

  /** Cuts every connection as a network would: without a word. */
  cutAll(): void {
    for (const socket of this.connections) socket.destroy();
  }

  private serve(socket: Socket): void {
    if (this.hello) socket.emit('hello', this.hello);
    socket.on('clock', (answer: (answer: ClockAnswer) => void) => this.clock?.(answer));
    socket.on('subscribe', (request: SubscribeRequest, answer: (answer: SubscribeAnswer) => void) => {
      this.subscriptions.push(request);
      const topic = this.topics.get(request.topic);
      if (topic === undefined) {
        const { error } = new Fault('TopicNotFound', { name: request.topic }).toBody();
        return answer({ ok: false, error });
      }
      const seq = topic(socket, request.after);
      answer({ ok: true, topic: request.topic, seq });
    });
    socket.on('unsubscribe', ({ topic }: { topic: string }) => void this.unsubscribed.push(topic));
    socket.on('got', (message: { topic: string; through: number }) => void this.got.push(message));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    if (this.build !== null) response.setHeader(versionHeader, this.build);
    try {
      const { name, params } = routeOf(request.method ?? '', url.pathname);
      const handler = this.handlers[name];
      if (!handler) throw new Fault('RouteNotFound', { method: request.method ?? '', path: url.pathname });
      if (request.headers.authorization !== `Bearer ${this.token}`) throw new Fault('BadCredentials');
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const asked = {
        params,
        query: Object.fromEntries(url.searchParams),
        body: Buffer.concat(chunks),
        headers: request.headers,
      };
      this.seen.push({ name, ...asked });
      send(response, request, await handler(asked));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      response.writeHead(error.status, { 'content-type': 'application/json' }).end(JSON.stringify(error.toBody()));
    }
  }
}

function routeOf(method: string, path: string): { name: OperationName; params: Record<string, string> } {
  for (const [name, row] of Object.entries(api) as [OperationName, Operation][]) {
    const pattern = new RegExp(`^${apiRoot}${row.path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
    const match = row.method === method ? pattern.exec(path) : null;
    if (!match) continue;
    const groups = Object.entries(match.groups ?? {});
    return { name, params: Object.fromEntries(groups.map(([key, value]) => [key, decodeURIComponent(value)])) };
  }
  throw new Fault('RouteNotFound', { method, path });
}

function send(response: ServerResponse, request: IncomingMessage, answer: unknown): void {
  if (!(answer instanceof Uint8Array)) {
    const body = answer === undefined ? '' : JSON.stringify(answer);
    response.writeHead(answer === undefined ? 204 : 200, { 'content-type': 'application/json' }).end(body);
    return;
  }
  const etag = `"${createHash('sha256').update(answer).digest('hex')}"`;
  const same = (request.headers['if-range'] ?? etag) === etag;
  const range = same ? /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') : null;
  if (!range) {
    response.writeHead(200, { 'content-length': answer.byteLength, etag }).end(answer);
    return;
  }
  const from = Number(range[1]);
  const to = range[2] ? Number(range[2]) + 1 : answer.byteLength;
  if (from >= answer.byteLength) {
    response.writeHead(416, { 'content-range': `bytes */${answer.byteLength}` }).end();
    return;
  }
  const granted = `bytes ${from}-${to - 1}/${answer.byteLength}`;
  const headers = { 'content-range': granted, 'content-length': to - from, etag };
  response.writeHead(206, headers).end(answer.subarray(from, to));
}

/**
 * A log topic over bytes that may grow: sends in the chunks that `sizes` yields and cuts the wire where `cut` says so.
 */
export class TestLog {
  bytes: Buffer;
  ended: boolean;
  private readonly watchers = new Set<() => void>();
  private readonly topic: string;
  private readonly chunkSize: () => number;
  private readonly beforeSend: (socket: Socket, delivery: LogDelivery) => boolean;

  constructor(
    topic: string,
    options: {
      bytes?: Buffer;
      ended?: boolean;
      chunkSize?: () => number;
      /** False: this delivery is lost. It may cut the wire as well. */
      beforeSend?: (socket: Socket, delivery: LogDelivery) => boolean;
    } = {},
  ) {
    this.topic = topic;
    this.bytes = options.bytes ?? Buffer.alloc(0);
    this.ended = options.ended ?? false;
    this.chunkSize = options.chunkSize ?? (() => 65_536);
    this.beforeSend = options.beforeSend ?? (() => true);
  }

  readonly subscribe = (socket: Socket, after: number | undefined): number => {
    let at = after ?? 0;
    let toldEnd = false;
    const push = () => {
      while (socket.connected && (at < this.bytes.byteLength || (this.ended && !toldEnd))) {
        const bytes = this.bytes.subarray(at, Math.min(this.bytes.byteLength, at + this.chunkSize()));
        toldEnd = this.ended && at + bytes.byteLength === this.bytes.byteLength;
        const line = this.bytes.subarray(0, at).toString('latin1').split('\n').length - 1;
        const delivery = { topic: this.topic, offset: at, line, bytes, marks: [], holes: [], ended: toldEnd };
        at += bytes.byteLength;
        if (this.beforeSend(socket, delivery)) socket.emit('log', delivery);
      }
    };
    this.watchers.add(push);
    socket.once('disconnect', () => this.watchers.delete(push));
    setImmediate(push);
    return this.bytes.byteLength;
  };

  append(text: string | Buffer, end = false): void {
    this.bytes = Buffer.concat([this.bytes, Buffer.from(text as string)]);
    this.ended = end;
    for (const push of this.watchers) push();
  }
}
