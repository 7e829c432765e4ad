import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32c } from '@node-rs/crc32';
import { fenceKey } from '@trainyard/contracts/attempt';
import {
  artifactUpload,
  type Cadence,
  type Desired,
  type DesiredNode,
  type DesiredTask,
  enrolRequest,
  type Hello,
  helloProof,
  hello as helloSchema,
  type NodeReport,
  type Report,
  report as reportSchema,
  type TaskReport,
  type Welcome,
} from '@trainyard/contracts/fleet';
import { type LogFrame, logFrame } from '@trainyard/contracts/log-frame';
import type { SeriesFrame } from '@trainyard/contracts/series-frame';
import { Server, type Socket } from 'socket.io';
import { desiredHash } from '../desired.ts';

/** One stream as a server would have it on disk. */
export interface StoredStream {
  chunks: Buffer[];
  through: number;
  marks: { line: string; at: number }[];
  ended: boolean;
  holes: string[];
}

export interface StoredArtifact {
  bytes: Buffer;
  complete: boolean;
  kind: string;
  puts: number;
}

/** The server's side of the fleet protocol for tests: checks every message against the contracts and keeps all it is given. */
export class FleetServer {
  readonly node: DesiredNode = {
    name: 'n0',
    vmSize: 'LOCAL',
    promised: { vcpus: 1, memoryBytes: 1, gpus: 0, gpuModel: null, gpuMemoryBytes: 0 },
    setup: null,
    leave: false,
    reclaimAt: null,
  };
  /** One of a kind: groups of processes on this machine bear it. */
  readonly nodeUid = `01890000-0000-7000-8000-${randomBytes(6).toString('hex')}`;
  readonly joinToken = 'join-token-of-the-test-cluster';
  readonly streams = new Map<string, StoredStream>();
  readonly reports = new Map<string, TaskReport>();
  readonly artifacts = new Map<string, StoredArtifact>();
  readonly blobs = new Map<string, Buffer>();
  readonly series: SeriesFrame[] = [];
  readonly hellos: Hello[] = [];
  readonly beats: number[] = [];
  /** Every task that was ever wanted. */
  readonly wanted = new Set<string>();
  secrets: Record<string, string> = {};
  nodeReport: NodeReport | undefined;
  /** Answers the next hello in place of a welcome. */
  refuse: Extract<Welcome, { ok: false }> | undefined;
  /** What went wrong; a test that ends with faults fails. */
  readonly faults: string[] = [];
  /** Called before a log frame is stored: true drops it and cuts the connection. */
  cutAt: (frame: LogFrame) => boolean = () => false;
  /** Stores but does not acknowledge while true. */
  holdAcknowledgements = false;
  unacknowledgedMax = 0;
  /** Fails an artifact's PUT after so many bytes, once. */
  breakUploadAfter: number | undefined;
  #tasks = new Map<string, DesiredTask>();
  #publicKey: string | undefined;
  #n = 0;
  #http: HttpServer;
  #io: Server | undefined;
  #socket: Socket | undefined;
  #watchers = new Set<() => void>();
  #tokens = new Set<string>();
  #port = 0;
  #unacknowledged = new Map<string, number>();

