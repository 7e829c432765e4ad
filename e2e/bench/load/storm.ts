import { setTimeout as pause } from 'node:timers/promises';
import { RawConnection } from './raw-http.ts';

export interface Storm {
  perSecond: number;
  /** Time of each request in ms. */
  times: number[];
}

/**
 * Sends `count` requests over `connections` keep-alive connections, each once its last one is answered with 200 or 201: at once, or
 * not before it is due at `rate` requests a second.
 */
export async function storm(
  url: string,
  connections: number,
  count: number,
  request: (number: number) => string,
  rate = Number.POSITIVE_INFINITY,
): Promise<Storm> {
  const { hostname, port } = new URL(url);
  const open = await Promise.all(Array.from({ length: connections }, () => RawConnection.open(Number(port), hostname)));
  const times: number[] = [];
  let next = 0;
  const from = performance.now();
  const send = async (connection: RawConnection): Promise<void> => {
    while (next < count) {
      const number = next++;
      const early = from + (number / rate) * 1000 - performance.now();
      if (early > 0) await pause(early);
      const sent = performance.now();
      const status = await connection.ask(request(number));
      if (status !== 200 && status !== 201) throw new Error(`request ${number} was answered with ${status}`);
      times.push(performance.now() - sent);
    }
  };
  try {
    await Promise.all(open.map(send));
    return { perSecond: count / ((performance.now() - from) / 1000), times };
  } finally {
    for (const connection of open) connection.close();
  }
}

/** The bytes of a JSON request. */
export function sendJson(
  method: 'POST' | 'PATCH',
  url: string,
  path: string,
  headers: Record<string, string>,
  body: unknown,
): string {
  const text = JSON.stringify(body);
  const lines = Object.entries({
    host: new URL(url).host,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${text}`;
}
