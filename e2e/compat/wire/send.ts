import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { adminToken } from '../../cluster/server.ts';

/** A request as it goes out: the path byte for byte, which `fetch` would tidy. */
export interface WireRequest {
  method: string;
  /** Path and query. */
  path: string;
  /** Beside the administrator's token; null takes one away. */
  headers?: Record<string, string | null>;
  /** An object goes out as JSON. */
  body?: unknown;
}

export interface WireAnswer {
  status: number;
  reason: string;
  headers: IncomingHttpHeaders;
  text: string;
  /** The text as JSON; undefined where it is none. */
  body: unknown;
}

/** One connection after the other is kept, so that a server that drops one is noticed. */
const agent = new Agent({ keepAlive: true, maxSockets: 8 });

/** Sends a request as it is to the server at this address. */
export function send(url: string, { method, path, headers = {}, body }: WireRequest): Promise<WireAnswer> {
  const { hostname, port } = new URL(url);
  const bytes = bytesOf(body);
  const all = {
    authorization: `Bearer ${adminToken}`,
    ...(bytes && { 'content-type': 'application/json; charset=utf-8' }),
    'content-length': bytes?.length ?? 0,
    ...headers,
  };
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)) as OutgoingHttpHeaders;
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers: given, agent }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString();
        const { statusCode: status = 0, statusMessage: reason = '' } = answer;
        resolve({ status, reason, headers: answer.headers, text, body: parsed(text) });
      });
    });
    sent.on('error', reject);
    sent.end(bytes);
  });
}

function bytesOf(body: unknown): Buffer | undefined {
  if (body === undefined || body === null) return undefined;
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
