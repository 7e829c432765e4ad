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

test('gpu-time is read until the day is whole: hours and shares for people, all of it for programs', async () => {
  const parts = {
    allocatedMs: 36e6,
    notMeasuredMs: 3.6e6,
    idleMs: 14.4e6,
    starvedMs: 3.6e6,
    busyMs: 18e6,
    usefulMs: 9e6,
    spinMs: 1.8e6,
    inputMs: 3.6e6,
    unsureMs: 3.6e6,
  };
  const sum = { gpus: 8, ...parts, spinWatts: 280, inputCpu: 420, steps: [] };
  const job = { uid: '01980000-0000-7000-8000-000000000001', experiment: 'e', name: 'worst' };
  const day = { from: 0, to: 9e5, stepMs: 9e5, readFrom: 0, oneIn: 1, real: null, simulated: sum, idleRest: 0 };
  const whole = { ...day, idle: [{ job, holds: true, simulated: true, ...parts }] };
  let asked = 0;
  server.handlers.getGpuTime = () => (++asked < 3 ? { ...whole, readFrom: 5e5 } : whole);
  const table = await runHere(server, ['workspace', 'gpu-time', 'yard', '-o', 'table']);
  expect(String(table.stdout)).toMatch(/GPU hours of +Allocated +Busy +Useful/);
  expect(String(table.stdout)).toMatch(
    /8 GPUs \(simulated\) +10 +5 \(50 %\) +2.5 \(25 %\) +0.5 +2 +1 +4 \(40 %\) +1\n/,
  );
  expect(String(table.stdout)).toMatch(/e\/worst \(simulated\) +10/);
  expect(asked).toBe(3);
  const json = await runHere(server, ['workspace', 'gpu-time', '-o', 'json']);
  expect(JSON.parse(String(json.stdout))).toEqual(whole);
});
