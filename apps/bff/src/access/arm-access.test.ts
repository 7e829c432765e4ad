import { globSync, readFileSync } from 'node:fs';
import { formatOperationId } from '@trainyard/contracts/batch-ai/operation-id';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ArmOperation } from '../http/arm/arm-operation.ts';
import { armOperations } from '../http/arm/operations.ts';
import { type ArmYard, armYard } from '../testing/arm.ts';
import { type Booted, boot, until } from '../testing/boot.ts';
import { servedRoutes } from '../testing/served-routes.ts';

let yard: Booted;
let arm: ArmYard;
const tokens: Record<string, string> = {};
/** What stands for the parameters of every address: things that are there, in the workspace `own`. */
const params: Record<string, string> = {
  subscription: 'local',
  resourceGroup: 'default',
  workspace: 'own',
  experiment: 'e',
  job: 'j',
  cluster: 'c',
  fileServer: 'f',
  location: 'local',
};
/** Queries that an operation does not go without. */
const queries: Record<string, string> = { Jobs_ListOutputFiles: 'outputdirectoryid=stdouterr' };

beforeAll(async () => {
  yard = await boot();
  arm = armYard(yard);
  const post = async (path: string, body: object) => (await yard.call('POST', `/api/v1${path}`, { body })).json;
  for (const name of ['own', 'other']) await post('/workspaces', { name });
  await post('/workspaces/own/experiments', { name: 'e' });
  const size = { vmSize: 'STANDARD_D1', scaleSettings: { manual: { targetNodeCount: 1 } } };
  const { uid } = await post('/workspaces/own/clusters', { name: 'c', ...size });
  params.operation = formatOperationId(uid, 'create');
  await post('/workspaces/own/file-servers', {
    name: 'f',
    vmSize: 'STANDARD_D1',
    sshConfiguration: { userAccountSettings: { adminUserName: 'ada' } },
    dataDisks: { diskSizeInGB: 1, diskCount: 1, storageAccountType: 'Standard_LRS' },
  });
  const job = { name: 'j', cluster: { name: 'c' }, customToolkitSettings: { commandLine: 'sleep 600' } };
  await post('/workspaces/own/experiments/e/jobs', job);
  const reader = async (name: string, more = {}) => (await post('/tokens', { name, role: 'reader', ...more })).secret;
  tokens.reader = await reader('reader');
  tokens.insider = await reader('insider', { workspace: 'own' });
  tokens.outsider = await reader('outsider', { workspace: 'other' });
});
afterAll(() => yard?.stop());

const addressOf = ({ path, name }: ArmOperation, more: Record<string, string> = {}): string => {
  const all = { ...params, ...more };
  const address = path.replace(/:(\w+)/g, (_, key: string) => all[key] ?? 'none');
  return queries[name] ? `${address}?${queries[name]}` : address;
};
/** POST lists what is there, too. */
const reads = ({ method, name }: ArmOperation): boolean =>
  method === 'get' || method === 'head' || (method === 'post' && name.includes('_List'));

describe('the wire dialect', () => {
  test('serves what its list says and nothing else, in the one way that the other tests walk', () => {
    const served = servedRoutes(yard.server.inside.app);
    const listed = armOperations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    const there = served.filter((route) => /^\w+ \/(subscriptions|providers)\b/.test(route));
    const plain = (routes: string[]) => [...new Set(routes.map((route) => route.replace(/\/$/, '')))].sort();
    expect(plain(there.filter((route) => !route.startsWith('OPTIONS ')))).toEqual(plain(listed));
  });

  test.each(armOperations.map((one) => [`${one.name} ${one.method} ${one.path}`, one] as const))(
    '%s',
    async (_, one) => {
      // The token of a deleted group's poll is its own.
      const token = Buffer.from(JSON.stringify({ group: 'default', at: 0 })).toString('base64url');
      const at = addressOf(one, one.name === 'ResourceGroups_DeletionStatus' ? { operation: token } : {});
      const ask = async (token: string | null | undefined, address = at) =>
        (await arm.call(one.method.toUpperCase(), address, { token: token ?? null })).status;
      for (const token of [null, 'a'.repeat(43)]) expect(await ask(token)).toBe(401);
      if (reads(one)) {
        for (const who of ['reader', 'insider'] as const)
          expect(`${who} ${await ask(tokens[who])}`).toMatch(/ 20[024]$/);
        const isOwn = one.path.includes(':workspace') || one.path.includes('/locations/:location/operation');
        expect(await ask(tokens.outsider)).toBe(isOwn ? 404 : one.method === 'head' ? 204 : 200);
        return;
      }
      for (const who of ['reader', 'insider'] as const) expect(`${who} ${await ask(tokens[who])}`).toBe(`${who} 403`);
      // Making a workspace is about the installation, whatever its name: refused before anything is looked for.
      const isOwn = one.path.includes(':workspace') && one.name !== 'Workspaces_Create';
      expect(await ask(tokens.outsider)).toBe(isOwn ? 404 : 403);
      if (!isOwn) return;
      // What is out of sight answers as what is not there.
      const absent = addressOf(one, { workspace: 'nothing' });
      expect(await ask(tokens.outsider, absent)).toBe(404);
      expect(await ask(tokens.insider, absent)).toBe(404);
    },
  );

  test('lists are cut to the scope', async () => {
    const names = async (path: string, token = tokens.outsider) =>
      (await arm.get(path, { token: token ?? '' })).json.value.map(({ name }: { name: string }) => name);
    expect(await names('/subscriptions/local/providers/Microsoft.BatchAI/workspaces')).toEqual(['other']);
    const own = '/subscriptions/local/resourceGroups/default/providers/Microsoft.BatchAI/workspaces';
    expect(await names(own)).toEqual(['other']);
    await arm.put(`${own.replace('/default/', '/hidden/')}/w`, { location: 'secret-place' });
    await arm.put(`${own.replace('/local/', '/hidden/')}/w`, { location: 'secret-place' });
    expect(await names('/subscriptions/local/resourceGroups')).toEqual(['default']);
    expect(await names('/subscriptions/local/locations')).toEqual(['local']);
    const seen = await arm.get('/subscriptions', { token: tokens.outsider ?? '' });
    expect(seen.json.value).toMatchObject([{ subscriptionId: 'local' }]);
    const group = await arm.get('/subscriptions/local/resourceGroups/hidden', { token: tokens.outsider ?? '' });
    expect(group.json.location).toBe('local');
    const use = await arm.get('/subscriptions/local/providers/Microsoft.BatchAI/locations/local/usages', {
      token: tokens.outsider ?? '',
    });
    expect(use.json.value[0].currentValue).toBe(0);
  });

  test('is nothing for the token of an agent', async () => {
    const found = () => globSync(`${yard.home}/nodes/**/join-token`)[0];
    await until('an agent', () => found() && readFileSync(found() ?? '', 'utf8') !== '');
    const token = readFileSync(found() ?? '', 'utf8');
    expect((await arm.get('/subscriptions', { token })).status).toBe(401);
  });

  test('asks of a cookie what the other routes ask', async () => {
    const signedIn = await yard.call('POST', '/api/v1/session', { token: null, body: { token: tokens.insider } });
    const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] as string;
    const at = '/subscriptions/local/resourceGroups/default/providers/Microsoft.BatchAI/workspaces/own';
    expect((await arm.get(at, { token: null, headers: { cookie } })).status).toBe(200);
    const refused = await arm.delete(at, { token: null, headers: { cookie } });
    expect([refused.status, refused.json.error.code]).toEqual([403, 'ForeignOrigin']);
  });
});
