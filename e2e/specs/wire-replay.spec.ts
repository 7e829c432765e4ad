import { jobToNative } from '@trainyard/contracts/batch-ai/native-body';
import type { JobCreateInput } from '@trainyard/contracts/job';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RigServer } from '../cluster/server.ts';
import { until } from '../cluster/wait.ts';
import { expectedOf } from '../compat/expected.ts';
import { clusterFiles, fileServerFiles, jobFiles } from '../compat/job-files.ts';
import { examples } from '../compat/wire/examples.ts';
import { Group, versioned } from '../compat/wire/places.ts';
import { publishedAccount, sentOf } from '../compat/wire/published.ts';
import { lostOf } from '../compat/wire/read-back.ts';
import { recordings } from '../compat/wire/recorded.ts';
import { Replay } from '../compat/wire/replay.ts';
import { send } from '../compat/wire/send.ts';

/** What clients and users of 2018 wrote, sent again; with `BATCHAI_SAMPLES=FOLDER` also what was recorded and published then. */
let server: RigServer;
beforeAll(async () => {
  server = await new RigServer().start();
});
afterAll(() => server?.dispose());

test.each(recordings())('$name is answered as it was recorded', async (recording) => {
  expect(await new Replay(server, recording).run()).toEqual([]);
});

test('every example of the published description is accepted, in its order', async () => {
  await server.client.call('createStorageAccount', {
    body: { name: 'storage_account_name', backing: { kind: 'local' } },
  });
  for (const { name, method, path, body, statuses } of examples()) {
    // What is still being made cannot be referred to, and what is in use cannot go.
    const answer = await until(`${name} to be possible`, async () => {
      const answer = await send(server.url, { method, path, body });
      return answer.status !== 409 && answer;
    });
    expect(statuses, `${name} was answered ${answer.status} ${answer.text}`).toContain(answer.status);
  }
});

describe('published files', () => {
  const group = new Group('published', 'files');
  const cluster = group.cluster('w', 'c');

  beforeAll(async () => {
    await server.client.call('createStorageAccount', { body: { name: publishedAccount, backing: { kind: 'local' } } });
    const scaleSettings = { manual: { targetNodeCount: 0 } };
    for (const [path, body] of [
      [group.workspace('w'), { location: 'northeurope' }],
      [group.experiment('w', 'e'), undefined],
      [cluster, { properties: { vmSize: 'STANDARD_NC6', scaleSettings } }],
    ] as const) {
      expect((await send(server.url, { method: 'PUT', path: versioned(path), body })).status).toBeLessThan(300);
    }
  });

  /** Sends a file's fields to an address; what is there then. */
  async function putAndRead(path: string, properties: Record<string, unknown>): Promise<Record<string, unknown>> {
    const put = await send(server.url, { method: 'PUT', path: versioned(path), body: { properties } });
    expect(put.status, put.text).toBe(202);
    const { body } = await send(server.url, { method: 'GET', path: versioned(path) });
    return (body as { properties: Record<string, unknown> }).properties;
  }

  test.each(jobFiles())('the job $name is stored, read back and planned as it is', async (file) => {
    const sent = sentOf(file, cluster);
    expect(lostOf(sent, await putAndRead(group.job('w', 'e', file.name), sent))).toEqual([]);
    const { body } = jobToNative({ properties: sent });
    const { faults, processes } = await server.client.call('planJob', {
      params: { workspace: 'published:files:w', experiment: 'e' },
      body: { ...body, name: 'planned' },
    });
    expect(faults).toEqual([]);
    const expected = expectedOf(body as Partial<JobCreateInput>).map(({ rank }) => rank);
    // What launches others is no rank of the job.
    const launched = processes?.filter(({ startedBy }) => startedBy === 'launcher') ?? [];
    const ranks = (launched.length > 0 ? launched : processes)?.map(({ rank }) => rank).toSorted((a, b) => a - b);
    expect(ranks).toEqual(expected.length > 0 ? expected : [0]);
  });

  test.each(clusterFiles())('the cluster $name is stored and read back', async ({ name, properties }) => {
    // What an older version called `credentialsInfo` is a field that this one does not have.
    const sent = sentOf({ name, properties });
    const scaled = { ...sent, scaleSettings: { manual: { targetNodeCount: 0 } } };
    const kept = JSON.parse(JSON.stringify(scaled).replaceAll('"credentialsInfo"', '"credentials"'));
    expect(lostOf(kept, await putAndRead(group.cluster('w', name), scaled))).toEqual([]);
  });

  test.each(fileServerFiles())('the file server $name is stored and read back', async (file) => {
    const sent = sentOf(file);
    const path = group.fileServer('w', file.name);
    expect(lostOf(sent, await putAndRead(path, sent))).toEqual([]);
    await send(server.url, { method: 'DELETE', path: versioned(path) });
  });
});
