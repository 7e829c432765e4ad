import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ArmYard, armYard } from '../../testing/arm.ts';
import { type Booted, boot, temporaryHome, until } from '../../testing/boot.ts';

let yard: Booted;
let arm: ArmYard;
const home = temporaryHome();
beforeAll(async () => {
  yard = await boot({ home });
  arm = armYard(yard);
});
afterAll(async () => {
  await yard?.stop();
  rmSync(home, { recursive: true, force: true });
});

const sub = '/subscriptions/s1';
const workspace = (group: string, name: string) =>
  `${sub}/resourceGroups/${group}/providers/Microsoft.BatchAI/workspaces/${name}`;
const code = ({ status, json }: { status: number; json: { error: { code: string } } }) =>
  `${status} ${json.error.code}`;

describe('every answer', () => {
  test('has the headers of the service', async () => {
    const correlation = '0B5B4C7A-2F1D-4A43-9C8E-0123456789AB';
    const { headers } = await arm.get(`${sub}/providers/Microsoft.BatchAI/workspaces`, {
      headers: {
        'x-ms-correlation-request-id': correlation,
        'x-ms-client-request-id': 'mine-1',
        'x-ms-return-client-request-id': 'true',
      },
    });
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-cache',
      pragma: 'no-cache',
      expires: '-1',
      'content-type': 'application/json; charset=utf-8',
      'request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-ms-request-id': headers.get('request-id'),
      'x-ms-correlation-request-id': correlation,
      'x-ms-client-request-id': 'mine-1',
    });
    expect([...headers.keys()].filter((name) => name.includes('ratelimit'))).toEqual([]);
    const plain = await arm.get(workspace('g', 'none'), { headers: { 'x-ms-correlation-request-id': 'no guid' } });
    expect(plain.headers.get('x-ms-correlation-request-id')).toBe(plain.headers.get('request-id'));
    expect(plain.headers.get('x-ms-client-request-id')).toBeNull();
  });

  test.each([
    ['', 'MissingApiVersionParameter', 'The api-version query parameter (?api-version=) is required for all requests.'],
    [
      '?api-version=2018-05-02',
      'InvalidApiVersionParameter',
      "The api-version '2018-05-02' is invalid. The supported versions are '2018-05-01'.",
    ],
    ['?api-version=a&api-version=b', 'InvalidApiVersionParameter', expect.any(String)],
  ])('is for a version: %j is not', async (query, wanted, message) => {
    const { status, json } = await yard.call('GET', `${workspace('g', 'w')}${query}`);
    expect([status, json]).toEqual([400, { error: { code: wanted, message } }]);
  });

  test('is 405 with what is allowed for another method, 404 for another address, and HEAD has no body', async () => {
    await arm.put(workspace('g', 'w'), { location: 'x' });
    const wrong = await arm.post(workspace('g', 'w'));
    expect([code(wrong), wrong.headers.get('allow')]).toEqual([
      '405 MethodNotAllowed',
      'DELETE, GET, HEAD, PATCH, PUT',
    ]);
    expect(code(await arm.put(`${sub}/providers/Microsoft.BatchAI/workspaces`, {}))).toBe('405 MethodNotAllowed');
    expect(code(await arm.get(`${workspace('g', 'w')}/nothing`))).toBe('404 ResourceNotFound');
    expect(code(await arm.get('/providers/Microsoft.Else/operations'))).toBe('404 ResourceNotFound');
    const head = await arm.call('HEAD', workspace('g', 'w'));
    expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', expect.any(String)]);
  });
});

describe('the provider', () => {
  test('lists its operations', async () => {
    const { json } = await arm.get('/providers/microsoft.batchai/operations');
    expect(json.value.map(({ name }: { name: string }) => name)).toContain(
      'Microsoft.BatchAI/workspaces/experiments/jobs/listoutputfiles/action',
    );
    expect(json.value).toHaveLength(26);
    expect(json.value[0].display).toMatchObject({ provider: 'Microsoft Batch AI' });
  });

  test.each(['Microsoft.BatchAI', 'Microsoft.Batch'])('%s is registered, whatever the version', async (namespace) => {
    const at = `${sub}/providers/${namespace}`;
    for (const version of ['2016-02-01', '2021-04-01', '2022-09-01-preview']) {
      const seen = await arm.get(`${at}?api-version=${version}`);
      expect([seen.status, seen.json.namespace, seen.json.registrationState]).toEqual([200, namespace, 'Registered']);
      for (const verb of ['register', 'unregister']) {
        const { status, json } = await arm.post(`${at}/${verb}?api-version=${version}`);
        expect([status, json]).toEqual([200, seen.json]);
      }
    }
    expect(code(await arm.get(`${at}?api-version=soon`))).toBe('400 InvalidApiVersionParameter');
  });
});

