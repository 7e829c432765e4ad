import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT';
  url: URL;
  headers?: Record<string, string>;
  body?: Readable | string;
  signal?: AbortSignal;
}

/** No byte for this long means that the server or the way to it is gone. */
const silenceMs = 30_000;
/** Answers that are read whole are small JSON bodies. */
const answerBytesMax = 1_048_576;

/** A refusal of the server, with the code of contracts/errors. */
export class ServerRefusal extends Error {
  override readonly name = 'ServerRefusal';
  readonly status: number;
  readonly code: string;
  readonly params: Record<string, unknown>;

  constructor(status: number, body: { code: string; message: string; params: Record<string, unknown> }) {
    super(body.message);
    this.status = status;
    this.code = body.code;
    this.params = body.params;
  }
}

/** Sends one request. Plain node:http: the global fetch costs 10 MB of memory more. Throws ServerRefusal from status 400 on. */
export async function sendHttp(options: HttpRequest): Promise<IncomingMessage> {
  const send = options.url.protocol === 'https:' ? requestHttps : requestHttp;
  const request = send(options.url, {
    method: options.method,
    headers: options.headers ?? {},
    ...(options.signal ? { signal: options.signal } : {}),
  });
  const silent = () => request.destroy(new Error(`no answer from ${options.url.host} for ${silenceMs} ms`));
  request.setTimeout(silenceMs, silent);
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    // `on`: a request that is destroyed may fail again, and nobody else listens.
    request.on('error', reject);
    request.once('close', () => reject(new Error(`${options.url.host} closed the connection`)));
  });
  if (options.body instanceof Readable) {
    // A refusal may come before the body is through: then the answer counts, not the broken pipe.
    pipeline(options.body, request).catch(() => {});
  } else request.end(options.body);
  const answer = await answered;
  if ((answer.statusCode ?? 500) < 400) return answer;
  throw refusalOf(answer.statusCode ?? 500, await readText(answer));
}

function refusalOf(status: number, text: string): ServerRefusal {
  try {
    const { error } = JSON.parse(text) as {
      error: { code: string; message: string; params?: Record<string, unknown> };
    };
    return new ServerRefusal(status, { code: error.code, message: error.message, params: error.params ?? {} });
  } catch {
    return new ServerRefusal(status, { code: 'Internal', message: `the server answered ${status}`, params: {} });
  }
}

/** Reads a small body whole. */
export async function readText(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > answerBytesMax) throw new Error(`the answer is larger than ${answerBytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
