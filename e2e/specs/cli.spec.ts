import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Command } from '../cluster/command.ts';
import { processesOfJob } from '../cluster/processes.ts';
import { adminToken, RigServer } from '../cluster/server.ts';
import { until } from '../cluster/wait.ts';

const server = new RigServer();
const home = mkdtempSync(join(tmpdir(), 'trainyard-person-'));
const credentials = join(home, '.config/trainyard/credentials.json');
beforeAll(() => server.start());
afterAll(async () => {
  await server.dispose();
  rmSync(home, { recursive: true, force: true });
});

/** The command of somebody who has only a home: words of a line, more words with spaces after it. */
function run(line: string, ...more: string[]) {
  return new Command([...line.split(' '), ...more], { HOME: home }).end();
}

/** The same for a command that must work: what it printed. */
async function done(line: string, ...more: string[]): Promise<string> {
  const ended = await run(line, ...more);
  expect(ended, `trainyard ${line}`).toMatchObject({ code: 0 });
  return ended.out;
}

/** As json, which is what a pipe is given. */
const told = async (line: string, ...more: string[]) => JSON.parse(await done(line, ...more));

function file(name: string, content: unknown): string {
  const path = join(home, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

/** Prints numbered lines until the file `stop` appears in its directory. */
const counting = 'i=0; while [ ! -e "$AZ_BATCHAI_JOB_TEMP/stop" ]; do echo "line $i"; i=$((i+1)); sleep 0.02; done';

describe('signing in', () => {
  test('without any sign-in the command says what to do and exits 2', async () => {
    const ended = await new Command(['workspace', 'list'], { HOME: home, TRAINYARD_HOME: join(home, 'none') }).end();
    expect(ended).toMatchObject({ code: 2, out: '' });
    expect(ended.err).toContain('trainyard login --url URL --token TOKEN');
  });

  test("a server's own data directory is sign-in enough on its machine", async () => {
    const local = await new Command(['workspace', 'list'], { HOME: home, TRAINYARD_HOME: server.home }).end();
    expect(local).toMatchObject({ code: 0, out: '[]\n' });
  });

  test('login proves the token, keeps it for its owner only, and refuses a wrong one with 4', async () => {
    const wrong = await run(`login --url ${server.url} --token wrong`);
    expect(wrong.code).toBe(4);
    expect(() => statSync(credentials)).toThrow('ENOENT');
    const right = await run(`login --url ${server.url} --token ${adminToken}`);
    expect(right).toMatchObject({ code: 0, out: '' });
    expect(right.err).toContain(`signed in to ${server.url} as administrator`);
    expect(statSync(credentials).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, '.config/trainyard')).mode & 0o777).toBe(0o700);
  });
});

describe('what jobs need', () => {
  test('a workspace, an experiment and a cluster are made, listed and shown', async () => {
    expect(await told('workspace create w')).toMatchObject({ name: 'w', provisioningState: 'succeeded' });
    expect(await done('workspace list -o tsv')).toBe('w\tdefault\tlocal\tsucceeded\n');
    expect(await told('workspace show w')).toMatchObject({ name: 'w' });
    expect(await told('experiment create e')).toMatchObject({ name: 'e', workspace: 'w' });
    expect(await told('experiment list')).toEqual([expect.objectContaining({ name: 'e' })]);
    expect(await told('experiment show e')).toMatchObject({ name: 'e' });
    const cluster = await told('cluster create c -s STANDARD_NC6 -t 1');
    expect(cluster).toMatchObject({ name: 'c', scaleSettings: { manual: { targetNodeCount: 1 } } });
    expect(await told('cluster list')).toEqual([expect.objectContaining({ name: 'c' })]);
  });

  test('a cluster is resized and scaled, and its nodes are listed', async () => {
    const body = { properties: { vmSize: 'STANDARD_D1', scaleSettings: { manual: { targetNodeCount: 0 } } } };
    expect(await told('cluster create spare -f', file('cluster.json', body))).toMatchObject({ vmSize: 'STANDARD_D1' });
    expect(await done('cluster resize spare -t 1 -o table')).toContain('1 node wanted: set to 1 by administrator');
    const scaled = await told('cluster auto-scale spare --min 0 --max 2');
    expect(scaled.scaleSettings.autoScale).toMatchObject({ minimumNodeCount: 0, maximumNodeCount: 2 });
    await until('an idle node', async () => (await told('cluster show c')).nodeStateCounts.idleNodeCount === 1);
    expect(await done('cluster node list c -o tsv')).toMatch(/^c-0\t127\.[\d.]+\t\tidle\tok\t/);
    expect(await done('cluster delete spare -y')).toBe('');
  });
});

