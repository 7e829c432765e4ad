/**
 * What the client needs of `fetch`, on Node's own HTTP: loading the global one takes longer than all else that a short
 * command does. Files go by the global one, which streams.
 */
import type { IncomingMessage, RequestOptions } from 'node:http';

/** A `fetch` for requests whose body is text or nothing and that are answered by text; all others go to the global one. */
export const quickFetch: typeof fetch = (address, init = {}) => {
  const { body, headers } = init;
  const asksForJson = (headers as Record<string, string> | undefined)?.accept === 'application/json';
  if (!asksForJson || (body !== undefined && body !== null && typeof body !== 'string')) return fetch(address, init);
  return exchange(new URL(String(address)), init, body ?? undefined);
};

async function exchange(url: URL, { method, headers, signal }: RequestInit, body?: string): Promise<Response> {
  // An import statement would read every export of the module, and one of them loads the global fetch.
  const { request } =
    url.protocol === 'https:' ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http');
  const options = { method, headers, ...(signal && { signal }) } as RequestOptions;
  const failure = (error: unknown) => (signal?.aborted ? signal.reason : error);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = request(url, options, resolve);
    asked.on('error', (error) => reject(failure(error)));
    asked.end(body);
  });
  const status = answer.statusCode ?? 0;
  return {
    ok: status >= 200 && status < 300,
    status,
    url: url.href,
    headers: { get: (name: string) => String(answer.headers[name.toLowerCase()] ?? '') || null },
    async text() {
      const chunks: Buffer[] = [];
      try {
        for await (const chunk of answer) chunks.push(chunk as Buffer);
      } catch (error) {
        throw failure(error);
      }
      return Buffer.concat(chunks).toString('utf8');
    },
  } as Response;
}

/** The same; with `--verbose` and `--debug` each request is told. */
export function tracedFetch(
  { verbose, debug }: { verbose?: boolean; debug?: boolean },
  note: (text: string) => void,
): typeof fetch {
  if (!verbose && !debug) return quickFetch;
  return async (address, init) => {
    const began = performance.now();
    const tell = (what: string) =>
      note(`${init?.method ?? 'GET'} ${String(address)}: ${what}, ${Math.round(performance.now() - began)} ms`);
    try {
      const answer = await quickFetch(address, init);
      tell(`${answer.status}, request ${answer.headers.get('x-request-id') ?? 'unnamed'}`);
      return answer;
    } catch (error) {
      tell('no answer');
      throw error;
    }
  };
}
