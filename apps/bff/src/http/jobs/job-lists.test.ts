import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Booted, boot } from '../../testing/boot.ts';

let yard: Booted;
const jobs = '/api/v1/workspaces/w/jobs';
const common = { cluster: { name: 'c' }, customToolkitSettings: { commandLine: 'true' } };

beforeAll(async () => {
  yard = await boot();
  await yard.call('POST', '/api/v1/workspaces', { body: { name: 'w' } });
  await yard.call('POST', '/api/v1/workspaces/w/experiments', { body: { name: 'e' } });
  const cluster = { name: 'c', vmSize: 'STANDARD_NC6', scaleSettings: { manual: { targetNodeCount: 0 } } };
  await yard.call('POST', '/api/v1/workspaces/w/clusters', { body: cluster });
  const many = Array.from({ length: 30 }, (_, at) => ({
    name: `job-${at}`,
    tags: { team: at % 2 === 0 ? 'red' : 'blue' },
    schedulingPriority: at % 3 === 0 ? 'high' : 'normal',
  }));
  await yard.call('POST', '/api/v1/workspaces/w/experiments/e/jobs/bulk', { body: { common, jobs: many } });
}, 60_000);
afterAll(() => yard?.stop());

const list = async (query: string) => {
  const { status, json } = await yard.call('GET', `${jobs}?${query}`);
  return { status, json, names: (json.items ?? []).map(({ name }: { name: string }) => name) as string[] };
};
const many = (verb: string, body: object) => yard.call('POST', `${jobs}/${verb}`, { body });

describe('a list of jobs', () => {
  test('is sorted, narrowed, entered at a place, and gone through page by page', async () => {
    expect((await list('limit=2')).names).toEqual(['job-29', 'job-28']);
    expect((await list('sort=submitted&limit=2')).names).toEqual(['job-0', 'job-1']);
    expect((await list('sort=name&offset=28')).names).toEqual(['job-8', 'job-9']);
    expect((await list('tag=team%3Dred&text=JOB-2&sort=name')).names).toEqual([
      'job-2',
      'job-20',
      'job-22',
      'job-24',
      'job-26',
      'job-28',
    ]);
    expect((await list('tag=team%3Dbl*')).names).toHaveLength(15);
    expect((await list('priority=high&limit=1000')).names).toHaveLength(10);
    expect((await list('since=PT1H')).names).toHaveLength(30);
    expect((await list('until=PT1H')).names).toEqual([]);
    const first = await list('sort=-priority&limit=4');
    const next = await list(`sort=-priority&limit=26&after=${encodeURIComponent(first.json.next)}`);
    expect(new Set([...first.names, ...next.names]).size).toBe(30);
    expect(next.json.next).toBeNull();
  });

  test('refuses what it cannot be asked, and says what is allowed', async () => {
    for (const [query, path, says] of [
      ['sort=colour', 'sort', 'submitted, group'],
      ['state=lost', 'state', 'states are queued'],
      ['priority=urgent', 'priority', 'low, normal, high'],
      ['since=yesterday', 'since', 'P1D'],
      ['after=x', 'after', 'next'],
      ['after=1&offset=2', 'offset', 'not both'],
    ]) {
      const { status, json } = await list(query ?? '');
      expect([query, status, json.error.details[0].path]).toEqual([query, 400, path]);
      expect(json.error.details[0].message).toContain(says);
    }
    expect((await list('offset=-1')).status).toBe(400);
    expect((await list('colour=red')).status).toBe(400);
  });

  test('is counted by state', async () => {
    const { json } = await yard.call('GET', `${jobs}/counts?priority=high`);
    expect(json).toMatchObject({ sum: 10, states: { queued: 10 }, all: 30 });
  });
});

describe('many jobs at once', () => {
  test('are held, told what they were, and given back', async () => {
    const { json } = await many('update', {
      filter: { priority: 'high' },
      change: { held: true, schedulingPriority: 'low' },
    });
    expect(json.done).toHaveLength(10);
    expect(json.done[0].before).toEqual({ held: false, schedulingPriority: 'high' });
    expect((await list('priority=low')).names).toHaveLength(10);
    const uids = json.done.map(({ uid }: { uid: string }) => uid);
    const again = await many('update', { uids, change: { held: true } });
    expect(again.json).toMatchObject({ done: [] });
    expect(again.json.refused[0].why.code).toBe('AlreadySo');
    await many('update', { uids, change: { held: false, schedulingPriority: 'high' } });
    expect((await list('priority=high')).names).toHaveLength(10);
  });

  test('are terminated, submitted again under free names, and deleted; what is not theirs to do is said', async () => {
    const some = (await list('text=job-1')).json.items.map(({ uid }: { uid: string }) => uid);
    const refused = await many('delete', { uids: some });
    expect(refused.json.refused.map(({ why }: { why: { code: string } }) => why.code)).toEqual(
      some.map(() => 'NotEnded'),
    );
    expect((await many('terminate', { filter: { text: 'job-1' } })).json.done).toHaveLength(some.length);
    const copies = await many('resubmit', { filter: { state: 'failed' } });
    expect(copies.status).toBe(200);
    expect(copies.json.done).toHaveLength(some.length);
    expect(
      copies.json.done.every(({ made }: { made: { name: string } }) => !['job-2', 'job-3'].includes(made.name)),
    ).toBe(true);
    expect((await many('delete', { filter: { state: 'failed' } })).json.done).toHaveLength(some.length);
    expect((await list('state=failed')).names).toEqual([]);
  });

  test('need either names or a filter', async () => {
    expect((await many('terminate', {})).status).toBe(400);
    expect((await many('terminate', { uids: [], filter: {} })).status).toBe(400);
  });
});

test('views are saved for everybody, replaced under their name, and deleted', async () => {
  const views = '/api/v1/workspaces/w/views';
  const made = await yard.call('PUT', `${views}/Failed%20today`, { body: { query: 'state=failed&since=P1D' } });
  expect(made).toMatchObject({
    status: 200,
    json: { name: 'Failed today', query: 'state=failed&since=P1D', revision: 1 },
  });
  await yard.call('PUT', `${views}/failed%20TODAY`, { body: { query: 'state=failed' } });
  const { json } = await yard.call('GET', views);
  expect(json.items.map(({ name, query }: { name: string; query: string }) => [name, query])).toEqual([
    ['failed TODAY', 'state=failed'],
  ]);
  expect((await yard.call('PUT', `${views}/x`, { body: { query: 'a b' } })).status).toBe(400);
  expect((await yard.call('DELETE', `${views}/Failed%20today`)).status).toBe(204);
  expect((await yard.call('DELETE', `${views}/Failed%20today`)).json.error.code).toBe('ViewNotFound');
});
