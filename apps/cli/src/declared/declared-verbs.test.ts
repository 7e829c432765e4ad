import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@trainyard/contracts/errors';
import { TestServer } from '@trainyard/sdk/testing/test-server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clusterNamed, experimentNamed, jobNamed, pageOf, runHere, workspaceNamed } from '../testing/world.ts';

let server: TestServer;
let dir: string;
let file: string;
/** What is there, by path. */
let there: Map<string, object>;

const yard = `kind: job
name: second
cluster: { name: two }
dependsOn: [{ job: first }]
customToolkitSettings: { commandLine: ls }
---
kind: Job
name: first
cluster: { name: two }
customToolkitSettings: { commandLine: ls }
---
kind: cluster
name: two
vmSize: STANDARD_D1
scaleSettings: { manual: { targetNodeCount: 2 } }
---
kind: experiment
name: e
---
kind: Workspace
name: lab
tags: { team: vision }
`;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trainyard-declared-'));
  file = join(dir, 'yard.yaml');
  await writeFile(file, yard);
  there = new Map();
  const get = (code: 'WorkspaceNotFound' | 'ClusterNotFound' | 'JobNotFound' | 'ExperimentNotFound', key: string) => {
    const found = there.get(key);
    if (!found) throw new Fault(code, { name: key });
    return found;
  };
  const put = (key: string, view: object) => {
    there.set(key, view);
    return view;
  };
  const bodyOf = ({ body }: { body: Buffer }) => JSON.parse(String(body));
  server = await new TestServer({
    getWorkspace: () => get('WorkspaceNotFound', 'lab'),
    createWorkspace: (asked) => put('lab', { ...workspaceNamed('lab'), tags: bodyOf(asked).tags }),
    updateWorkspace: (asked) => put('lab', { ...(there.get('lab') as object), ...bodyOf(asked) }),
    getExperiment: () => get('ExperimentNotFound', 'e'),
    createExperiment: () => put('e', experimentNamed('e')),
    getCluster: () => get('ClusterNotFound', 'two'),
    createCluster: (asked) =>
      put('two', {
        ...clusterNamed('two'),
        ...bodyOf(asked),
        scaleSettings: { manual: { targetNodeCount: 2, nodeDeallocationOption: 'requeue' } },
      }),
    updateCluster: (asked) => put('two', { ...(there.get('two') as object), ...bodyOf(asked) }),
    getJob: ({ params }) => get('JobNotFound', `job ${params.name}`),
    submitJob: (asked) => {
      const body = bodyOf(asked);
      return put(`job ${body.name}`, {
        ...jobNamed(body.name),
        ...body,
        dependsOn: body.dependsOn?.map((one: object) => ({ condition: 'succeeded', ...one })),
      });
    },
    listWorkspaces: () => pageOf([]),
  }).start();
});
afterEach(async () => {
  await server.stop();
  await rm(dir, { recursive: true });
});

const run = (...args: string[]) => runHere(server, args);
const changes = () => server.seen.map(({ name }) => name).filter((name) => !/^(get|list)/.test(name));

test('apply makes what is not there, what others need first, and nothing the second time', async () => {
  const before = await run('diff', '-f', file, '-o', 'tsv');
  expect(before.code).toBe(1);
  expect(String(before.stdout)).toBe(
    [
      'create\tworkspace\tlab\t\tlab\t',
      'create\texperiment\tlab\t\te\t',
      'create\tcluster\tlab\t\ttwo\t',
      'create\tjob\tlab\te\tfirst\t',
      'create\tjob\tlab\te\tsecond\t',
      '',
    ].join('\n'),
  );
  expect(await run('apply', '-f', file)).toMatchObject({ code: 2, stderr: expect.stringContaining('add -y') });
  expect(changes()).toEqual([]);
  const done = await run('apply', '-y', '-f', file);
  expect(done.code).toBe(0);
  expect(changes()).toEqual(['createWorkspace', 'createExperiment', 'createCluster', 'submitJob', 'submitJob']);
  expect(JSON.parse(String(done.stdout)).map(({ done }: { done: string }) => done)).toEqual(Array(5).fill('created'));
  expect((await run('apply', '-f', file, '-o', 'table')).code).toBe(0);
  expect(changes()).toHaveLength(5);
  const same = await run('diff', '-f', file, '-o', 'table');
  expect(same).toMatchObject({ code: 0, stderr: '' });
  expect(String(same.stdout)).toContain('= cluster lab/two: same\n');
  expect(String(same.stdout)).toMatch(/\n5 same\n$/);
});

