import { Fault } from '@trainyard/contracts/errors';
import { afterEach, describe, expect, test } from 'vitest';
import { createClient } from './client.ts';
import { ConnectionError } from './connection-error.ts';
import { eachItem } from './pages.ts';
import { withRetries } from './retries.ts';
import { type Handlers, TestServer } from './testing/test-server.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const place = { workspace: 'w', experiment: 'e', name: 'j' };

async function serve(handlers: Handlers) {
  const server = await new TestServer(handlers).start();
  closing.push(() => server.stop());
  const plain = createClient({ url: server.url, token: server.token });
  return { server, client: withRetries(plain, { firstDelay: 1 }) };
}

/** Cuts the wire the first times that it is asked. */
function cutting(times: number, answer: unknown): () => unknown {
  let left = times;
  return () => {
    if (left-- <= 0) return answer;
    server?.cutAll();
    return new Promise(() => {});
  };
}
let server: TestServer | undefined;

describe('a request that is safe to repeat', () => {
  test('is sent again after a cut and a 503, until it is answered', async () => {
    let refusals = 2;
    const answer = cutting(2, { name: 'j' });
    const made = await serve({
      getJob: () => {
        if (refusals-- > 0) throw new Fault('Starting');
        return answer();
      },
    });
    server = made.server;
    expect(await made.client.call('getJob', { params: place })).toMatchObject({ name: 'j' });
    expect(made.server.seen).toHaveLength(5);
  });

  test('is given up in the end, and at once by a signal', async () => {
    const made = await serve({ getJob: cutting(1_000, {}) });
    server = made.server;
    await expect(made.client.call('getJob', { params: place })).rejects.toBeInstanceOf(ConnectionError);
    expect(made.server.seen).toHaveLength(6);
    const slow = withRetries(createClient({ url: made.server.url, token: made.server.token }), { firstDelay: 60_000 });
    const stop = new AbortController();
    const asked = slow.call('getJob', { params: place }, { signal: stop.signal });
    const later = setInterval(() => made.server.seen.length > 6 && stop.abort(new Error('enough')), 5);
    await expect(asked).rejects.toThrow('enough');
    clearInterval(later);
  });

  test('is one with an idempotency key, and not one that may have been obeyed', async () => {
    const made = await serve({ submitJob: cutting(1, {}), terminateJob: cutting(1, {}) });
    server = made.server;
    const { workspace, experiment } = place;
    const submit = made.client.call('submitJob', { params: { workspace, experiment }, body: { name: 'j' } as never });
    await expect(submit).rejects.toBeInstanceOf(ConnectionError);
    await expect(made.client.call('terminateJob', { params: place })).rejects.toBeInstanceOf(ConnectionError);
    expect(made.server.seen.map(({ name }) => name)).toEqual(['submitJob', 'terminateJob']);
  });

  test('that is refused is not sent again', async () => {
    const made = await serve({
      getJob: () => {
        throw new Fault('JobNotFound', { name: 'j' });
      },
    });
    await expect(made.client.call('getJob', { params: place })).rejects.toMatchObject({ code: 'JobNotFound' });
    expect(made.server.seen).toHaveLength(1);
  });
});

test('items of a list are asked for page by page as they are read', async () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const made = await serve({
    listJobs: ({ query }) => {
      const from = Number(query.after ?? 0);
      const to = from + 2;
      return { items: names.slice(from, to).map((name) => ({ name })), next: to < names.length ? String(to) : null };
    },
  });
  const read: string[] = [];
  const asked: number[] = [];
  for await (const { name } of eachItem(made.client, 'listJobs', { params: { workspace: 'w' } })) {
    read.push(name);
    asked.push(made.server.seen.length);
  }
  expect([read, asked]).toEqual([names, [1, 1, 2, 2, 3]]);
});
