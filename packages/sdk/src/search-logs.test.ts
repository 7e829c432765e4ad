import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClient } from './client.ts';
import { ConnectionError } from './connection-error.ts';
import { searchLogs } from './search-logs.ts';
import { type Handlers, TestServer } from './testing/test-server.ts';

const stream = '01980000-0000-7000-8000-00000000000a/0/1/0/run/0/stdout';
const end = { kind: 'end', matches: 2, given: 2, through: { [stream]: 9 } };
const matches = { kind: 'matches', stream, lines: [1, 5] };
let server: TestServer;

beforeEach(async () => {
  server = await new TestServer({} as Handlers).start();
});
afterEach(() => server.stop());

async function found(items: object[]) {
  server.handlers.searchLogs = () => Buffer.from(items.map((item) => `${JSON.stringify(item)}\n`).join(''));
  const given: object[] = [];
  const client = createClient({ url: server.url, token: server.token });
  for await (const item of searchLogs(client, { streams: [stream], pattern: 'é' })) given.push(item);
  return given;
}

test('a search gives its items as they come, with the question as its body', async () => {
  expect(await found([matches, end])).toEqual([matches, end]);
  expect(JSON.parse(String(server.seen[0]?.body))).toEqual({ streams: [stream], pattern: 'é' });
});

test('one that could not go on throws what stopped it, after what was found', async () => {
  const failed = { kind: 'failed', code: 'SearchTimedOut', message: 'too long' };
  await expect(found([matches, failed])).rejects.toMatchObject({ code: 'SearchTimedOut', message: 'too long' });
});

test('an answer that is cut short is no end', async () => {
  await expect(found([matches])).rejects.toBeInstanceOf(ConnectionError);
});
