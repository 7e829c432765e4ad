import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@trainyard/contracts/errors';
import { reason } from '@trainyard/contracts/reasons';
import { TestServer } from '@trainyard/sdk/testing/test-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  clusterNamed,
  experimentNamed,
  jobNamed,
  pageOf,
  runHere,
  runOnTerminal,
  trainyard,
  workspaceNamed,
} from './testing/world.ts';

let server: TestServer;
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trainyard-cli-'));
  server = await new TestServer({
    getSession: () => ({ actor: { kind: 'administrator', name: 'root' }, csrf: null, expiryTime: null }),
    listWorkspaces: () => pageOf([workspaceNamed('yard')]),
    getWorkspace: ({ params }) => workspaceNamed(params.workspace as string),
    listExperiments: () => pageOf([experimentNamed('digits')]),
    listClusters: () =>
      pageOf([clusterNamed('small'), clusterNamed('large-cluster', { provisioningState: 'deleting' })]),
  }).start();
});
afterEach(async () => {
  await server.stop();
  await rm(dir, { recursive: true });
});

const run = (...args: string[]) => runHere(server, args);
const file = async (name: string, content: unknown) => {
  await writeFile(join(dir, name), typeof content === 'string' ? content : JSON.stringify(content));
  return join(dir, name);
};

describe('output', () => {
  test('is a table with the columns of Batch AI when asked for', async () => {
    const { code, stdout } = await trainyard(server, ['cluster', 'list', '-o', 'table']);
    expect(code).toBe(0);
    expect(String(stdout)).toBe(
      [
        'Name           Resource Group  Workspace  VM Size      State     Idle  Running  Preparing  Leaving  Unusable',
        '-------------  --------------  ---------  -----------  --------  ----  -------  ---------  -------  --------',
        'small          default         yard       STANDARD_D1  steady       1        2          0        0         0',
        'large-cluster  default         yard       STANDARD_D1  deleting     1        2          0        0         0',
        '',
      ].join('\n'),
    );
  });

  test('is JSON without a terminal, whole objects', async () => {
    const { stdout } = await run('cluster', 'list');
    expect(JSON.parse(String(stdout))).toEqual([
      clusterNamed('small'),
      clusterNamed('large-cluster', { provisioningState: 'deleting' }),
    ]);
  });

  test('is one line a thing as tsv, and coloured on a terminal only', async () => {
    expect(String((await run('cluster', 'list', '-o', 'tsv')).stdout).split('\n')[0]).toBe(
      'small\tdefault\tyard\tSTANDARD_D1\tsteady\t1\t2\t0\t0\t0',
    );
    const jsonc = ['cluster', 'list', '-o', 'jsonc'];
    expect(JSON.parse(String((await run(...jsonc)).stdout))).toHaveLength(2);
    expect((await runOnTerminal(server, jsonc)).screen).toContain('\u001b[34m"name"\u001b[0m');
    const plain = [
      await runOnTerminal(server, [...jsonc, '--no-color']),
      await runOnTerminal(server, jsonc, { plain: true }),
    ];
    for (const { screen } of plain) expect(screen).not.toContain('\u001b[34m');
  });

  test('lets no escape of others through, in tables, JSON and messages', async () => {
    const evil = 'x\u001b]0;title\u0007\u009b2J\u202etxt\ny';
    server.handlers.listClusters = () => pageOf([clusterNamed(evil)]);
    server.handlers.getCluster = () => {
      throw new Fault('ClusterNotFound', { name: evil, workspace: 'yard' });
    };
    const outputs = await Promise.all(['table', 'tsv', 'json'].map((format) => run('cluster', 'list', '-o', format)));
    const missing = await run('cluster', 'show', 'x');
    const texts = [...outputs.map(({ stdout }) => String(stdout)), missing.stderr];
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
    for (const text of texts) expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(JSON.parse(texts[2] as string)[0].name).toBe(evil);
    expect(texts[0]).toContain('x\u241b]0;title');
  });
});

