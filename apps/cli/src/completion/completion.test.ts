import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { TestServer } from '@trainyard/sdk/testing/test-server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clusterNamed, experimentNamed, jobNamed, pageOf, runHere, workspaceNamed } from '../testing/world.ts';

let server: TestServer;
let dir: string;
const main = fileURLToPath(new URL('../main.ts', import.meta.url));

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trainyard-completion-'));
  server = await new TestServer({
    listWorkspaces: () => pageOf([workspaceNamed('yard')]),
    listExperiments: () => pageOf([experimentNamed('digits')]),
    listClusters: () => pageOf([clusterNamed('small'), clusterNamed('large')]),
    listJobs: () => pageOf([jobNamed('train'), jobNamed('test')]),
  }).start();
});
afterEach(async () => {
  await server.stop();
  await rm(dir, { recursive: true });
});

/** What the command answers a shell: the directive, then the candidates. */
async function complete(...words: string[]): Promise<string[]> {
  const { stdout } = await runHere(server, ['__complete', ...words]);
  return String(stdout)
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t')[0] as string);
}

test.each<[string[], string[]]>([
  [['clu'], [':none', 'cluster']],
  [
    ['cluster', 'no'],
    [':none', 'node'],
  ],
  [
    ['cluster', 'node', 'l'],
    [':none', 'list'],
  ],
  [
    ['job', 'show', ''],
    [':none', 'train', 'test'],
  ],
  [
    ['job', 'show', '-n', 'tr'],
    [':none', 'train'],
  ],
  [
    ['cluster', 'show', 'S'],
    [':none', 'small'],
  ],
  [
    ['job', 'list', '--cluster', ''],
    [':none', 'small', 'large'],
  ],
  [
    ['job', 'list', '--cluster=la'],
    [':none', '--cluster=large'],
  ],
  [
    ['job', 'list', '-o', 't'],
    [':none', 'table', 'tsv'],
  ],
  [
    ['-o', 'tsv', 'job', 'list', '-e', ''],
    [':none', 'digits'],
  ],
  [
    ['job', 'top', 'train', 'te'],
    [':none', 'test'],
  ],
  [['job', 'submit', '-f', ''], [':files']],
  [['job', 'submit', ''], [':none']],
  [['job', 'submit', '--workdir', ''], [':directories']],
  [
    ['job', 'wait', '--na'],
    [':none', '--name'],
  ],
  [
    ['token', 'create', '--role', ''],
    [':none', 'administrator', 'reader'],
  ],
  [
    ['completion', ''],
    [':none', 'bash', 'zsh', 'fish'],
  ],
  [
    ['recipe', 'run', 'digits-'],
    [':none', 'digits-torch'],
  ],
  [['nonsense', ''], [':none']],
])('%j', async (words, expected) => {
  const found = await complete(...words);
  if (words.join(' ') === 'nonsense ') expect(found[0]).toBe(':none');
  else expect(found).toEqual(expected);
});

test('the jobs of the workspace and experiment that stand on the line are asked for', async () => {
  await complete('job', 'show', '-w', 'lab', '-e', 'first', '');
  expect(server.seen.at(-1)).toMatchObject({
    name: 'listJobs',
    params: { workspace: 'lab' },
    query: { experiment: 'first' },
  });
});

test('without a server, or a right to ask, there are no names and no words about it', async () => {
  server.handlers.listJobs = undefined as never;
  expect(await runHere(server, ['__complete', 'job', 'show', ''])).toMatchObject({ code: 0, stderr: '' });
  expect(await complete('job', 'show', '')).toEqual([':none']);
});

test('bash with the script completes verbs, names, options with = and references with colons', {
  timeout: 30_000,
}, async () => {
  server.handlers.listWorkspaces = () => pageOf([{ ...workspaceNamed('lab'), ref: 'sub:group:lab' }]);
  const { stdout: script } = await runHere(server, ['completion', 'bash']);
  await writeFile(join(dir, 'script'), script);
  await writeFile(
    join(dir, 'trainyard'),
    `#!/bin/sh\nexec ${process.execPath} --disable-warning=ExperimentalWarning ${main} "$@"\n`,
    { mode: 0o755 },
  );
  const asks = [
    'trainyard job sho',
    'trainyard job show -w yard -e e t',
    'trainyard cluster show --na',
    'trainyard job list --output=t',
    'trainyard -w sub:gr',
  ];
  const lines = asks.map((line) => `ask '${line}'`).join('\n');
  const program = `source ${dir}/script
ask() { COMP_LINE="$1" COMP_POINT=\${#1}; _trainyard; echo "\${COMPREPLY[*]}"; }
${lines}
complete -p trainyard`;
  const env = {
    PATH: `${dir}:${process.env.PATH}`,
    HOME: dir,
    TRAINYARD_HOME: dir,
    TRAINYARD_URL: server.url,
    TRAINYARD_TOKEN: server.token,
  };
  const { stdout, stderr } = await promisify(execFile)('bash', ['-c', program], { env });
  expect(stderr).toBe('');
  expect(stdout.split('\n')).toEqual([
    'show',
    'train test',
    '--name',
    'table tsv',
    'group:lab',
    'complete -F _trainyard trainyard',
    '',
  ]);
});
