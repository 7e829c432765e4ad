import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { crc32c } from '@node-rs/crc32';
import { controllerActor } from '@trainyard/contracts/actors';
import type { LogFrame } from '@trainyard/contracts/log-frame';
import type { SeriesFrame } from '@trainyard/contracts/series-frame';
import { systemClock } from '@trainyard/runtime/node/system';
import fc, { type Scheduler } from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Booted, boot, until } from '../testing/boot.ts';
import { removeContents } from './remove-contents.ts';
import { type SweepPorts, sweep } from './sweep.ts';

const day = 86_400_000;
const api = '/api/v1';
const jobs = `${api}/workspaces/w/experiments/e/jobs`;
let yard: Booted;

beforeAll(async () => {
  yard = await boot({ codeBytesMost: 1_000 });
  await yard.call('POST', `${api}/workspaces`, { body: { name: 'w' } });
  await yard.call('POST', `${api}/workspaces/w/experiments`, { body: { name: 'e' } });
  const cluster = { name: 'c', vmSize: 'STANDARD_D1', scaleSettings: { manual: { targetNodeCount: 0 } } };
  expect((await yard.call('POST', `${api}/workspaces/w/clusters`, { body: cluster })).status).toBe(201);
}, 60_000);
afterAll(() => yard?.stop());

const hashOf = (content: string) => createHash('sha256').update(content).digest('hex');
const upload = (content: string) => yard.call('PUT', `${api}/blobs/${hashOf(content)}`, { raw: content });
const missing = (...contents: string[]) =>
  yard.call('POST', `${api}/blobs/missing`, { body: { sha256: contents.map(hashOf) } });
const filesOf = (contents: readonly string[]) =>
  contents.map((content, at) => ({ path: `f${at}`, sha256: hashOf(content) }));

function submit(name: string, contents: readonly string[], more: object = {}) {
  const body = { name, cluster: { name: 'c' }, customToolkitSettings: { commandLine: 'true' }, held: true, ...more };
  return yard.call('POST', jobs, { body: { ...body, files: filesOf(contents) } });
}

/** Ends it at once, since it never ran. */
const terminate = (name: string) => yard.call('POST', `${jobs}/${name}/terminate`);
const inside = () => yard.server.inside.doors;
const has = (content: string) => inside().archive.blobs.has(hashOf(content));

/** A sweep for which it is later than it is. */
function sweepAt(later: number, ports: Partial<SweepPorts> = {}): Promise<void> {
  const clock = { ...systemClock, now: () => Date.now() + later };
  return sweep({ ...inside(), clock, ...ports });
}

