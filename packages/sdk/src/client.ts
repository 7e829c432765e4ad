/** The typed REST client: everything it can do is a row of contracts/api, there is no code per operation. */
import { api, type OperationInput, type OperationName, type OperationOutput } from '@trainyard/contracts/api';
import type { Operation } from '@trainyard/contracts/api/operation';
import { Fault, isErrorBody } from '@trainyard/contracts/errors';
import { versionHeader } from '@trainyard/contracts/version';
import { ConnectionError, UnexpectedAnswerError } from './connection-error.ts';
import { type AnyInput, addressOf, baseOf } from './request.ts';

/** Operations whose answer is a file or a part of one. */
export type BytesOperation = {
  [N in OperationName]: (typeof api)[N]['output'] extends 'bytes' ? N : never;
}[OperationName];
export type PlainOperation = Exclude<OperationName, BytesOperation>;

export interface CallOptions {
  signal?: AbortSignal;
  /** A raw body, sent as application/octet-stream: for `putBlob`. */
  raw?: Blob | Uint8Array<ArrayBuffer>;
}

export interface BytesOptions {
  signal?: AbortSignal;
  /** Bytes wanted; `to` is exclusive, as everywhere in Trainyard. */
  range?: { from: number; to?: number };
  /** The range is for a file of this tag; of another one all is sent. */
  ifRange?: string;
}

/** A file on its way. `range` is what the server granted, with the size of the whole; null: all of it. */
export interface BytesAnswer {
  stream: ReadableStream<Uint8Array>;
  length: number | null;
  range: { from: number; to: number; total: number | null } | null;
  /** What the server says beside it, such as where in its log a part stands. */
  headers: Headers;
}

type Arguments<N extends OperationName, O> =
  object extends OperationInput<N> ? [input?: OperationInput<N>, options?: O] : [input: OperationInput<N>, options?: O];

export interface Client {
  /** The server's address, without a slash at its end. */
  readonly url: string;
  /**
   * Which build of the product answered last, such as `0.1.0+api.4f1c2a9b03d7` (contracts/build says what ours is); null where the answer did
   * not say. Undefined before the first answer.
   */
  readonly server: string | null | undefined;
  /** Throws Fault (the server refused), ConnectionError, UnexpectedAnswerError, or the signal's reason. */
  call<N extends PlainOperation>(name: N, ...args: Arguments<N, CallOptions>): Promise<OperationOutput<N>>;
  /** The same for operations that answer bytes; errors while reading the stream are the network's own. */
  bytes<N extends BytesOperation>(name: N, ...args: Arguments<N, BytesOptions>): Promise<BytesAnswer>;
}

export interface ClientOptions {
  url: string;
  token?: string | undefined;
  fetch?: typeof fetch;
  /** Whom the audit names as the way in. */
  via?: 'cli' | 'rest' | 'portal';
  /** Asked before each request for what it carries besides: a page puts its `x-trainyard-csrf` there. In a browser the cookie goes along by itself. */
  headers?: () => Record<string, string>;
  /** Told which build answers: at the first answer, and when another one answers than before. */
  onServer?(build: string | null): void;
}

/** One minute: far over the slowest answer that is no file, yet a hung server is noticed. */
const answerLimit = 60_000;

