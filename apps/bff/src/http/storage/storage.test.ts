import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Booted, boot } from '../../testing/boot.ts';

let yard: Booted;
const key = Buffer.from('a key that is never shown to anybody').toString('base64');
const outside = mkdtempSync(join(tmpdir(), 'trainyard-storage-'));
const tokens: Record<string, string> = {};
beforeAll(async () => {
  yard = await boot();
  for (const name of ['own', 'other']) await yard.call('POST', '/api/v1/workspaces', { body: { name } });
  for (const workspace of ['own', 'other']) {
    const body = { name: workspace, role: 'reader', workspace };
    tokens[workspace] = (await yard.call('POST', '/api/v1/tokens', { body })).json.secret;
  }
});
afterAll(async () => {
  await yard?.stop();
  rmSync(outside, { recursive: true, force: true });
});

const create = (body: object) => yard.call('POST', '/api/v1/storage-accounts', { body });
const local = (name: string, directory?: string) => create({ name, backing: { kind: 'local', directory } });
const names = ({ json }: { json: { items: { name: string }[] } }) => json.items.map(({ name }) => name);

test('an account is made, shown without its key, changed and forgotten', async () => {
  const azure = { kind: 'azure', blobEndpoint: 'http://127.0.0.1:10000/devstoreaccount1' };
  const made = await create({ name: 'Fixtures', backing: azure, credentials: { accountKey: key } });
  expect(made).toMatchObject({
    status: 201,
    json: { name: 'Fixtures', credentials: ['accountKey'], workspaces: null, can: { administer: true } },
  });
  const changed = await yard.call('PUT', '/api/v1/storage-accounts/fixtures', {
    body: { backing: { ...azure, fileHost: 'files:4450' }, workspaces: ['own'] },
  });
  expect(changed.json).toMatchObject({ backing: { fileHost: 'files:4450' }, workspaces: ['own'], revision: 2 });
  const events = await yard.call('GET', '/api/v1/events?limit=1000');
  for (const { text } of [made, changed, events]) expect(text).not.toContain(key);
  expect((await yard.call('DELETE', '/api/v1/storage-accounts/FIXTURES')).status).toBe(204);
  expect((await yard.call('GET', '/api/v1/storage-accounts/fixtures')).json.error.code).toBe('StorageAccountNotFound');
});

test('who is limited to a workspace sees the accounts that are open to it, and no name of another', async () => {
  await create({ name: 'open', backing: { kind: 'local' } });
  await create({ name: 'ours', backing: { kind: 'local' }, workspaces: ['own', 'other'] });
  await create({ name: 'theirs', backing: { kind: 'local' }, workspaces: ['other'] });
  const list = (token?: string) =>
    yard.call('GET', '/api/v1/storage-accounts?limit=2', token === undefined ? {} : { token });
  expect(names(await list(tokens.own))).toEqual(['open', 'ours']);
  const first = await list();
  expect(names(first)).toEqual(['open', 'ours']);
  expect(names(await yard.call('GET', `/api/v1/storage-accounts?after=${first.json.next}`))).toEqual(['theirs']);
  const get = (name: string, token = tokens.own) =>
    yard.call('GET', `/api/v1/storage-accounts/${name}`, { token: token ?? '' });
  expect((await get('ours')).json).toMatchObject({ workspaces: ['own'], can: { administer: false } });
  expect((await get('theirs')).status).toBe(404);
  expect((await get('theirs', tokens.other)).status).toBe(200);
});

test('a directory must be there, and not be the server’s own', async () => {
  const place = join(outside, 'place');
  mkdirSync(place);
  symlinkSync(place, join(outside, 'link'));
  expect((await local('a', join(outside, 'link'))).json.backing).toEqual({
    kind: 'local',
    directory: realpathSync(place),
  });
  symlinkSync(yard.home, join(outside, 'sly'));
  const below = join(yard.home, 'storage', 'mine');
  mkdirSync(below, { recursive: true });
  const code = async (directory: string) => (await local('b', directory)).json.error?.details?.[0]?.code;
  expect(await code(join(outside, 'none'))).toBe('NoDirectory');
  for (const wrong of [
    yard.home,
    join(outside, 'sly'),
    join(yard.home, 'nodes', '..'),
    join(yard.home, 'storage'),
    dirname(yard.home),
    '/',
  ])
    expect(`${wrong} ${await code(wrong)}`).toBe(`${wrong} DirectoryOfServer`);
  expect((await local('b', below)).status).toBe(201);
});

test('the account of a workspace is made once', async () => {
  const ask = () => yard.call('POST', '/api/v1/workspaces/own/auto-storage');
  const [one, two] = [await ask(), await ask()];
  expect(one.json).toMatchObject({
    share: 'batchaishare',
    container: 'batchaicontainer',
    account: { workspaces: ['own'] },
  });
  expect(two.json.account.uid).toBe(one.json.account.uid);
});
