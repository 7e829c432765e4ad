import { TestServer } from '@trainyard/sdk/testing/test-server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pageOf, runHere } from '../testing/world.ts';

const uidOf = (at: number) => `0190a0b0-0000-7000-8000-${String(at).padStart(12, '0')}`;
const tokenNamed = (name: string, more: object = {}) => ({
  uid: uidOf(1),
  name,
  role: 'reader',
  workspace: null,
  creationTime: '2018-06-01T00:00:00Z',
  expiryTime: null,
  revoked: false,
  ...more,
});
let server: TestServer;
beforeEach(async () => {
  server = await new TestServer({
    createToken: ({ body }) => ({ ...tokenNamed(JSON.parse(String(body)).name), secret: 'open-sesame' }),
    listTokens: () =>
      pageOf([
        tokenNamed('ci', { uid: uidOf(2) }),
        tokenNamed('ci', { uid: uidOf(3), revoked: true }),
        tokenNamed('two', { uid: uidOf(4) }),
        tokenNamed('two', { uid: uidOf(5), expiryTime: '2018-06-02T00:00:00Z' }),
      ]),
    revokeToken: () => undefined,
  }).start();
});
afterEach(() => server.stop());

test('create prints the secret once; as tsv nothing else', async () => {
  const args = ['token', 'create', 'ci', '--role', 'administrator', '--expires-in-days', '30'];
  const bare = await runHere(server, [...args, '-o', 'tsv']);
  expect(bare).toMatchObject({ code: 0, stderr: 'the secret is not shown again: keep it now\n' });
  expect(String(bare.stdout)).toBe('open-sesame\n');
  expect(JSON.parse(String(server.seen.at(-1)?.body))).toEqual({
    name: 'ci',
    role: 'administrator',
    expiresInDays: 30,
  });
  for (const format of ['json', 'table']) {
    const { stdout } = await runHere(server, ['token', 'create', 'ci', '-o', format]);
    expect(String(stdout).match(/open-sesame/g)).toHaveLength(1);
  }
});

test('a scope is one workspace, by --scope or -w', async () => {
  await runHere(server, ['token', 'create', 'ci', '--scope', 'lab']);
  expect(JSON.parse(String(server.seen.at(-1)?.body))).toEqual({ name: 'ci', role: 'reader', workspace: 'lab' });
  await runHere(server, ['token', 'create', 'ci', '-w', 'lab']);
  expect(JSON.parse(String(server.seen.at(-1)?.body))).toMatchObject({ workspace: 'lab' });
  expect((await runHere(server, ['token', 'create', 'ci', '-w', 'lab', '--scope', 'other'])).code).toBe(2);
});

test('list shows those that are not revoked, and what became of each', async () => {
  const rows = async (...more: string[]) =>
    String((await runHere(server, ['token', 'list', '-o', 'tsv', ...more])).stdout)
      .trimEnd()
      .split('\n');
  expect(await rows()).toHaveLength(3);
  expect((await rows('--all')).map((row) => row.split('\t')[3])).toEqual(['valid', 'revoked', 'valid', 'expired']);
});

test('revoke takes a name that only one has, or a uid, and asks', async () => {
  expect((await runHere(server, ['token', 'revoke', 'ci'])).code).toBe(2);
  expect((await runHere(server, ['token', 'revoke', 'ci', '-y'])).code).toBe(0);
  expect(server.seen.at(-1)).toMatchObject({ name: 'revokeToken', params: { uid: uidOf(2) } });
  const unclear = await runHere(server, ['token', 'revoke', 'two', '-y']);
  expect(unclear).toMatchObject({ code: 2, stderr: expect.stringContaining(uidOf(5)) });
  expect((await runHere(server, ['token', 'revoke', uidOf(5), '-y'])).code).toBe(0);
  expect((await runHere(server, ['token', 'revoke', 'none', '-y'])).code).toBe(3);
});