describe('a job', () => {
  const bytes = 'head -c 300000 /dev/urandom > "$AZ_BATCHAI_OUTPUT_MODEL/w.bin"';
  const seven = {
    cluster: { name: 'c' },
    outputDirectories: [{ id: 'MODEL' }],
    customToolkitSettings: { commandLine: `${bytes}; sha256sum < "$AZ_BATCHAI_OUTPUT_MODEL/w.bin"; exit 7` },
  };

  test('of a native file is waited for with its own exit code, and leaves its log and its files', async () => {
    expect(await told('job submit seven -f', file('seven.json', seven))).toMatchObject({ name: 'seven', nodeCount: 1 });
    const waited = await run('job wait seven');
    expect(waited.code).toBe(7);
    expect(waited.err).toContain('rank 0 on node c-0 ended with exit code 7');
    expect(await done('job attempt list seven -o tsv')).toMatch(/^1\t0\tended\tfailed\t7\tc-0\t/);
    const files = await told('job file list seven');
    expect(files).toContainEqual(expect.objectContaining({ directory: 'MODEL', path: 'w.bin', bytes: 300_000 }));
    expect(files).toContainEqual(expect.objectContaining({ directory: 'stdouterr', path: 'stdout.txt', type: 'file' }));
    const target = join(home, 'down');
    mkdirSync(target);
    const download = await run('job file download seven --to', target);
    expect(download).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(join(target, 'MODEL/w.bin'))).toHaveLength(300_000);
    const sum = (await done('job logs seven')).split(' ')[0];
    const { createHash } = await import('node:crypto');
    const found = createHash('sha256')
      .update(readFileSync(join(target, 'MODEL/w.bin')))
      .digest('hex');
    expect(found).toBe(sum);
    expect(download.err).toContain(`SHA-256 ${sum}`);
  });

  test("of Batch AI's own file runs as it is", async () => {
    const batch = file('batch.json', {
      $schema: 'https://raw.githubusercontent.com/Azure/BatchAI/master/schemas/2018-05-01/job.json',
      properties: {
        nodeCount: 1,
        cluster: {
          id: '/subscriptions/local/resourceGroups/default/providers/Microsoft.BatchAI/workspaces/w/clusters/c',
        },
        customToolkitSettings: { commandLine: 'echo "$GREETING"' },
        stdOutErrPathPrefix: '$AZ_BATCHAI_MOUNT_ROOT/external',
        environmentVariables: [{ name: 'GREETING', value: 'good day' }],
        containerSettings: null,
        inputDirectories: [],
      },
    });
    const created = await run('job create --name batch --config-file', batch);
    expect(created).toMatchObject({ code: 0, err: '' });
    expect((await run('job wait -n batch')).code).toBe(0);
    expect(await done('job logs batch')).toBe('good day\n');
  });

  test('is listed as table, tsv and json', async () => {
    const [titles, , ...rows] = (await done('job list -o table')).trimEnd().split('\n');
    expect(titles).toMatch(
      /^Name +Cluster +Cluster RG .*State +Exit code +Experiment +Starts about +Held +Share +Shards +Progress +Finding$/,
    );
    expect(rows.map((row) => row.split(/ +/)[0])).toEqual(['batch', 'seven']);
    expect(await done('job list --state failed -o tsv')).toBe(
      'seven\tc\tdefault\tw\tcustom\t1\tfailed\t7\te\t\t\t\t\t\t\n',
    );
    const listed = await told('job list -c c --max-items 1 -o json');
    expect(listed).toEqual([
      expect.objectContaining({ name: 'batch', executionInfo: expect.objectContaining({ exitCode: 0 }) }),
    ]);
    expect(await told('job show seven')).toMatchObject({ name: 'seven', executionState: 'failed' });
  });

  test('is followed while it runs over a kill -9 of the server: 0 missing, 0 doubled', async () => {
    const { uid } = await told(
      'job submit long -f',
      file('long.json', { cluster: { name: 'c' }, customToolkitSettings: { commandLine: counting } }),
    );
    await until('the job to run', async () => (await told('job show long')).executionState === 'running');
    const follow = new Command(['job', 'logs', 'long', '-f'], { HOME: home });
    await until('the first lines', () => follow.out.includes('line 10\n'));
    await server.kill('SIGKILL');
    await until('the command to notice', () => follow.err.includes('the connection is cut: trying again'));
    await server.start();
    const seen = follow.out.split('\n').length;
    await until('lines from after the restart', () => follow.out.split('\n').length > seen + 20);
    const dir = processesOfJob(uid)
      .map(({ environment }) => environment.AZ_BATCHAI_JOB_TEMP)
      .find(Boolean);
    writeFileSync(`${dir}/stop`, '');
    const ended = await follow.end();
    const lines = ended.out.trimEnd().split('\n');
    expect(lines).toEqual(lines.map((_, at) => `line ${at}`));
    expect(ended.code).toBe(0);
    expect(ended.err).toContain(`lines 1-${lines.length}, 0 missing, 0 doubled`);
    expect(await done('job logs long')).toBe(ended.out);
  });

  test('is terminated only after a yes, and submitted again under another name', async () => {
    await done(
      'job submit endless -f',
      file('endless.json', { cluster: { name: 'c' }, customToolkitSettings: { commandLine: 'sleep 600' } }),
    );
    expect(await run('job terminate endless')).toMatchObject({ code: 2, err: expect.stringContaining('add -y') });
    await done('job terminate endless -y');
    expect((await run('job wait endless')).code).toBe(1);
    expect(await told('job resubmit batch --as again')).toMatchObject({ name: 'again' });
    expect((await run('job wait again')).code).toBe(0);
    await done('job delete again -y');
    await until('the job to be gone', async () => (await run('job show again')).code === 3);
  });
});