/** Makes a client; nothing is sent yet. Throws TypeError when the address is none. */
export function createClient(options: ClientOptions): Client {
  const base = baseOf(options.url);
  const send = options.fetch ?? fetch;
  let server: string | null | undefined;

  async function request(name: OperationName, input: AnyInput, headers: Record<string, string>, init: RequestInit) {
    const operation: Operation = api[name];
    const address = addressOf(base, name, input);
    const via = { 'x-trainyard-via': options.via ?? 'rest' };
    const auth = options.token === undefined ? undefined : { authorization: `Bearer ${options.token}` };
    let answer: Response;
    try {
      answer = await send(address, {
        ...init,
        method: operation.method,
        headers: { accept: 'application/json', ...via, ...auth, ...options.headers?.(), ...headers },
        // A redirect would turn a POST into a GET, and no route of ours redirects.
        redirect: 'manual',
      });
    } catch (error) {
      throw asCutOrAbort(base, error, init.signal);
    }
    saw(answer.headers.get(versionHeader));
    if (!answer.ok) throw await refusalOf(answer, address);
    return answer;
  }

  function saw(build: string | null): void {
    if (build === server) return;
    server = build;
    options.onServer?.(build);
  }

  return {
    url: base,
    get server() {
      return server;
    },
    async call(name, ...[given, callOptions]) {
      const input = (given ?? {}) as AnyInput;
      const raw = callOptions?.raw;
      // A large upload takes as long as it takes: the runtime's own limit between two chunks holds there.
      const limit = raw === undefined ? AbortSignal.timeout(answerLimit) : undefined;
      const signals = [limit, callOptions?.signal].filter((signal) => signal !== undefined);
      const init: RequestInit = signals.length > 0 ? { signal: AbortSignal.any(signals) } : {};
      const body = raw ?? (input.body === undefined ? undefined : JSON.stringify(input.body));
      if (body !== undefined) init.body = body;
      const type = raw === undefined ? 'application/json' : 'application/octet-stream';
      const answer = await request(name, input, body === undefined ? {} : { 'content-type': type }, init);
      // The server is trusted to keep the contract; a newer one may send values that this schema does not know.
      return (await contentOf(answer, api[name], base, callOptions?.signal)) as never;
    },
    async bytes(name, ...[given, bytesOptions]) {
      const { range, ifRange, signal } = bytesOptions ?? {};
      const headers: Record<string, string> = { accept: '*/*' };
      if (range) headers.range = `bytes=${range.from}-${range.to === undefined ? '' : range.to - 1}`;
      if (range && ifRange !== undefined) headers['if-range'] = ifRange;
      const input = (given ?? {}) as AnyInput;
      const init: RequestInit = signal ? { signal } : {};
      if (input.body !== undefined) {
        init.body = JSON.stringify(input.body);
        headers['content-type'] = 'application/json';
      }
      const answer = await request(name, input, headers, init);
      const length = answer.headers.get('content-length');
      return {
        stream: answer.body ?? emptyStream(),
        length: length === null ? null : Number(length),
        range: answer.status === 206 ? rangeOf(answer.headers.get('content-range')) : null,
        headers: answer.headers,
      };
    },
  };
}

async function contentOf(answer: Response, operation: Operation, base: string, signal?: AbortSignal): Promise<unknown> {
  let text: string;
  try {
    text = await answer.text();
  } catch (error) {
    throw asCutOrAbort(base, error, signal);
  }
  if (operation.output === 'none') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new UnexpectedAnswerError(answer.url, answer.status, 'a body that is not JSON');
  }
}

/** The caller's own abort stays what it is; everything else that fetch throws is the network's. */
function asCutOrAbort(base: string, error: unknown, signal: AbortSignal | null | undefined): unknown {
  const timedOut = error instanceof Error && error.name === 'TimeoutError';
  return signal?.aborted && !timedOut ? signal.reason : new ConnectionError(base, error);
}

async function refusalOf(answer: Response, address: string): Promise<Error> {
  const text = await answer.text().catch(() => '');
  try {
    const body: unknown = JSON.parse(text);
    if (isErrorBody(body)) return Fault.fromBody(body);
  } catch {
    // Not JSON: said below.
  }
  const type = answer.headers.get('content-type') ?? 'no content type';
  return new UnexpectedAnswerError(address, answer.status, `no reason that can be read (${type})`);
}

function rangeOf(header: string | null): BytesAnswer['range'] {
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(header ?? '');
  if (!match) return null;
  return { from: Number(match[1]), to: Number(match[2]) + 1, total: match[3] === '*' ? null : Number(match[3]) };
}

function emptyStream(): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.close() });
}