  constructor() {
    this.#http = createServer();
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get connected(): boolean {
    return this.#socket !== undefined;
  }

  async listen(): Promise<void> {
    this.#http = createServer((request, response) => void this.#serve(request, response));
    this.#io = new Server(this.#http, { transports: ['websocket'], maxHttpBufferSize: 8 * 1024 * 1024 });
    this.#io.of('/fleet').on('connection', (socket) => this.#greet(socket));
    await new Promise<void>((resolve) => this.#http.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#http.address() as AddressInfo).port;
  }

  /** Goes away as a killed server does; `listen` brings it back at the same address. */
  async close(): Promise<void> {
    this.#http.closeAllConnections();
    await this.#io?.close();
    this.#socket = undefined;
  }

  /** Cuts the connection without a word. */
  cut(): void {
    (
      this.#socket?.conn as unknown as { transport: { socket: { terminate(): void } } } | undefined
    )?.transport.socket.terminate();
  }

  /** Wants a task, or changes what is wanted of it. */
  want(task: DesiredTask): void {
    this.#tasks.set(fenceKey(task.plan.fence), task);
    this.wanted.add(fenceKey(task.plan.fence));
    this.#push([task], []);
  }

  drop(key: string): void {
    const task = this.#tasks.get(key);
    this.#tasks.delete(key);
    if (task) this.#push([], [task.plan.fence]);
  }

  changeNode(change: Partial<DesiredNode>): void {
    Object.assign(this.node, change);
    this.#push([], []);
  }

  /** Forgets a delta on its way, as a bug or a lost message would. */
  loseNextDelta(): void {
    this.#n++;
  }

  setCadence(cadence: Cadence): void {
    this.#socket?.emit('cadence', cadence);
  }

  text(stream: string): string {
    return this.bytes(stream).toString('utf8');
  }

  bytes(stream: string): Buffer {
    return Buffer.concat(this.streams.get(stream)?.chunks ?? []);
  }

  /** Resolves when something that the agent did makes `holds` true. */
  until<T>(holds: () => T | undefined | false | null): Promise<T> {
    return new Promise((resolve) => {
      const look = (): void => {
        const value = holds();
        if (value === undefined || value === false || value === null) return;
        this.#watchers.delete(look);
        resolve(value);
      };
      this.#watchers.add(look);
      look();
    });
  }

  /** Resolves with the report of a task that ended. */
  ended(key: string): Promise<TaskReport> {
    return this.until(() => {
      const report = this.reports.get(key);
      return report?.phase === 'ended' ? report : undefined;
    });
  }

  releaseAcknowledgements(): void {
    this.holdAcknowledgements = false;
    const stored = [...this.streams].map(([stream, { through }]) => ({ stream, through }));
    this.#unacknowledged.clear();
    this.#socket?.emit('stored', stored);
  }

  /** Lets those who wait look again, after something that the server does not see. */
  poke(): void {
    this.#changed();
  }

  #changed(): void {
    for (const look of [...this.#watchers]) look();
  }

  #desired(full: boolean, upsert: DesiredTask[], drop: DesiredTask['plan']['fence'][]): Desired {
    return { n: this.#n, full, node: this.node, upsert, drop, hash: desiredHash(this.#tasks.values()) };
  }

  #push(upsert: DesiredTask[], drop: DesiredTask['plan']['fence'][]): void {
    if (!this.#socket) return;
    this.#n++;
    this.#socket.emit('desired', this.#desired(false, upsert, drop));
  }

  #greet(socket: Socket): void {
    const nonce = randomBytes(16).toString('base64url');
    socket.emit('challenge', { nonce, serverTime: Date.now() });
    socket.on('hello', (data: unknown, answer: (welcome: Welcome) => void) => {
      const hello = helloSchema.parse(data);
      const key = createPublicKey({
        key: Buffer.from(this.#publicKey ?? '', 'base64url'),
        format: 'der',
        type: 'spki',
      });
      const proof = Buffer.from(helloProof(nonce, hello.nodeUid, hello.bootId));
      if (!verify(null, proof, key, Buffer.from(hello.signature, 'base64url'))) this.faults.push('bad signature');
      this.hellos.push(hello);
      if (this.refuse) {
        answer(this.refuse);
        this.#changed();
        return;
      }
      this.#accept(socket, hello, answer);
    });
  }

  #accept(socket: Socket, hello: Hello, answer: (welcome: Welcome) => void): void {
    this.#socket = socket;
    this.#n = 0;
    this.#unacknowledged.clear();
    const fileToken = randomBytes(12).toString('hex');
    this.#tokens = new Set([fileToken]);
    const stored = [...this.streams].map(([stream, { through }]) => ({ stream, through }));
    const desired = this.#desired(true, [...this.#tasks.values()], []);
    const serverTime = Date.now();
    answer({ ok: true, protocol: 1, serverTime, nodeUid: hello.nodeUid, desired, stored, cadence: 'batch', fileToken });
    socket.on('log', (frame: unknown) => this.#store(socket, frame));
    socket.on('beat', () => this.beats.push(Date.now()));
    socket.on('resync', (reply: (desired: Desired) => void) =>
      reply(this.#desired(true, [...this.#tasks.values()], [])),
    );
    socket.on('series', (frames: SeriesFrame[], reply: (answer: { ok: boolean }) => void) => {
      this.series.push(...frames);
      reply({ ok: true });
      this.#changed();
    });
    socket.on('report', (data: unknown, reply: (answer: { n: number }) => void) => {
      this.#take(reportSchema.parse(data));
      reply({ n: (data as Report).n });
      this.#changed();
    });
    socket.on('disconnect', () => {
      if (this.#socket === socket) this.#socket = undefined;
      this.#changed();
    });
    this.#changed();
  }

  #take(report: Report): void {
    if (report.node) this.nodeReport = report.node;
    for (const task of report.tasks) {
      const key = fenceKey(task.fence);
      if (task.serial < (this.reports.get(key)?.serial ?? 0)) this.faults.push(`${key}: serial went back`);
      else this.reports.set(key, task);
    }
  }

  #store(socket: Socket, data: unknown): void {
    if (socket !== this.#socket) return;
    const frame = logFrame.parse(data);
    if (this.cutAt(frame)) {
      this.cut();
      this.#socket = undefined;
      return;
    }
    const stream = this.streams.get(frame.stream) ?? { chunks: [], through: 0, marks: [], ended: false, holes: [] };
    this.streams.set(frame.stream, stream);
    const bytes = Buffer.from(frame.bytes);
    if (frame.offset !== stream.through) this.faults.push(`${frame.stream}: ${frame.offset} after ${stream.through}`);
    if (crc32c(bytes) !== frame.crc32c) this.faults.push(`${frame.stream}: wrong checksum`);
    stream.chunks.push(bytes);
    stream.through += bytes.byteLength;
    for (const [, at] of frame.marks) stream.marks.push({ line: bytes.toString('utf8'), at });
    if (frame.hole) stream.holes.push(frame.hole.why);
    if (frame.end) stream.ended = true;
    this.#acknowledge(socket, frame.stream, stream.through, bytes.byteLength);
    this.#changed();
  }

  #acknowledge(socket: Socket, stream: string, through: number, bytes: number): void {
    if (!this.holdAcknowledgements) {
      socket.emit('stored', [{ stream, through }]);
      return;
    }
    this.#unacknowledged.set(stream, (this.#unacknowledged.get(stream) ?? 0) + bytes);
    const total = [...this.#unacknowledged.values()].reduce((sum, one) => sum + one, 0);
    this.unacknowledgedMax = Math.max(this.unacknowledgedMax, total);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    if (!url.pathname.startsWith('/api/')) return;
    const refuse = (status: number, code: string, params: object = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { code, message: code, params } }));
    };
    if (url.pathname === '/api/v1/fleet/enrol') return this.#enrol(request, response, refuse);
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!this.#tokens.has(token)) return refuse(401, 'Unauthenticated');
    const blob = /^\/api\/v1\/fleet\/blobs\/([0-9a-f]{64})$/.exec(url.pathname)?.[1];
    if (blob !== undefined) {
      const content = this.blobs.get(blob);
      if (content) response.end(content);
      else refuse(404, 'BlobNotFound', { sha256: blob });
    } else if (url.pathname === '/api/v1/fleet/secrets') response.end(JSON.stringify(this.secrets));
    else if (url.pathname === '/api/v1/fleet/artifacts') await this.#upload(url, request, response, refuse);
    else refuse(404, 'RouteNotFound');
  }

  async #enrol(
    request: IncomingMessage,
    response: ServerResponse,
    refuse: (status: number, code: string) => void,
  ): Promise<void> {
    const body = enrolRequest.parse(JSON.parse((await readAll(request)).toString('utf8')));
    if (body.joinToken !== this.joinToken || this.#publicKey !== undefined) return refuse(401, 'BadCredentials');
    this.#publicKey = body.publicKey;
    const { promised } = this.node;
    response.end(JSON.stringify({ nodeUid: this.nodeUid, node: 'n0', cluster: 'c', promised }));
  }

  async #upload(
    url: URL,
    request: IncomingMessage,
    response: ServerResponse,
    refuse: (status: number, code: string, params?: object) => void,
  ): Promise<void> {
    const header = artifactUpload.parse(Object.fromEntries(url.searchParams));
    const key = `${header.fence} ${header.directory}/${header.path}`;
    let known = this.artifacts.get(key);
    if (!known || known.complete) known = { bytes: Buffer.alloc(0), complete: false, kind: header.kind, puts: 0 };
    this.artifacts.set(key, known);
    known.puts++;
    if (header.offset !== known.bytes.byteLength) {
      request.resume();
      return refuse(409, 'OffsetMismatch', { stored: known.bytes.byteLength });
    }
    const chunks = [known.bytes];
    let total = known.bytes.byteLength;
    let broken = false;
    await new Promise<void>((resolve) => {
      request.on('data', (chunk: Buffer) => {
        if (broken) return;
        chunks.push(chunk);
        total += chunk.byteLength;
        broken = this.breakUploadAfter !== undefined && total >= this.breakUploadAfter;
        if (broken) request.socket.destroy();
      });
      request.on('close', resolve);
      request.on('end', resolve);
    });
    known.bytes = Buffer.concat(chunks);
    if (broken) {
      this.breakUploadAfter = undefined;
      return;
    }
    if (known.bytes.byteLength === header.bytes) {
      known.complete = createHash('sha256').update(known.bytes).digest('hex') === header.sha256;
      if (!known.complete) return refuse(400, 'HashMismatch');
    }
    response.end('{}');
    this.#changed();
  }
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