test('recipes and events are listed', async () => {
  const recipes = (await told('recipe list')) as { name: string }[];
  expect(recipes.map(({ name }) => name)).toEqual(['digits', 'digits-torch', 'session', 'jupyter']);
  const types = (await done('event list -j seven -o tsv'))
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t')[2]);
  expect(types[0]).toBe('job.submitted');
  // What is learnt of it afterwards, such as why it failed, comes behind.
  expect(types.filter((type) => !type?.endsWith('.updated')).at(-1)).toBe('job.failed');
  expect((await told('event list --max-items 2')).length).toBe(2);
  const all = (await told('event list -j seven')) as { seq: number }[];
  expect(await told('event list -j seven --last 3')).toEqual(all.slice(-3));
  expect(await told(`event list -j seven --last 3 --after ${all.at(-2)?.seq}`)).toEqual(all.slice(-1));
  expect(await told('event list -j seven --last 3 --max-items 2')).toEqual(all.slice(-3, -1));
  const followed = await done('event list -j seven -f --last 3 --max-items 3');
  expect(
    followed
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).seq),
  ).toEqual(all.slice(-3).map(({ seq }) => seq));
});

test('exit codes tell a slip of the pen, what is not there and what is refused', async () => {
  const codes = async (...lines: string[]) => Promise.all(lines.map(async (line) => (await run(line)).code));
  expect(await codes('frobnicate', 'job show', 'cluster resize c', `job submit x -f ${home}/none.json`)).toEqual([
    2, 2, 2, 2,
  ]);
  expect(await codes('job show none', 'cluster show none -w w', 'workspace show none')).toEqual([3, 3, 3]);
  expect(await codes('experiment create e', `workspace list --url ${server.url} --token wrong`)).toEqual([4, 4]);
  const unknown = await new Command(
    'job submit x -f - -c c'.split(' '),
    { HOME: home },
    '{"customToolkitSettings":{"commandLine":"true"},"colour":1}',
  ).end();
  expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('colour') });
});

test('what is deleted is gone, and logout forgets the sign-in', async () => {
  await done('experiment delete e -y');
  await done('cluster delete c -y');
  await done('workspace delete w -y');
  await until('the workspace to be gone', async () => (await told('workspace list')).length === 0);
  expect((await run('logout')).err).toBe('signed out\n');
  expect(() => statSync(credentials)).toThrow('ENOENT');
});
