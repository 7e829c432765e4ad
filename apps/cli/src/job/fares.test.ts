import { reason } from '@trainyard/contracts/reasons';
import type { JobVitals } from '@trainyard/contracts/vitals';
import { TestServer } from '@trainyard/sdk/testing/test-server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { experimentNamed, jobNamed, jobUid, pageOf, runHere, workspaceNamed } from '../testing/world.ts';

const progress = {
  step: 62,
  steps: 500,
  epoch: null,
  epochs: null,
  percent: 12.4,
  rate: 6.2,
  rateUnit: 'it',
  endsAt: null,
  at: null,
};
const finding = {
  kind: 'straggler' as const,
  since: 0,
  ranks: [3],
  node: 'c-1',
  says: reason('ranksHoldBack', { count: 1, ranks: '3' }),
  evidence: [reason('othersWaitMs', { others: 3, ms: 310 })],
};
const vitals: JobVitals = {
  job: jobUid,
  unit: 0,
  attempt: 1,
  at: 1,
  progress,
  gpuBusy: null,
  gpuHour: [],
  simulated: false,
  lastLineAt: 1,
  finding,
};

let server: TestServer;
let told = vitals;
let job = jobNamed('train');
beforeEach(async () => {
  server = await new TestServer({
    listWorkspaces: () => pageOf([workspaceNamed('yard')]),
    listExperiments: () => pageOf([experimentNamed('digits')]),
    listJobs: () => pageOf([job]),
    getJob: () => job,
    listVitals: () => pageOf([told]),
  }).start();
});
afterEach(() => server.stop());

test('a list and a job say how far it is and what is found, by the server', async () => {
  job = jobNamed('train', { executionState: 'running' });
  const list = await runHere(server, ['job', 'list', '-o', 'tsv']);
  expect(String(list.stdout)).toContain('12.4 %, step 62 of 500\trank 3 holds the others back');
  const { stdout } = await runHere(server, ['job', 'show', 'train', '-o', 'table']);
  expect(String(stdout)).toContain('progress: 12.4 %, step 62 of 500, 6.2 it/s');
  expect(String(stdout)).not.toContain('p90');
  expect(String(stdout)).toContain('rank 3 holds the others back');
  expect(String(stdout)).toContain('the other 3 wait 310 ms a step');
  const [endsAt, endsLateAt] = [Date.now() + 600_000, Date.now() + 900_000];
  told = { ...vitals, progress: { ...progress, endsAt, endsLateAt } };
  const later = await runHere(server, ['job', 'show', 'train', '-o', 'table']);
  expect(String(later.stdout)).toMatch(/step 62 of 500, ends [^,]+, p90 [^,]+, 6\.2 it\/s/);
});

test('of a job that is over it is what is kept with it', async () => {
  job = jobNamed('train', {
    executionState: 'failed',
    vitals: { unit: 0, attempt: 1, at: 1, progress: { ...progress, percent: 50 }, finding: null },
  });
  server.handlers.listVitals = () => {
    throw new Error('nothing runs');
  };
  const { stdout } = await runHere(server, ['job', 'list', '-o', 'tsv']);
  expect(String(stdout)).toContain('50 %, step 62 of 500');
});