describe('subscriptions', () => {
  test('are all there, and those with workspaces are listed', async () => {
    await arm.put(workspace('g', 'w'), { location: 'North Europe' });
    const ids = (await arm.pages('/subscriptions')).map(
      (one) => (one as unknown as { subscriptionId: string }).subscriptionId,
    );
    expect(ids).toEqual(['local', 's1']);
    expect((await arm.get('/subscriptions/any')).json).toMatchObject({ id: '/subscriptions/any', state: 'Enabled' });
    expect(code(await arm.get('/subscriptions/no%20name'))).toBe('400 InvalidParameter');
    const { value } = (await arm.get(`${sub}/locations?api-version=2016-06-01`)).json;
    expect(value.map(({ name }: { name: string }) => name)).toContain('local');
  });
});

describe('resource groups', () => {
  const groups = `${sub}/resourceGroups`;

  test('are implied by their workspaces', async () => {
    await arm.put(workspace('Filled', 'w'), { location: 'westus' });
    const filled = {
      id: `${groups}/Filled`,
      name: 'Filled',
      type: 'Microsoft.Resources/resourceGroups',
      location: 'westus',
      properties: { provisioningState: 'Succeeded' },
    };
    expect((await arm.get(`${groups}/FILLED?api-version=2021-04-01`)).json).toEqual(filled);
    expect((await arm.pages(`${sub}/resourcegroups?maxresults=1`)).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Filled', 'g']),
    );
    expect((await arm.call('HEAD', `${groups}/anything`)).status).toBe(204);
    const put = await arm.put(`${groups}/fresh`, { location: 'eastus', tags: { a: 'b' } });
    expect([put.status, put.json.name]).toEqual([200, 'fresh']);
    expect(put.headers.get('warning')).toMatch(/location: not kept.*tags: not kept/);
    expect((await arm.get(`${groups}/fresh`)).json).toEqual(put.json);
    expect(code(await arm.put(`${groups}/no%20name`, { location: 'x' }))).toBe('400 InvalidParameter');
    expect(code(await arm.patch(`${groups}/fresh`, { tags: {} }))).toBe('405 MethodNotAllowed');
  });

  test('are deleted with what is in them, which is polled over a restart of the server', async () => {
    for (const name of ['a', 'b']) await arm.put(workspace('doomed', name), { location: 'x' });
    await arm.put(workspace('spared', 'a'), { location: 'x' });
    const answer = await arm.delete(`${groups}/Doomed?api-version=2019-10-01`);
    expect(answer.status).toBe(202);
    const location = new URL(answer.headers.get('location') ?? '');
    expect([location.origin, location.searchParams.get('api-version')]).toEqual([yard.url, '2019-10-01']);
    await yard.stop();
    yard = await boot({ home });
    arm = armYard(yard);
    await until('the end', async () => (await arm.get(`${location.pathname}${location.search}`)).status === 200);
    expect((await arm.get(workspace('doomed', 'a'))).status).toBe(404);
    expect((await arm.get(workspace('spared', 'a'))).status).toBe(200);
    // What is made anew there is not waited for.
    await arm.put(workspace('doomed', 'a'), { location: 'x' });
    expect((await arm.get(`${location.pathname}${location.search}`)).status).toBe(200);
    expect((await arm.delete(`${groups}/empty`)).status).toBe(200);
    expect(code(await arm.get(`${sub}/operationresults/xyz`))).toBe('404 OperationNotFound');
  });
});

describe('long-running operations', () => {
  test('are told from the event log after a restart, and only to who asks by their subscription', async () => {
    await arm.put(workspace('lro', 'w'), { location: 'x' });
    const polled = (await arm.delete(workspace('lro', 'w'))).headers.get('azure-asyncoperation') ?? '';
    const at = new URL(polled).pathname;
    await until('the end', async () => (await arm.get(at)).json.status === 'Succeeded');
    const before = (await arm.get(at)).json;
    await yard.stop();
    yard = await boot({ home });
    arm = armYard(yard);
    const { json } = await arm.get(at);
    expect({ ...json, id: '' }).toEqual({ ...before, id: '' });
    for (const wrong of [at.replace('/s1/', '/s2/'), at.replace(/.$/, 'x'), at.replace(/d(...-[^/]*)$/, 'e$1')]) {
      expect(code(await arm.get(wrong))).toBe('404 OperationNotFound');
    }
  });
});
