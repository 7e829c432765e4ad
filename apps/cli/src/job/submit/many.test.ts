import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@trainyard/contracts/errors';
import { TestServer } from '@trainyard/sdk/testing/test-server';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { experimentNamed, jobNamed, pageOf, runHere, workspaceNamed } from '../../testing/world.ts';
import { requestsOf } from './requests.ts';

let server: TestServer;
let dir: string;
const run = (...args: string[]) => runHere(server, ['job', 'submit', ...args]);
const sent = () => server.seen.filter(({ name }) => name === 'submitJobs').map(({ body }) => JSON.parse(String(body)));
const file = async (name: string, content: unknown) => {
  await writeFile(join(dir, name), typeof content === 'string' ? content : JSON.stringify(content));
  return join(dir, name);
};
const job = { cluster: { name: 'c' }, customToolkitSettings: { commandLine: 'true' } };

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trainyard-many-'));
  await mkdir(join(dir, 'jobs', 'below'), { recursive: true });
  const known = new Set<string>();
  server = await new TestServer({
    listWorkspaces: () => pageOf([workspaceNamed('yard')]),
    listExperiments: () => pageOf([experimentNamed('digits')]),
    submitJob: ({ body }) => jobNamed(JSON.parse(String(body)).name),
    submitJobs: ({ body }) => {
      const { jobs, idempotencyKey } = JSON.parse(String(body)) as { jobs: { name: string }[]; idempotencyKey: string };
      const made = !known.has(idempotencyKey);
      known.add(idempotencyKey);
      return { jobs: jobs.map(({ name }, at) => ({ name, uid: `u${at}` })), made };
    },
  }).start();
});
afterEach(async () => {
  await server.stop();
  await rm(dir, { recursive: true });
});

