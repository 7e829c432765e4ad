import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Booted, boot } from '../testing/boot.ts';

let yard: Booted;
beforeAll(async () => {
  yard = await boot();
});
afterAll(() => yard?.stop());

const api = '/api/v1';
const cluster = (name: string) => ({
  name,
  vmSize: 'STANDARD_D1',
  scaleSettings: { manual: { targetNodeCount: 0 } },
  userAccountSettings: { adminUserName: 'ada', adminUserPassword: 'never-shown' },
});

describe('objects', () => {
  test('a workspace, experiment, cluster and job are made, shown, listed and deleted', async () => {
    const made = await yard.call('POST', `${api}/workspaces`, { body: { name: 'Team', tags: { a: 'b' } } });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ ref: 'Team', name: 'Team', tags: { a: 'b' }, can: { delete: true } });
    expect((await yard.call('GET', `${api}/workspaces/tEAM`)).json.uid).toBe(made.json.uid);
    expect((await yard.call('POST', `${api}/workspaces/Team/experiments`, { body: { name: 'e' } })).status).toBe(201);
    const clustered = await yard.call('POST', `${api}/workspaces/Team/clusters`, { body: cluster('c') });
    expect(clustered.json).toMatchObject({
      name: 'c',
      currentNodeCount: 0,
      userAccountSettings: { adminUserName: 'ada' },
    });
    expect(clustered.text).not.toContain('never-shown');
    const body = {
      name: 'j',
      cluster: { name: 'c' },
      customToolkitSettings: { commandLine: 'true' },
      secrets: [{ name: 'KEY', value: 'never-shown' }],
    };
    const job = await yard.call('POST', `${api}/workspaces/Team/experiments/e/jobs`, { body });
    expect(job.status).toBe(201);
    expect(job.json).toMatchObject({ name: 'j', executionState: 'queued', secrets: [{ name: 'KEY' }], attempt: 0 });
    expect(job.text).not.toContain('never-shown');
    const list = await yard.call('GET', `${api}/workspaces/Team/jobs?state=queued,running&cluster=c&experiment=e`);
    expect(list.json.items.map(({ uid }: { uid: string }) => uid)).toEqual([job.json.uid]);
    expect(list.json.next).toBeNull();
    expect((await yard.call('GET', `${api}/workspaces/Team/experiments/e/jobs/J/attempts`)).json.items).toEqual([]);
    expect((await yard.call('GET', `${api}/workspaces/Team/experiments/e/jobs/j/logs`)).json.items).toEqual([]);
    const plan = await yard.call('POST', `${api}/workspaces/Team/experiments/e/jobs/plan`, { body: { name: '?' } });
    expect(plan.json.faults.length).toBeGreaterThan(0);
    const ended = await yard.call('POST', `${api}/workspaces/Team/experiments/e/jobs/j/terminate`);
    expect(ended.status).toBe(200);
    const again = await yard.call('POST', `${api}/workspaces/Team/experiments/e/jobs/j/resubmit`, {
      body: { name: 'k' },
    });
    const resubmittedFrom = { uid: job.json.uid, experiment: 'e', name: 'j' };
    expect(again).toMatchObject({ status: 201, json: { name: 'k', resubmittedFrom } });
    const changed = { ...body, name: 'l', nodeCount: 2, resubmittedFrom: { job: 'k' } };
    const edited = await yard.call('POST', `${api}/workspaces/Team/experiments/e/jobs`, { body: changed });
    expect(edited.json).toMatchObject({ resubmittedFrom: { uid: again.json.uid, name: 'k' } });
    const lost = { ...body, name: 'm', resubmittedFrom: { job: 'nowhere' } };
    expect(await yard.call('POST', `${api}/workspaces/Team/experiments/e/jobs`, { body: lost })).toMatchObject({
      status: 404,
      json: { error: { code: 'JobNotFound' } },
    });
    expect((await yard.call('DELETE', `${api}/workspaces/Team/experiments/e/jobs/k`)).status).toBe(204);
    const { text } = await yard.call('GET', `${api}/events?limit=1000`);
    expect(text).not.toContain('never-shown');
    const { items } = JSON.parse(text);
    const last = await yard.call('GET', `${api}/events?last=2&limit=1`);
    expect(last.json).toMatchObject({ items: items.slice(-2), seq: items.at(-1).seq });
    expect((await yard.call('GET', `${api}/events?last=5&after=${items.at(-2).seq}`)).json.items).toEqual(
      items.slice(-1),
    );
    expect((await yard.call('GET', `${api}/events?last=0`)).status).toBe(400);
  });

  test('a long answer comes compressed to who takes it so, and is the same to who does not', async () => {
    const of = (coding: string) =>
      yard.call('GET', `${api}/events?limit=1000`, { headers: { 'accept-encoding': coding } });
    const [zipped, plain] = [await of('gzip, br'), await of('identity')];
    expect(plain.text.length).toBeGreaterThan(8_192);
    expect([zipped, plain].map(({ headers }) => headers.get('content-encoding'))).toEqual(['gzip', null]);
    expect(Number(zipped.headers.get('content-length'))).toBeLessThan(plain.text.length / 3);
    expect(zipped.json).toEqual(plain.json);
    expect(zipped.headers.get('vary')).toBe('accept-encoding');
    expect((await yard.call('GET', `${api}/workspaces?limit=1`)).headers.get('content-encoding')).toBeNull();
  });

  test('lists go page by page in a stable order, and say what they are current to', async () => {
    for (const name of ['p1', 'p2', 'p3']) await yard.call('POST', `${api}/workspaces`, { body: { name } });
    const names: string[] = [];
    for (let after: string | null = ''; after !== null; ) {
      const query: string = after === '' ? '' : `&after=${after}`;
      const { json } = await yard.call('GET', `${api}/workspaces?limit=1${query}`);
      names.push(...json.items.map(({ name }: { name: string }) => name));
      expect(json.seq).toBeGreaterThan(0);
      after = json.next;
    }
    expect(names.filter((name) => name.startsWith('p'))).toEqual(['p1', 'p2', 'p3']);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('bad input', () => {
  const post = (options: object) => yard.call('POST', `${api}/workspaces`, options);

  test('every fault of params, query and body is told at once with its path', async () => {
    const { status, json } = await post({ body: { name: 'no spaces', colour: 1, tags: [] } });
    expect(status).toBe(400);
    expect(json.error.details.map(({ path }: { path: string }) => path).sort()).toEqual(['colour', 'name', 'tags']);
    const query = await yard.call('GET', `${api}/workspaces?limit=0&what=1`);
    expect(query.json.error.details.map(({ path }: { path: string }) => path).sort()).toEqual(['limit', 'what']);
  });

  test.each([
    ['broken JSON', { raw: '{"name":', headers: { 'content-type': 'application/json' } }, 400, 'MalformedJson'],
    ['no JSON at all', { raw: 'name=x', headers: { 'content-type': 'text/plain' } }, 415, 'UnsupportedMediaType'],
    ['no body', { headers: { 'content-type': 'application/json' } }, 400, 'InvalidBody'],
    [
      'more than 2 MiB',
      { raw: `"${'x'.repeat(2 * 1024 * 1024)}"`, headers: { 'content-type': 'application/json' } },
      413,
      'BodyTooLarge',
    ],
    [
      'a million brackets',
      { raw: '['.repeat(900_000) + ']'.repeat(900_000), headers: { 'content-type': 'application/json' } },
      400,
      'MalformedJson',
    ],
  ])('%s is refused in words', async (_, options, status, code) => {
    expect(await post(options)).toMatchObject({ status, json: { error: { code } } });
  });

  test('what is not there is 404, by kind', async () => {
    for (const [path, code] of [
      [`${api}/workspaces/none`, 'WorkspaceNotFound'],
      [`${api}/workspaces/Team/clusters/none`, 'ClusterNotFound'],
      [`${api}/workspaces/Team/experiments/none`, 'ExperimentNotFound'],
      [`${api}/workspaces/Team/experiments/e/jobs/none`, 'JobNotFound'],
      [`${api}/blobs/${'0'.repeat(64)}/info`, 'BlobNotFound'],
      [`${api}/artifacts/0190a0a0-0000-7000-8000-000000000000`, 'ArtifactNotFound'],
      [`${api}/logs?stream=0190a0a0-0000-7000-8000-000000000000/0/1/0/run/0/stdout`, 'LogNotFound'],
      [`${api}/nothing`, 'RouteNotFound'],
    ]) {
      expect(await yard.call('GET', path as string)).toMatchObject({ status: 404, json: { error: { code } } });
    }
  });

  test('an address that does not decode, and one that climbs, lead nowhere', async () => {
    expect((await yard.call('GET', `${api}/workspaces/%E0%A4%A`)).status).toBe(400);
    expect((await yard.call('GET', `${api}/workspaces/%252e%252e%252f`)).status).toBe(400);
    expect((await yard.call('GET', `${api}/workspaces/..%2f..%2fetc`)).status).toBe(400);
  });
});

describe('content', () => {
  const hello = Buffer.from('hello world');
  const sha256 = 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9';

  test('is stored by its hash and refused under another', async () => {
    const headers = { 'content-type': 'application/octet-stream' };
    const wrong = await yard.call('PUT', `${api}/blobs/${'a'.repeat(64)}`, { raw: hello, headers });
    expect(wrong).toMatchObject({ status: 400, json: { error: { code: 'HashMismatch' } } });
    expect((await yard.call('PUT', `${api}/blobs/${sha256}`, { raw: hello, headers })).json).toEqual({
      sha256,
      bytes: 11,
    });
    expect((await yard.call('GET', `${api}/blobs/${sha256}/info`)).json).toEqual({ sha256, bytes: 11 });
  });
});

describe('what stands around', () => {
  test('the description names every operation', async () => {
    const { json } = await yard.call('GET', `${api}/openapi.json`);
    expect(json.openapi).toBe('3.1.0');
    expect(json.paths['/api/v1/workspaces/{workspace}/experiments/{experiment}/jobs'].post.operationId).toBe(
      'submitJob',
    );
  });

  test('health, readiness and metrics', async () => {
    expect(await yard.call('GET', '/healthz', { token: null })).toMatchObject({ status: 200 });
    expect(await yard.call('GET', '/readyz', { token: null })).toMatchObject({
      status: 200,
      json: { status: 'ready' },
    });
    const { text } = await yard.call('GET', '/metrics');
    expect(text).toMatch(/trainyard_jobs\{state="\w+"\} \d/);
    expect(text).toMatch(/trainyard_http_request_seconds_count\{operation="createWorkspace",status="201"\} \d/);
  });

  test('answers carry an id and nothing that a browser could run', async () => {
    const { headers } = await yard.call('GET', `${api}/workspaces`, { headers: { 'x-request-id': 'mine-1' } });
    expect(headers.get('x-request-id')).toBe('mine-1');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-powered-by')).toBeNull();
  });
});