describe('files that jobs ship', () => {
  test('are asked for at once, kept for a day, and gone after it unless a job names them', async () => {
    expect((await missing('one', 'two')).json).toEqual({ missing: [hashOf('one'), hashOf('two')] });
    for (const content of ['one', 'two']) expect((await upload(content)).status).toBe(200);
    expect((await missing('one', 'two', 'three')).json).toEqual({ missing: [hashOf('three')] });
    expect((await submit('uses', ['one'])).status).toBe(201);
    await sweepAt(day - 60_000);
    expect([await has('one'), await has('two')]).toEqual([true, true]);
    await sweepAt(day + 60_000);
    expect([await has('one'), await has('two')]).toEqual([true, false]);
    expect((await submit('late', ['two'])).json.error.code).toBe('BlobNotFound');
    // The same job again holds them as well, after the first is gone.
    await terminate('uses');
    expect((await yard.call('POST', `${jobs}/uses/resubmit`, { body: { name: 'again' } })).status).toBe(201);
    await yard.call('DELETE', `${jobs}/uses`);
    await sweepAt(2 * day);
    expect(await has('one')).toBe(true);
    await yard.call('DELETE', `${jobs}/again`);
    await sweepAt(2 * day);
    expect(await has('one')).toBe(false);
  });

  test('whose bytes are lost are asked for again', async () => {
    await upload('lost');
    await inside().archive.blobs.remove(hashOf('lost'));
    expect((await missing('lost')).json).toEqual({ missing: [hashOf('lost')] });
    await upload('lost');
    expect((await missing('lost')).json).toEqual({ missing: [] });
  });

  test('are refused beyond the limit of all together, every path counted', async () => {
    expect((await yard.call('GET', `${api}/blobs/limits`)).json).toEqual({ files: 2_000, bytes: 1_000 });
    const half = 'x'.repeat(500);
    await upload(half);
    expect((await submit('fits', [half, half])).status).toBe(201);
    const over = await submit('over', [half, half, 'one more']);
    expect(over.status).toBe(404);
    await upload('one more');
    expect(await submit('over', [half, half, 'one more'])).toMatchObject({
      status: 400,
      json: { error: { code: 'CodeTooLarge', params: { bytes: 1_008, limit: 1_000 } } },
    });
  });

  test('that are sent again just before they would go stay', async () => {
    await upload('back');
    const { execute, read, archive } = inside();
    const collected = await execute('blob.collect', { before: Date.now() + day }, controllerActor('test'));
    expect(collected.sha256).toContain(hashOf('back'));
    let asked = 0;
    const late: SweepPorts['read'] = async (name, input) => {
      const answer = await read(name, input);
      if (asked++ === 0) await upload('back');
      return answer;
    };
    expect(await removeContents({ archive, read: late }, [hashOf('back')])).toBe(0);
    expect(await has('back')).toBe(true);
    expect(await removeContents({ archive, read }, collected.sha256)).toBeGreaterThanOrEqual(0);
    expect((await missing('back')).json).toEqual({ missing: [] });
  });

  test('that a job names are never removed, whatever comes between what', async () => {
    let run = 0;
    const world = fc.record({
      clients: fc.array(fc.array(fc.subarray(['a', 'b', 'c'], { minLength: 1 }), { minLength: 1, maxLength: 2 }), {
        minLength: 2,
        maxLength: 3,
      }),
      deletes: fc.array(fc.nat(5), { maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(world, fc.scheduler(), async ({ clients, deletes }, scheduler) => {
        const own = `run-${run++}`;
        const named = clients.flatMap((specs, client) =>
          specs.map((letters, at) => ({
            name: `${own}-${client}-${at}`,
            client,
            contents: letters.map((letter) => `${own} ${letter}`),
          })),
        );
        const turn = (label: string) => scheduler.schedule(Promise.resolve(), label);
        const actors = clients.map(async (_, client) => {
          for (const job of named.filter((one) => one.client === client)) await persist(job.name, job.contents, turn);
        });
        const deleted = new Set(deletes.flatMap((at) => named[at]?.name ?? []));
        const deleting = (async () => {
          for (const name of deleted) {
            await turn(`delete ${name}`);
            await yard.call('DELETE', `${jobs}/${name}`);
          }
        })();
        // For this one a day is over at any moment.
        const sweeping = (async () => {
          for (let at = 0; at < 3; at++) await sweepAt(day + 3_600_000, scheduledPorts(scheduler));
        })();
        await scheduler.waitFor(Promise.all([...actors, deleting, sweeping]));
        for (const { name, contents } of named) {
          if ((await yard.call('GET', `${jobs}/${name}`)).status === 404) continue;
          for (const content of contents) {
            const stored = await buffer(await inside().archive.blobs.open(hashOf(content)));
            expect(String(stored)).toBe(content);
          }
        }
        for (const { name } of named) await yard.call('DELETE', `${jobs}/${name}`);
        await sweepAt(day + 3_600_000);
        for (const letter of ['a', 'b', 'c']) expect(await has(`${own} ${letter}`)).toBe(false);
      }),
      { numRuns: 15 },
    );
  });
});

/** As the command line does it, over and over until it is taken: whoever is too slow is told to send again. */
async function persist(name: string, contents: string[], turn: (label: string) => Promise<unknown>): Promise<void> {
  for (let again = 0; again < 20; again++) {
    await turn(`ask for ${name}`);
    const lacking = new Set<string>((await missing(...contents)).json.missing);
    for (const content of contents.filter((one) => lacking.has(hashOf(one)))) {
      await turn(`send for ${name}`);
      expect((await upload(content)).status).toBe(200);
    }
    await turn(`submit ${name}`);
    const answer = await submit(name, contents);
    if (answer.status === 201) return;
    expect(answer.json.error.code).toBe('BlobNotFound');
  }
}

/** Every word of the sweep to the other threads waits for its turn. */
function scheduledPorts(scheduler: Scheduler): Pick<SweepPorts, 'execute' | 'read'> {
  const { execute, read } = inside();
  return {
    execute: async (name, input, actor) => {
      await scheduler.schedule(Promise.resolve(), `sweep: ${name}`);
      return execute(name, input, actor);
    },
    read: async (name, input) => {
      await scheduler.schedule(Promise.resolve(), `sweep: ${name}`);
      return read(name, input);
    },
  };
}

const streamOf = (job: string) => `${job}/0/1/0/run/0/stdout`;

async function leave(job: string, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  const frame: LogFrame = { stream: streamOf(job), offset: 0, bytes, marks: [[0, Date.now()]], crc32c: crc32c(bytes) };
  await inside().archive.logs.append(frame);
  const samples: SeriesFrame = {
    version: 1,
    source: 'host',
    nodeUid: '0190a0b0-0000-7000-8000-000000000009',
    fence: { job, unit: 0, attempt: 1, task: 0 },
    device: 'host',
    metric: 'cpu.utilisation',
    t0: Date.now(),
    skew: 0,
    step: 1_000,
    values: [1],
  };
  await inside().archive.series.append([samples]);
}

async function left(job: string): Promise<{ log: boolean; series: boolean }> {
  const { logs, series } = inside().archive;
  const answers = await series.query({ jobUid: job, points: 10 });
  return { log: (await logs.info(streamOf(job))) !== undefined, series: answers.length > 0 };
}

const uidOf = async (name: string): Promise<string> => (await yard.call('GET', `${jobs}/${name}`)).json.uid;
const gone = { log: false, series: false };
const all = { log: true, series: true };

describe('what jobs leave', () => {
  test('goes with its event, the job says when and why, and whoever asks for it hears the same', async () => {
    await submit('short', [], { retention: { logs: 'PT2S', series: 'PT2S', outputs: 'PT2S' } });
    await submit('keeps', []);
    const [short, keeps] = [await uidOf('short'), await uidOf('keeps')];
    for (const uid of [short, keeps]) await leave(uid, 'said\n');
    for (const name of ['short', 'keeps']) await terminate(name);
    await until('the log to go', async () => !(await left(short)).log);
    await until('the series to go', async () => !(await left(short)).series);
    expect(await left(keeps)).toEqual(all);
    const job = (await yard.call('GET', `${jobs}/short`)).json;
    const part = { at: expect.stringMatching(/Z$/), keptFor: 'PT2S', by: 'job' };
    expect(job.pruned).toEqual({ logs: part, series: part, outputs: part });
    for (const [path, code] of [
      [`${jobs}/short/logs`, 'LogsPruned'],
      [`${api}/logs?stream=${streamOf(short)}`, 'LogsPruned'],
      [`${api}/logs/export?streams=${streamOf(short)}`, 'LogsPruned'],
      [`${api}/series?job=${short}`, 'SeriesPruned'],
      [`${jobs}/short/artifacts`, 'OutputsPruned'],
      [`${jobs}/short/directories/stdouterr/files`, 'LogsPruned'],
      [`${jobs}/short/directories/checkpoints/files`, 'OutputsPruned'],
    ] as const) {
      const { status, json } = await yard.call('GET', path);
      expect({ path, status, ...json.error }).toMatchObject({
        status: 410,
        code,
        params: { name: 'short', keptFor: 'PT2S' },
      });
    }
    const events = await yard.call('GET', `${api}/events?workspace=w&limit=1000`);
    const pruned = events.json.items.filter(({ type }: { type: string }) => type === 'job.pruned');
    expect(pruned.length).toBeGreaterThan(0);
  });

  test('goes with a job that is deleted, its series as well', async () => {
    await submit('doomed', []);
    const uid = await uidOf('doomed');
    await leave(uid, 'said\n');
    await yard.call('DELETE', `${jobs}/doomed`);
    await until('all of it to go', async () => JSON.stringify(await left(uid)) === JSON.stringify(gone));
  });

  test('and is still there although its event was dealt with, goes with a sweep; what no event speaks of stays', async () => {
    await submit('lives', []);
    await submit('deleted', []);
    const [lives, deleted, pruned] = [await uidOf('lives'), await uidOf('deleted'), await uidOf('short')];
    await yard.call('DELETE', `${jobs}/deleted`);
    const unknown = '0190a0b0-0000-7000-8000-000000000077';
    for (const uid of [lives, deleted, pruned, unknown]) await leave(uid, 'late\n');
    await sweepAt(0);
    expect(await left(deleted)).toEqual(gone);
    expect(await left(pruned)).toEqual(gone);
    expect(await left(lives)).toEqual(all);
    expect(await left(unknown)).toEqual(all);
  });

  test('is counted for its workspace', async () => {
    const use = async () => (await yard.call('GET', `${api}/workspaces/w/disk-use`)).json;
    const before = await use();
    await upload('counted');
    await submit('counted', ['counted']);
    await leave(await uidOf('counted'), 'x'.repeat(5_000));
    await until('a new count', async () => (await use()).logs >= before.logs + 5_000);
    expect((await use()).blobs).toBe(before.blobs + 'counted'.length);
    await yard.call('DELETE', `${jobs}/counted`);
    await until('less', async () => (await use()).logs <= before.logs);
    await until('less of files', async () => (await use()).blobs === before.blobs);
    const { text } = await yard.call('GET', '/metrics');
    expect(text).toMatch(/trainyard_workspace_disk_bytes\{workspace="w",kind="logs"\} \d+/);
  });
});