describe('what is read', () => {
  test('files and a directory are one request, names come from the files', async () => {
    await file('jobs/b.json', job);
    await file('jobs/a.yaml', 'nodeCount: 2\ncustomToolkitSettings: { commandLine: ls }\n');
    await file('jobs/notes.txt', 'no job');
    await file('jobs/below/deep.json', job);
    const two = await file('two.yml', `customToolkitSettings: { commandLine: x }\n---\nname: own\nnodeCount: 3\n`);
    const args = ['-f', join(dir, 'jobs'), two, '--common', await file('common.json', { ...job, tags: { t: '1' } })];
    const done = await run(...args, '-c', 'big', '-o', 'tsv');
    expect(done.code).toBe(0);
    const cluster = { name: 'big' };
    expect(sent()).toEqual([
      {
        common: { ...job, tags: { t: '1' } },
        jobs: [
          { nodeCount: 2, customToolkitSettings: { commandLine: 'ls' }, name: 'a', cluster },
          { ...job, name: 'b', cluster },
          { customToolkitSettings: { commandLine: 'x' }, name: 'two-1', cluster },
          { name: 'own', nodeCount: 3, cluster },
        ],
        idempotencyKey: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
    expect(String(done.stdout).split('\n')[2]).toBe(`two-1\tu2\t${two} (1)`);
    await run(...args, '-r');
    expect(
      sent()
        .at(-1)
        .jobs.map(({ name }: { name: string }) => name),
    ).toContain('deep');
  });

  test('one object of one file is one job as ever, also with its name after it', async () => {
    const one = await file('one.yaml', 'cluster: { name: c }\ncustomToolkitSettings: { commandLine: x }\n');
    expect((await run('-f', one, 'hello')).code).toBe(0);
    expect(server.seen.at(-1)).toMatchObject({ name: 'submitJob' });
    expect(JSON.parse(String(server.seen.at(-1)?.body))).toMatchObject({ name: 'hello', cluster: { name: 'c' } });
    expect((await run('-f', one, one, 'hello')).code).toBe(2);
  });

  test("Batch AI's files are taken, and what is left out is told with its file", async () => {
    const body = { properties: { ...job, outputDirectories: [{ id: 'O', type: 'custom' }], containerSettings: null } };
    const path = await file('old.json', body);
    const done = await run('-f', path, await file('new.json', job));
    expect(done.code).toBe(0);
    expect(sent()[0].jobs[0]).toEqual({ ...job, name: 'old', outputDirectories: [{ id: 'O' }] });
    expect(done.stderr).toContain(`${path}: `);
  });
});

describe('a key', () => {
  test('is made of content and place: the same command makes nothing twice, and says so', async () => {
    const paths = [await file('a.json', job), await file('b.json', job)];
    await run('-f', ...paths);
    const again = await run('-f', ...paths);
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('2 were submitted before') });
    await run('-f', ...paths, '-e', 'other');
    await run('-f', ...paths, '--idempotency-key', 'mine');
    const [first, second, elsewhere, own] = sent().map(({ idempotencyKey }) => idempotencyKey);
    expect(second).toBe(first);
    expect(elsewhere).not.toBe(first);
    expect(own).toBe('mine');
  });

  test('lets a request be sent again after a cut', { timeout: 15_000 }, async () => {
    let cut = true;
    const answer = server.handlers.submitJobs as NonNullable<(typeof server.handlers)['submitJobs']>;
    server.handlers.submitJobs = (request) => {
      if (cut) setImmediate(() => server.cutAll());
      const given = cut ? new Promise(() => {}) : answer(request);
      cut = false;
      return given;
    };
    const done = await run('-f', await file('a.json', job), await file('b.json', job));
    expect(done).toMatchObject({ code: 0, stderr: expect.stringContaining('trying again') });
    expect(new Set(sent().map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });
});

describe('faults', () => {
  test('of all files are told at once, by file, and nothing is sent', async () => {
    const paths = [
      await file('a.json', '{"x":'),
      await file('b.yaml', 'a: [1\n'),
      await file('c.json', { ...job, nodeCount: 0 }),
      await file('d.json', [{ ...job, name: 'C' }, 7]),
    ];
    const done = await run('-f', ...paths, join(dir, 'jobs', '..', 'c.json'));
    expect(done.code).toBe(2);
    for (const said of [
      `${paths[0]}: it is not valid JSON`,
      `${paths[1]}: it is not valid YAML`,
      `${paths[2]}: nodeCount: `,
      `${paths[3]} (1): name: C is the name of the job in ${paths[2]}, too`,
      `${paths[3]} (2): it holds no object`,
    ]) {
      expect(done.stderr).toContain(said);
    }
    expect(sent()).toEqual([]);
  });

  test('that the server finds are told by file, too', async () => {
    server.handlers.submitJobs = () => {
      throw new Fault('InvalidBody', { faults: [] }, [
        { path: 'jobs[1].nodeCount', code: 'X', message: 'too many' },
        { path: 'common.queue', code: 'X', message: 'no such queue' },
      ]);
    };
    const [a, b, common] = [await file('a.json', job), await file('b.json', job), await file('common.json', {})];
    const done = await run('-f', a, b, '--common', common);
    expect(done.code).toBe(1);
    expect(done.stderr).toContain(`${b}: nodeCount: too many`);
    expect(done.stderr).toContain(`${common}: queue: no such queue`);
  });

  test.each([
    [['-f', '/nonexistent.json', '/none'], 'cannot be read'],
    [['-f'], 'argument missing'],
    [[], 'say which file'],
  ])('%j is a usage error', async (args, said) => {
    expect(await run(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
  });
});

test('requests hold at most so many jobs and bytes, all jobs in their order, under keys that are always the same', () => {
  const jobs = fc.array(fc.record({ name: fc.string({ minLength: 1, maxLength: 40 }) }), {
    minLength: 1,
    maxLength: 60,
  });
  void fc.assert(
    fc.property(jobs, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1_300, max: 2_000 }), (jobs, most, bytes) => {
      const common = { queue: 'q' };
      const requests = requestsOf(common, jobs, 'key', { jobs: most, bytes });
      expect(requests.flatMap(({ body }) => body.jobs)).toEqual(jobs);
      expect(requests.map(({ from }) => from)).toEqual(
        requests.map((_, at) => requests.slice(0, at).reduce((sum, { body }) => sum + body.jobs.length, 0)),
      );
      for (const { body } of requests) {
        expect(body.jobs.length).toBeLessThanOrEqual(most);
        expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(bytes);
      }
      const keys = requests.map(({ body }) => body.idempotencyKey);
      expect(new Set(keys).size).toBe(keys.length);
      expect(requestsOf(common, jobs, 'key', { jobs: most, bytes })).toEqual(requests);
    }),
  );
});
