import { readFile } from 'node:fs/promises';
import { productBuild } from '@trainyard/contracts/build';
import { version } from '@trainyard/contracts/version';
import { TestServer } from '@trainyard/sdk/testing/test-server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mismatchOf } from './mismatch.ts';
import { clusterNamed, pageOf, runHere, trainyard, workspaceNamed } from './testing/world.ts';

let server: TestServer;
beforeEach(async () => {
  server = await new TestServer({
    getSession: () => ({ actor: { kind: 'reader', name: 'ada' }, csrf: null, expiryTime: null, workspace: null }),
    listWorkspaces: () => pageOf([workspaceNamed('yard')]),
    listClusters: () => pageOf([clusterNamed('c')]),
  }).start();
});
afterEach(() => server.stop());

test('there is one version, that of the root package.json', async () => {
  const root = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8'));
  expect(root.version).toBe(version);
});

test.each([
  ['of the same build: nothing', () => productBuild(), undefined],
  ['of another version', () => '9.9.9+api.0', 'the server is 9.9.9'],
  ['of another build of it', () => `${version}+api.000000000000`, 'different builds of'],
  ['that does not say', () => null, 'older than this command'],
])('a server %s', async (_, build, said) => {
  const text = await mismatchOf(build());
  if (said === undefined) expect(text).toBeUndefined();
  else expect(text).toContain(said);
});

test('a mismatch is said once, on stderr, and fails nothing', async () => {
  const same = await runHere(server, ['cluster', 'list']);
  server.build = '9.9.9+api.0';
  const other = await runHere(server, ['cluster', 'list']);
  expect(same.stderr).toBe('');
  expect(other.code).toBe(0);
  expect(other.stdout.equals(same.stdout)).toBe(true);
  expect(other.stderr.match(/the server is 9\.9\.9/g)).toHaveLength(1);
  server.handlers.listClusters = undefined as never;
  expect(await runHere(server, ['cluster', 'list'])).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('9.9.9'),
  });
});

test('version says both, and ours alone where nobody answers', async () => {
  const both = await runHere(server, ['version']);
  expect(JSON.parse(String(both.stdout))).toEqual({ client: productBuild(), server: productBuild(), url: server.url });
  const alone = await trainyard(undefined, ['version', '--url', 'http://127.0.0.1:9', '--token', 't']);
  expect(JSON.parse(String(alone.stdout))).toEqual({ client: productBuild(), server: null, url: 'http://127.0.0.1:9' });
  expect(alone).toMatchObject({ code: 0, stderr: expect.stringContaining('no answer from') });
});
