import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Booted, boot, until } from '../testing/boot.ts';

let yard: Booted;
const inW = '/api/v1/workspaces/w';
const call = (method: string, path: string, body?: unknown) =>
  yard.call(method, path, body === undefined ? {} : { body });
const scheduling = { queues: [{ name: 'Big', nominal: { gpus: 4 }, cohort: 'all' }] };

beforeAll(async () => {
  yard = await boot();
  await call('POST', '/api/v1/workspaces', { name: 'w' });
  await call('POST', `${inW}/experiments`, { name: 'e' });
  const size = { vmSize: 'STANDARD_D1', scaleSettings: { manual: { targetNodeCount: 2 } } };
  await call('POST', `${inW}/clusters`, { name: 'c', ...size, scheduling, price: { perNodeHour: 1, currency: 'EUR' } });
});
afterAll(() => yard?.stop());

describe('what an operator does to a cluster', () => {
  test('its queues and settings are shown, and changed as a whole', async () => {
    expect((await call('GET', `${inW}/clusters/c`)).json).toMatchObject({
      price: { currency: 'EUR' },
      lowPriority: null,
    });
    const queues = await call('GET', `${inW}/clusters/c/queues`);
    expect(queues.json).toMatchObject({ next: null, items: [{ name: 'default' }, { name: 'Big', cohort: 'all' }] });
    const changed = await call('PATCH', `${inW}/clusters/c`, { price: null, scheduling: { ageing: 'PT1H' } });
    expect(changed.json).toMatchObject({ price: null, scheduling: { ageing: 'PT1H', queues: [] } });
    expect(await call('PATCH', `${inW}/clusters/c`, {})).toMatchObject({ status: 400 });
    expect(await call('PATCH', `${inW}/clusters/c`, { lowPriority: { notice: 'PT1S' } })).toMatchObject({
      status: 409,
      json: { error: { code: 'NotLowPriority' } },
    });
  });

  test('its scaling history begins with how it was made', async () => {
    const { items } = (await call('GET', `${inW}/clusters/c/scaling`)).json;
    expect(items.at(-1)).toMatchObject({
      ...{ number: 1, from: 0, to: 2, current: 0, why: { code: 'scaleManual' }, waited: [] },
    });
    expect((await call('GET', `${inW}/clusters/c/scaling?after=x`)).status).toBe(400);
  });

  test('nodes are kept for a workspace, listed and let go by name', async () => {
    const path = `${inW}/clusters/c/reservations`;
    const made = await call('POST', path, { name: 'Night', nodeCount: 2, workspace: 'w', to: '2100-01-01T00:00:00Z' });
    expect(made).toMatchObject({
      status: 200,
      json: { name: 'Night', cluster: 'c', workspace: 'w', nodeCount: 2, to: '2100-01-01T00:00:00Z' },
    });
    expect((await call('GET', path)).json.items).toEqual([made.json]);
    const more = await call('POST', path, { name: 'more', nodeCount: 1 });
    expect(more).toMatchObject({
      status: 409,
      json: { error: { code: 'ReservationTooLarge', params: { fitting: 0 } } },
    });
    const backwards = { name: 'x', nodeCount: 1, from: '2030-01-02T00:00:00Z', to: '2030-01-01T00:00:00Z' };
    expect((await call('POST', path, backwards)).json.error.details).toMatchObject([{ path: 'to' }]);
    expect((await call('DELETE', `${path}/nIGHT`)).status).toBe(204);
    expect(await call('DELETE', `${path}/night`)).toMatchObject({
      status: 404,
      json: { error: { code: 'ReservationNotFound' } },
    });
  });

  test('a node is labelled and cordoned, and shows both', async () => {
    let uid = '';
    await until('a node', async () => {
      uid = (await call('GET', `${inW}/clusters/c/nodes`)).json.items[0]?.uid ?? '';
      return uid !== '';
    });
    const node = `${inW}/clusters/c/nodes/${uid}`;
    const changed = await call('PATCH', node, { labels: { rack: 'a' }, schedulable: false });
    expect(changed.json).toMatchObject({ labels: { rack: 'a' }, schedulable: false, reclaimTime: null });
    expect((await call('PATCH', node, { labels: { '': 'a' } })).status).toBe(400);
    expect((await call('POST', `${node}/reclaim`)).json.error.code).toBe('NotLowPriority');
    expect((await call('POST', `${node}/setUp`)).json.error.code).toBe('NothingToSetUp');
    const drained = (await call('POST', `${node}/drain`, { deadlineSeconds: 60 })).json;
    const { since, deadline } = drained.drain;
    expect(Date.parse(deadline) - Date.parse(since)).toBe(60_000);
    const both = await call('POST', `${node}/drain`, { deadlineSeconds: 60, force: true });
    expect(both).toMatchObject({ status: 400, json: { error: { details: [{ code: 'EitherOr' }] } } });
    expect((await call('PATCH', node, { schedulable: true })).json).toMatchObject({ schedulable: true, drain: null });
  });
});

test('limits are set, listed with their use, and removed', async () => {
  const set = await call('PUT', '/api/v1/limits/workspace/W', { cores: 4, waiting: 0 });
  expect(set).toMatchObject({
    status: 200,
    json: { scope: 'workspace', name: 'w', limits: { cores: 4, waiting: 0 }, used: { cores: 0, waiting: 0 } },
  });
  await call('PUT', '/api/v1/limits/user/*', { jobs: 1 });
  const { items } = (await call('GET', '/api/v1/limits')).json;
  expect(
    items.map(({ scope, name, used }: { scope: string; name: string; used: unknown }) => [scope, name, used]),
  ).toEqual([
    ['workspace', 'w', set.json.used],
    ['user', '*', null],
  ]);
  const job = { name: 'j', cluster: { name: 'c' }, customToolkitSettings: { commandLine: 'true' } };
  const jobs = `${inW}/experiments/e/jobs`;
  const never = await call('POST', jobs, job);
  expect([never.status, never.headers.get('retry-after')]).toEqual([400, null]);
  await call('PUT', '/api/v1/limits/workspace/W', { waiting: 1 });
  expect((await call('POST', jobs, job)).status).toBe(201);
  const full = await call('POST', jobs, { ...job, name: 'k' });
  expect([full.status, full.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)]);
  expect((await call('PUT', '/api/v1/limits/user/ann', {})).status).toBe(400);
  expect((await call('PUT', '/api/v1/limits/team/ann', { jobs: 1 })).status).toBe(400);
  expect((await call('DELETE', '/api/v1/limits/workspace/w')).status).toBe(204);
  expect((await call('DELETE', '/api/v1/limits/workspace/w')).json.error.code).toBe('LimitNotFound');
});