describe('exit codes', () => {
  test.each([
    ['JobNotFound', 3],
    ['Unauthenticated', 4],
    ['Forbidden', 4],
    ['AlreadyExists', 4],
    ['InvalidBody', 1],
    ['Internal', 1],
  ] as const)('%s ends with %i and its message', async (code, expected) => {
    server.handlers.getJob = () => {
      throw new Fault(code, { name: 'j' });
    };
    const done = await run('job', 'show', 'j');
    expect(done).toMatchObject({ code: expected, stderr: `trainyard: ${new Fault(code, { name: 'j' }).message}\n` });
  });

  test('a server that is not there: 1, with what to do', async () => {
    const done = await trainyard(undefined, ['cluster', 'list', '--url', 'http://127.0.0.1:9', '--token', 't']);
    expect(done.code).toBe(1);
    expect(done.stderr).toContain('no answer from http://127.0.0.1:9');
  });

  test.each([
    [['cluster', 'lsit'], 'Did you mean list?'],
    [['job', 'logs', '--tail', 'x'], 'write a whole number of at least 1'],
    [['cluster', 'list', '-o', 'xml'], 'Allowed choices are'],
    [['cluster', 'show'], 'say which cluster'],
    [['cluster', 'create', 'c', '-s', 'S', '--min', '1'], 'give --min and --max together'],
    [['cluster', 'create', 'c', '-s', 'S'], 'say how many nodes'],
    [['cluster', 'delete', 'c'], 'add -y'],
    [['job', 'terminate', 'c'], 'add -y'],
    [['job', 'submit', 'j', '-f', '/nonexistent'], 'cannot be read'],
  ])('usage: %j ends with 2', async (args, message) => {
    const done = await run(...args);
    expect(done.stderr).toContain(message);
    expect(done.code).toBe(2);
    expect(server.seen.filter(({ name }) => !name.startsWith('list'))).toEqual([]);
  });

  test('an unknown setting is a usage error that suggests the nearest; help needs none', async () => {
    const env = { TRAINYARD_TOKN: 'x' };
    const done = await trainyard(server, ['cluster', 'list'], { env });
    expect(done).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean TRAINYARD_TOKEN') });
    expect((await trainyard(server, ['--help'], { env })).code).toBe(0);
  });
});

describe('places', () => {
  test('the only workspace and experiment are meant; among several one must be named', async () => {
    server.handlers.getJob = ({ params }) => jobNamed(params.name as string);
    expect((await run('job', 'show', 'j')).code).toBe(0);
    expect(server.seen.at(-1)?.params).toEqual({ workspace: 'yard', experiment: 'digits', name: 'j' });
    server.handlers.listExperiments = () => pageOf([experimentNamed('digits'), experimentNamed('words')]);
    const unclear = await run('job', 'show', 'j');
    expect(unclear).toMatchObject({ code: 2, stderr: 'trainyard: say which experiment with -e: digits, words\n' });
    expect((await run('job', 'show', 'j', '-e', 'words', '-w', 'a:b:c')).code).toBe(0);
    expect(server.seen.at(-1)?.params).toEqual({ workspace: 'a:b:c', experiment: 'words', name: 'j' });
  });

  test('login proves the token, keeps it for the owner alone, and logout forgets', { timeout: 30_000 }, async () => {
    const config = join(dir, 'deep', 'credentials.json');
    const env = { TRAINYARD_CONFIG: config };
    const wrong = await trainyard(undefined, ['login', '--url', server.url, '--token', 'wrong'], { env });
    expect(wrong.code).toBe(4);
    const args = ['login', '--url', server.url, '--token', '-', '-w', 'yard'];
    const done = await trainyard(undefined, args, { env, input: `${server.token}\n` });
    expect(done).toMatchObject({ code: 0, stderr: `signed in to ${server.url} as root (administrator)\n` });
    expect((await stat(config)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(config, 'utf8'))).toEqual({
      url: server.url,
      token: server.token,
      workspace: 'yard',
    });
    expect((await trainyard(undefined, ['cluster', 'list'], { env })).code).toBe(0);
    expect(server.seen.some(({ name }) => name === 'listWorkspaces')).toBe(false);
    // A stored token is not sent to another address.
    const other = await trainyard(undefined, ['cluster', 'list', '--url', 'http://127.0.0.1:9'], { env });
    expect(other).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no sign-in is known for http://127.0.0.1:9'),
    });
    expect((await trainyard(undefined, ['logout'], { env })).stderr).toBe('signed out\n');
    expect((await trainyard(undefined, ['cluster', 'list'], { env })).code).toBe(2);
  });

  test('the server of this machine is found by the files it leaves', async () => {
    await file('admin.token', `${server.token}\n`);
    await file('server.json', { url: server.url, pid: 1 });
    await chmod(join(dir, 'admin.token'), 0o600);
    expect((await trainyard(undefined, ['cluster', 'list'], { env: { TRAINYARD_HOME: dir } })).code).toBe(0);
  });
});

