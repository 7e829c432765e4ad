import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OperationInput } from '@trainyard/contracts/api';
import { Fault } from '@trainyard/contracts/errors';
import type { Job } from '@trainyard/contracts/job';
import type { Workspace } from '@trainyard/contracts/workspace';
import { afterEach, describe, expect, expectTypeOf, test } from 'vitest';
import { type Client, createClient } from './client.ts';
import { ConnectionError, UnexpectedAnswerError } from './connection-error.ts';
import { everyItem } from './pages.ts';
import { type Handlers, TestServer } from './testing/test-server.ts';

const servers: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function serve(handlers: Handlers): Promise<{ server: TestServer; client: Client }> {
  const server = await new TestServer(handlers).start();
  servers.push(server);
  return { server, client: createClient({ url: `${server.url}/`, token: server.token, via: 'cli' }) };
}

const place = { workspace: 'quickstart', experiment: 'digits' };
const artifact = { params: { uid: '0190a0b0-0000-7000-8000-000000000000' } };

describe('types', () => {
  test('come from the table', () => {
    const client = createClient({ url: 'http://127.0.0.1:1' });
    expectTypeOf(client.call<'getWorkspace'>).returns.resolves.toEqualTypeOf<Workspace>();
    expectTypeOf(client.call<'submitJob'>).returns.resolves.toEqualTypeOf<Job>();
    expectTypeOf(client.call<'deleteJob'>).returns.resolves.toEqualTypeOf<undefined>();
    expectTypeOf(client.call<'getJob'>)
      .parameter(1)
      .toEqualTypeOf<OperationInput<'getJob'>>();
    // @ts-expect-error a job's address has three parts
    const incomplete: OperationInput<'getJob'> = { params: { workspace: 'w', name: 'n' } };
    // @ts-expect-error files come by bytes()
    const wrong = () => client.call('getArtifact', artifact);
    // @ts-expect-error and answers by call()
    const wrongToo = () => client.bytes('getSession');
    expect([incomplete, wrong, wrongToo]).toHaveLength(3);
  });
});

describe('call', () => {
  test('fills path, query and body, and says who asks', async () => {
    const { server, client } = await serve({
      listJobs: () => ({ items: [], next: null, seq: 0 }),
      submitJob: () => ({ uid: 'x' }),
    });
    await client.call('listJobs', { params: { workspace: 'sub:group.1:name' }, query: { limit: 5, state: 'a&b=c' } });
    const body = { name: 'a', cluster: { name: 'c' }, customToolkitSettings: { commandLine: 'true' } };
    expect(await client.call('submitJob', { params: place, body })).toEqual({ uid: 'x' });
    const [list, submit] = server.seen;
    expect(list).toMatchObject({ params: { workspace: 'sub:group.1:name' }, query: { limit: '5', state: 'a&b=c' } });
    expect(list?.headers).toMatchObject({ 'x-trainyard-via': 'cli', authorization: `Bearer ${server.token}` });
    expect(JSON.parse(String(submit?.body))).toEqual(body);
  });

  test('asks for further headers before each request', async () => {
    const { server } = await serve({ getSession: () => ({}) });
    let csrf = 'one';
    const headers = () => ({ 'x-trainyard-csrf': csrf });
    const client = createClient({ url: server.url, token: server.token, via: 'portal', headers });
    await client.call('getSession');
    csrf = 'two';
    await client.call('getSession');
    expect(server.seen.map((seen) => seen.headers['x-trainyard-csrf'])).toEqual(['one', 'two']);
    expect(server.seen[0]?.headers['x-trainyard-via']).toBe('portal');
  });

  test('refuses a parameter that would lead to another route, and sends nothing', async () => {
    const { server, client } = await serve({ deleteCluster: () => undefined, deleteWorkspace: () => undefined });
    const call = client.call('deleteCluster', { params: { workspace: 'w', name: '..' } });
    await expect(call).rejects.toMatchObject({ name: 'Fault', code: 'InvalidBody' });
    expect(server.seen).toEqual([]);
  });

  test('answers nothing where the table says none', async () => {
    const { client } = await serve({ deleteJob: () => undefined });
    expect(await client.call('deleteJob', { params: { ...place, name: 'j' } })).toBeUndefined();
  });

  test('gives the fault of the server, with its params', async () => {
    const { client } = await serve({
      getJob: () => {
        throw new Fault('JobNotFound', { name: 'gone' });
      },
    });
    const error = await client
      .call('getJob', { params: { ...place, name: 'gone' } })
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Fault);
    expect(error).toMatchObject({
      code: 'JobNotFound',
      status: 404,
      params: { name: 'gone' },
      message: 'job gone was not found',
    });
  });

  test('says which address does not answer and what to do', async () => {
    const { server, client } = await serve({});
    await servers.pop()?.stop();
    const error = await client.call('getSession').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as Error).message).toContain(`no answer from ${server.url}: nothing listens there`);
    expect((error as Error).cause).toBeInstanceOf(Error);
  });

  test('a stranger at the address is named as one', async () => {
    const stranger = createServer((_, response) =>
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad'),
    );
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    servers.push({ stop: () => new Promise((resolve) => stranger.close(() => resolve())) });
    const client = createClient({ url: `http://127.0.0.1:${(stranger.address() as AddressInfo).port}` });
    const error = await client.call('getSession').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UnexpectedAnswerError);
    expect(error).toMatchObject({ status: 502 });
  });

  test("the caller's abort stays the caller's", async () => {
    const { client } = await serve({ getSession: () => new Promise(() => {}) });
    const stop = new AbortController();
    const call = client.call('getSession', {}, { signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
  });
});

describe('bytes', () => {
  test('streams the whole or a range', async () => {
    const content = Buffer.from('0123456789');
    const { client } = await serve({ getArtifact: () => content });
    const whole = await client.bytes('getArtifact', artifact);
    expect([await textOf(whole.stream), whole.length, whole.range]).toEqual(['0123456789', 10, null]);
    const part = await client.bytes('getArtifact', artifact, { range: { from: 2, to: 5 } });
    expect([await textOf(part.stream), part.range]).toEqual(['234', { from: 2, to: 5, total: 10 }]);
    const rest = await client.bytes('getArtifact', artifact, { range: { from: 7 } });
    expect(await textOf(rest.stream)).toBe('789');
  });
});

describe('everyItem', () => {
  test('reads page after page, to the end or to as many as wanted', async () => {
    const names = Array.from({ length: 2500 }, (_, at) => `w${at}`);
    const { server, client } = await serve({
      listWorkspaces: ({ query }) => {
        const from = Number(query.after ?? 0);
        const to = from + Number(query.limit);
        return {
          items: names.slice(from, to).map((name) => ({ name })),
          next: to < names.length ? String(to) : null,
          seq: 1,
        };
      },
    });
    expect((await everyItem(client, 'listWorkspaces', {})).map(({ name }) => name)).toEqual(names);
    expect(server.seen).toHaveLength(3);
    expect(await everyItem(client, 'listWorkspaces', {}, 3)).toHaveLength(3);
    expect(server.seen.at(-1)?.query).toEqual({ limit: '3' });
  });

  test('a server that repeats itself is an error, not an endless loop', async () => {
    const { client } = await serve({ listWorkspaces: () => ({ items: [], next: 'again', seq: 1 }) });
    await expect(everyItem(client, 'listWorkspaces', {})).rejects.toThrow('repeats');
  });
});

async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  return new Response(stream).text();
}
