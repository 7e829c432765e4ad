import { gunzipSync } from 'node:zlib';
import { taskStream } from '@trainyard/contracts/log-frame';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { searchLimits } from '../../logs/search-turns.ts';
import { frame } from '../../testing/agent.ts';
import { adminToken, type Booted, boot } from '../../testing/boot.ts';

let yard: Booted;
let outsider: string;
let first: string;
let second: string;
const noon = Date.UTC(2026, 10, 19, 12);

beforeAll(async () => {
  yard = await boot();
  const post = async (path: string, body: object) => (await yard.call('POST', `/api/v1${path}`, { body })).json;
  for (const name of ['own', 'other']) await post('/workspaces', { name });
  const size = { vmSize: 'STANDARD_D1', scaleSettings: { manual: { targetNodeCount: 0 } } };
  await post('/workspaces/own/clusters', { name: 'c', ...size });
  await post('/workspaces/own/experiments', { name: 'e' });
  const body = { name: 'j', cluster: { name: 'c' }, customToolkitSettings: { commandLine: 'true' } };
  const job = (await post('/workspaces/own/experiments/e/jobs', body)).uid;
  outsider = (await post('/tokens', { name: 'outsider', role: 'reader', workspace: 'other' })).secret;
  const fence = { job, unit: 0, attempt: 1, task: 0 };
  first = taskStream(fence, 'run', 0, 'stdout');
  second = taskStream(fence, 'run', 0, 'stderr');
  const { logs } = yard.server.inside.doors.archive;
  const out = 'step 1 loss 3\nstep 2 loss 2\nstep 3 loss 1\n';
  await logs.append(frame(first, 0, out, { marks: [0, 1, 2].map((line) => [line * 14, noon + line * 2_000]) }));
  await logs.append(
    frame(second, 0, 'WARNING: slow\nValueError: no\nend', {
      marks: [
        [0, noon + 1_000],
        [14, noon + 5_000],
      ],
    }),
  );
});
afterAll(() => yard?.stop());

const search = (body: object, token = adminToken) => yard.call('POST', '/api/v1/logs/search', { body, token });
const items = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
const get = (path: string, query: Record<string, string>, token = adminToken) =>
  yard.call('GET', `/api/v1/logs/${path}?${new URLSearchParams(query)}`, { token });

describe('a search', () => {
  test('answers a line of JSON each, the end last', async () => {
    const { status, headers, text } = await search({
      streams: [first, second],
      pattern: 'loss [12]|Error',
      regex: true,
    });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('application/x-ndjson');
    const told = items(text);
    expect(told.filter(({ kind }) => kind === 'matches')).toEqual([
      { kind: 'matches', stream: first, lines: [1, 2] },
      { kind: 'matches', stream: second, lines: [1] },
    ]);
    expect(told.some(({ kind }) => kind === 'progress')).toBe(true);
    expect(told.at(-1)).toEqual({ kind: 'end', matches: 3, given: 3, through: { [first]: 42, [second]: 32 } });
  });

  test('refuses a bad pattern in the words of rg, as a whole answer', async () => {
    const { status, json } = await search({ streams: [first], pattern: 'a(', regex: true });
    expect(status).toBe(400);
    expect(json.error).toMatchObject({ code: 'InvalidBody', message: expect.stringContaining('unclosed group') });
    // And gave its turn back.
    for (let turn = 0; turn <= searchLimits.perActor; turn++)
      expect((await search({ streams: [first] })).status).toBe(200);
  });

  test('is refused with the number where somebody has as many as may run', async () => {
    const { logSearcher } = yard.server.inside.doors;
    const actor = (await yard.server.inside.doors.authenticate({ headers: { authorization: `Bearer ${adminToken}` } }))
      .actor.id;
    const turns = Array.from({ length: searchLimits.perActor }, () => logSearcher.begin(actor));
    const { status, json, headers } = await search({ streams: [first] });
    expect(status).toBe(429);
    expect(headers.get('retry-after')).toBe('1');
    expect(json.error).toMatchObject({ code: 'TooManySearches', params: { limit: searchLimits.perActor } });
    for (const turn of turns) turn.end();
    expect((await search({ streams: [first] })).status).toBe(200);
  });
});

