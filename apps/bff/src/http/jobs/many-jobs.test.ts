import { jobsBytesMost } from '@trainyard/contracts/job';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Booted, boot } from '../../testing/boot.ts';
import { hashOf, unhurried } from './many-jobs.ts';

let yard: Booted;
const jobs = '/api/v1/workspaces/w/experiments/e/jobs';
const common = { cluster: { name: 'c' }, customToolkitSettings: { commandLine: 'true' } };
const submit = (body: object) => yard.call('POST', `${jobs}/bulk`, { body });
const named = (...names: string[]) => names.map((name) => ({ name }));

beforeAll(async () => {
  yard = await boot();
  await yard.call('POST', '/api/v1/workspaces', { body: { name: 'w' } });
  await yard.call('POST', '/api/v1/workspaces/w/experiments', { body: { name: 'e' } });
  const cluster = { name: 'c', vmSize: 'STANDARD_NC6', scaleSettings: { manual: { targetNodeCount: 0 } } };
  await yard.call('POST', '/api/v1/workspaces/w/clusters', { body: cluster });
});
afterAll(() => yard?.stop());

describe('many jobs in one request', () => {
  test('are made, and said again to who sends the same with its key', async () => {
    const body = { common, jobs: named('a', 'b'), idempotencyKey: 'k' };
    const first = await submit(body);
    expect(first).toMatchObject({ status: 201, json: { made: true, jobs: named('a', 'b') } });
    // The same, written otherwise.
    const { cluster, ...rest } = common;
    const again = await submit({ idempotencyKey: 'k', jobs: body.jobs, common: { ...rest, cluster } });
    expect(again).toMatchObject({ status: 200, json: { ...first.json, made: false } });
    const other = await submit({ ...body, jobs: named('a', 'c') });
    expect(other).toMatchObject({ status: 409, json: { error: { code: 'IdempotencyKeyReused' } } });
    expect((await yard.call('GET', `${jobs}/b`)).json.uid).toBe(first.json.jobs[1].uid);
  });

  test('tell all that is wrong with its place', async () => {
    const wrong = [{ name: 'x', nodeCount: 0 }, { name: 'X' }, { name: 'y', colour: 'red' }];
    const { status, json } = await submit({ common, jobs: wrong });
    expect(status).toBe(400);
    expect(json.error.details.map(({ path, code }: { path: string; code: string }) => [path, code])).toEqual([
      ['jobs[0].nodeCount', 'OutOfRange'],
      ['jobs[1].name', 'UsedTwice'],
      ['jobs[2].colour', 'UnknownField'],
    ]);
    const none = await submit({ common, jobs: [] });
    expect(none.json.error.details[0].path).toBe('jobs');
    const { json: refused } = await submit({ common, jobs: named('a', 'new') });
    expect(refused.error).toMatchObject({ code: 'JobsRefused', details: [{ path: 'jobs[0]', code: 'AlreadyExists' }] });
  });

  test('may be larger than another body, up to a limit of their own', async () => {
    const text = 'x'.repeat(60_000);
    const large = named(...Array.from({ length: 60 }, (_, at) => `large-${at}`)).map((job) => ({
      ...job,
      files: [{ path: 'f', text }],
    }));
    expect((await submit({ common, jobs: large })).status).toBe(201);
    const tags = { t: 'x'.repeat(jobsBytesMost) };
    expect((await submit({ common, jobs: [{ name: 't', tags }] })).json.error).toMatchObject({
      code: 'BodyTooLarge',
      params: { limit: jobsBytesMost },
    });
  });

  test('one may be called bulk', async () => {
    expect((await submit({ common, jobs: named('bulk') })).status).toBe(201);
    expect((await yard.call('GET', `${jobs}/bulk`)).json.name).toBe('bulk');
    expect((await yard.call('DELETE', `${jobs}/bulk`)).status).toBe(204);
  });
});

test('the hash of a body is of what it says, not of how it is written', async () => {
  const hash = (common: object, ...jobs: object[]) => unhurried(hashOf({ common, jobs } as never));
  const same = await hash({ a: 1, b: { c: [1, 2], d: null } }, { name: 'x', z: 1 });
  expect(await hash({ b: { d: null, c: [1, 2] }, a: 1 }, { z: 1, name: 'x' })).toBe(same);
  expect(await hash({ a: 1, b: { c: [2, 1], d: null } }, { name: 'x', z: 1 })).not.toBe(same);
  expect(await hash({ a: 1, b: { c: [1, 2], d: null } }, { name: 'x', z: 1 }, { name: 'y' })).not.toBe(same);
});
