import { Fault } from '@trainyard/contracts/errors';
import { TestServer } from '@trainyard/sdk/testing/test-server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pageOf, runHere, workspaceNamed } from '../testing/world.ts';

let server: TestServer;

beforeEach(async () => {
  server = await new TestServer({
    listWorkspaces: () => pageOf([workspaceNamed('yard')]),
    updateWorkspace: ({ body }) => ({ ...workspaceNamed('yard'), ...(JSON.parse(String(body)) as object) }),
    getDiskUse: ({ params }) => {
      if (params.workspace !== 'yard') throw new Fault('WorkspaceNotFound', { name: String(params.workspace) });
      return { logs: 1_500, outputs: 5e9, series: 0, blobs: 1, fileServers: 0, countedAt: '2018-06-01T00:00:00Z' };
    },
  }).start();
});
afterEach(() => server.stop());

test('update sends what is named and says what is kept', async () => {
  const args = [
    'workspace',
    'update',
    'yard',
    '--retention-logs',
    'P30D',
    '--retention-series',
    'forever',
    '-o',
    'table',
  ];
  const done = await runHere(server, args);
  expect(JSON.parse(String(server.seen[0]?.body))).toEqual({ retention: { logs: 'P30D', series: 'forever' } });
  expect(String(done.stdout)).toContain('logs are kept for P30D after the end of a job');
  expect(String(done.stdout)).not.toContain('series');
  expect(await runHere(server, ['workspace', 'update', 'yard'])).toMatchObject({ code: 2 });
});

test('usage is bytes for programs and rounded for people; the only workspace is meant', async () => {
  const table = await runHere(server, ['workspace', 'usage', '-o', 'tsv']);
  expect(String(table.stdout)).toBe('1.46 KiB\t4.66 GiB\t0 bytes\t1 byte\t0 bytes\t2018-06-01T00:00:00Z\n');
  const json = await runHere(server, ['workspace', 'usage', 'yard', '-o', 'json']);
  expect(JSON.parse(String(json.stdout))).toMatchObject({ outputs: 5e9 });
  expect((await runHere(server, ['workspace', 'usage', 'other'])).code).toBe(3);
});