test('none of it is there for who may not read one of the streams', async () => {
  const absent = 'node/0190a0a0-0000-7000-8000-000000000000/setup/stdout';
  const asked = [
    search({ streams: [first] }, outsider),
    search({ streams: [first, absent] }),
    get('times', { stream: first, fromLine: '0', lines: '1' }, outsider),
    get('overview', { stream: first }, outsider),
    get('missing', { stream: first, from: '0', to: '1' }, outsider),
    get('export', { streams: first }, outsider),
    get('export', { streams: `${first},${absent}` }),
  ];
  for (const answer of await Promise.all(asked)) {
    expect([answer.status, answer.json.error.code]).toEqual([404, 'LogNotFound']);
  }
});

test('times are those of the marks', async () => {
  const { json } = await get('times', { stream: first, fromLine: '1', lines: '10' });
  expect(json).toEqual({ fromLine: 1, times: [noon + 2_000, noon + 4_000] });
});

test('bytes that are missed are counted where they are stored, and else it is said why they will not come', async () => {
  const missing = async (stream: string, from: number, to: number) =>
    (await get('missing', { stream, from: `${from}`, to: `${to}` })).json;
  expect(await missing(first, 7, 21)).toEqual({ stored: 14, reason: null });
  expect(await missing(first, 40, 50)).toEqual({ stored: 2, reason: { code: 'logNotWritten', params: { bytes: 42 } } });
  const [job = ''] = first.split('/');
  const third = taskStream({ job, unit: 0, attempt: 1, task: 0 }, 'run', 1, 'stdout');
  const { logs } = yard.server.inside.doors.archive;
  await logs.append(frame(third, 0, 'a\n'));
  await logs.append(frame(third, 10, 'b\n', { hole: { from: 2, to: 10, why: 'it was full' } }));
  expect(await missing(third, 0, 12)).toEqual({
    stored: 4,
    reason: { code: 'logLost', params: { why: 'it was full' } },
  });
  const { status, json } = await get('missing', { stream: first, from: '5', to: '5' });
  expect([status, json.error.code]).toEqual([400, 'InvalidBody']);
});

test('an overview counts levels by parts', async () => {
  const { json } = await get('overview', { stream: second, parts: '3' });
  expect(json).toEqual({ stream: second, lines: 3, bytes: 32, warnings: [1, 0, 0], errors: [0, 1, 0] });
});

describe('an export', () => {
  test('of one whole stream is its bytes', async () => {
    const { text, headers } = await get('export', { streams: second, name: 'run 7' });
    expect(text).toBe('WARNING: slow\nValueError: no\nend');
    expect(headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''run%207.log");
  });

  test('has only the lines that are meant, with their times', async () => {
    const { text } = await get('export', { streams: first, pattern: 'loss 2', inverse: 'true', times: 'true' });
    expect(text).toBe('2026-11-19T12:00:00.000Z step 1 loss 3\n2026-11-19T12:00:04.000Z step 3 loss 1\n');
  });

  test('of several streams is in the order of their times, each line with whose it is, packed when asked', async () => {
    const query = { streams: `${first},${second}`, gzip: 'true' };
    const url = `${yard.url}/api/v1/logs/export?${new URLSearchParams(query)}`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${adminToken}` } });
    expect(answer.headers.get('content-type')).toBe('application/gzip');
    expect(
      gunzipSync(Buffer.from(await answer.arrayBuffer()))
        .toString()
        .split('\n'),
    ).toEqual([
      '[task 0 stdout] step 1 loss 3',
      '[task 0 stderr] WARNING: slow',
      '[task 0 stdout] step 2 loss 2',
      '[task 0 stdout] step 3 loss 1',
      '[task 0 stderr] ValueError: no',
      '[task 0 stderr] end',
      '',
    ]);
  });

  test('of levels', async () => {
    const { text } = await get('export', { streams: `${first},${second}`, levels: 'error,warning' });
    expect(text).toBe('[task 0 stderr] WARNING: slow\n[task 0 stderr] ValueError: no\n');
  });
});