describe('bodies', () => {
  test("Batch AI's job file is made native, and what it never had is named and left out", async () => {
    const body = {
      $schema: 'https://raw.githubusercontent.com/Azure/BatchAI/master/schemas/2018-05-01/job.json',
      properties: {
        toolType: 'custom',
        cluster: { id: '/subscriptions/s/resourceGroups/g/providers/Microsoft.BatchAI/workspaces/w/clusters/gpu' },
        nodeCount: 1,
        customToolkitSettings: { commandLine: 'true' },
        outputDirectories: [{ id: 'OUT', pathPrefix: '/x', type: 'custom' }],
        containerSettings: null,
        environmentVariables: [{ name: 'A', value: '1', secret: null }],
      },
    };
    server.handlers.submitJob = () => jobNamed('j', { reasons: [reason('clusterMissing')] });
    const done = await run('job', 'create', '-n', 'j', '--config-file', await file('job.json', body), '-o', 'table');
    expect(done.code).toBe(0);
    expect(JSON.parse(String(server.seen.at(-1)?.body))).toEqual({
      name: 'j',
      cluster: { workspace: 's:g:w', name: 'gpu' },
      nodeCount: 1,
      customToolkitSettings: { commandLine: 'true' },
      outputDirectories: [{ id: 'OUT', pathPrefix: '/x' }],
      environmentVariables: [{ name: 'A', value: '1' }],
    });
    expect(done.stderr).toContain('properties.outputDirectories[0].type: ');
    expect(String(done.stdout)).toContain('the cluster of this job was deleted');
  });

  test('a native one passes as it is, from stdin too; options override it', async () => {
    server.handlers.submitJob = () => jobNamed('j');
    const body = { name: 'j', cluster: { name: 'a' }, customToolkitSettings: { commandLine: 'true' }, unknown: 1 };
    const args = ['job', 'submit', 'k', '-f', '-', '-c', 'b'];
    expect((await trainyard(server, args, { input: JSON.stringify(body) })).code).toBe(0);
    expect(JSON.parse(String(server.seen.at(-1)?.body))).toEqual({ ...body, name: 'k', cluster: { name: 'b' } });
  });

  test.each([
    [['-t', '2'], { manual: { targetNodeCount: 2, nodeDeallocationOption: 'requeue' } }],
    [['--min', '3', '--max', '3'], { manual: { targetNodeCount: 3, nodeDeallocationOption: 'requeue' } }],
    [
      ['--min', '0', '--max', '4', '-t', '1'],
      { autoScale: { minimumNodeCount: 0, maximumNodeCount: 4, initialNodeCount: 1 } },
    ],
  ])('cluster create %j', async (args, scaleSettings) => {
    server.handlers.createCluster = () => clusterNamed('c');
    expect((await run('cluster', 'create', '-n', 'c', '-s', 'STANDARD_D1', ...args)).code).toBe(0);
    expect(JSON.parse(String(server.seen.at(-1)?.body))).toEqual({ name: 'c', vmSize: 'STANDARD_D1', scaleSettings });
  });
});

describe('recipes', () => {
  test('are listed without a server, and run by uploading their files', async () => {
    const listed = await trainyard(undefined, ['recipe', 'list']);
    expect(JSON.parse(String(listed.stdout)).map(({ name }: { name: string }) => name)).toContain('digits');
    const put = new Set<string>();
    server.handlers.listClusters = () => pageOf([clusterNamed('local')]);
    server.handlers.missingBlobs = ({ body }) => ({ missing: JSON.parse(String(body)).sha256 });
    server.handlers.putBlob = ({ params, body }) => {
      put.add(params.sha256 as string);
      return { sha256: params.sha256, bytes: body.byteLength };
    };
    server.handlers.submitJob = () => jobNamed('mine', { executionState: 'failed', executionInfo: { exitCode: 5 } });
    server.handlers.getJob = () => jobNamed('mine', { executionState: 'failed', executionInfo: { exitCode: 5 } });
    expect((await run('recipe', 'run', 'digits', '-n', 'mine', '--wait')).code).toBe(5);
    const submitted = server.seen.find(({ name }) => name === 'submitJob');
    const body = JSON.parse(String(submitted?.body));
    expect(body).toMatchObject({ name: 'mine', cluster: { name: 'local' }, nodeCount: 2 });
    expect(body.files.every((file: { sha256: string }) => put.has(file.sha256))).toBe(true);
    expect(await run('recipe', 'run', 'digitz')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('recipes are digits'),
    });
  });
});