test('apply changes what can change, field by field as diff says', async () => {
  await run('apply', '-y', '-f', file);
  await writeFile(file, yard.replace('targetNodeCount: 2', 'targetNodeCount: 4').replace('vision', 'speech'));
  const differs = await run('diff', '-f', file, '-o', 'table');
  expect(differs.code).toBe(1);
  expect(String(differs.stdout)).toContain(
    '~ cluster lab/two: change\n    ~ scaleSettings.manual.targetNodeCount: 2 → 4\n',
  );
  expect((await run('apply', '-y', '-f', file)).code).toBe(0);
  expect(changes().slice(5)).toEqual(['updateWorkspace', 'updateCluster']);
  expect(JSON.parse(String(server.seen.at(-1)?.body))).toEqual({
    scaleSettings: { manual: { targetNodeCount: 4 } },
  });
});

test('what cannot change is told before anything is done', async () => {
  await run('apply', '-y', '-f', file);
  await writeFile(
    file,
    yard
      .replace('STANDARD_D1', 'STANDARD_D2')
      .replace('vision', 'speech')
      .replace('commandLine: ls', 'commandLine: pwd'),
  );
  const refused = await run('apply', '-y', '-f', file, '-o', 'table');
  expect(refused).toMatchObject({ code: 4, stderr: expect.stringContaining('nothing was done') });
  expect(String(refused.stdout)).toContain(
    '! cluster lab/two: cannot change: delete it first, or give it another name\n    ! vmSize: "STANDARD_D1" → "STANDARD_D2"\n',
  );
  expect(String(refused.stdout)).toContain('    ! customToolkitSettings.commandLine: "ls" → "pwd"\n');
  expect(changes()).toHaveLength(5);
});

test('a failure ends it, with what was done and what was not reached', async () => {
  server.handlers.createCluster = () => {
    throw new Fault('UnknownVmSize', { size: 'STANDARD_D1', sizes: [] });
  };
  const failed = await run('apply', '-y', '-f', file);
  expect(failed.code).toBe(1);
  const done = JSON.parse(String(failed.stdout)).map(({ done }: { done: string }) => done);
  expect(done).toEqual(['created', 'created', 'failed', 'not reached', 'not reached']);
  expect(failed.stderr).toContain(
    `cluster lab/two (${file} (3)) failed: node size STANDARD_D1 is not in the catalogue`,
  );
  expect(failed.stderr).toContain('2 done before it and kept, 2 not reached');
});

test('a job that has started is not told that its priority differs, one that waits is changed', async () => {
  await run('apply', '-y', '-f', file);
  await writeFile(file, yard.replace('name: first\n', 'name: first\nschedulingPriority: high\nheld: true\n'));
  expect((await run('diff', '-f', file)).code).toBe(0);
  there.set('job first', { ...(there.get('job first') as object), executionState: 'queued' });
  const differs = JSON.parse(String((await run('diff', '-f', file)).stdout));
  expect(differs.find(({ name }: { name: string }) => name === 'first')).toMatchObject({
    action: 'change',
    changes: [{ path: 'schedulingPriority', old: 'normal', new: 'high', changeable: true }],
  });
});

test('everything that is wrong with all files is told at once', async () => {
  await writeFile(
    file,
    `kind: cluster\nname: z\nvmSize: 4\n---\nkind: jub\nname: x\n---\nkind: job\n---\nkind: limit\nname: ada\n---\nkind: workspace\nname: lab\n---\nkind: workspace\nname: LAB\n`,
  );
  const other = join(dir, 'other.json');
  await writeFile(other, '{');
  const done = await run('diff', '-f', file, other, '-w', 'lab');
  expect(done.code).toBe(2);
  for (const said of [
    `${file} (1): vmSize: write text`,
    `${file} (1): scaleSettings: required`,
    `${file} (2): kind: say what it is`,
    `${file} (3): name: say what it is called`,
    `${file} (4): scope: say whose it is`,
    `${file} (6): the workspace LAB stands in ${file} (5), too`,
    `${other}: it is not valid JSON`,
  ]) {
    expect(done.stderr).toContain(said);
  }
  expect(await run('apply')).toMatchObject({ code: 2, stderr: expect.stringContaining('say which files') });
});
