import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Archive, openArchive } from '@trainyard/archive/archive';
import { taskStream } from '@trainyard/contracts/log-frame';
import type { LogNames } from '@trainyard/db/readers/log-names';
import type { FileTree } from '@trainyard/mounts/tree';
import { systemClock } from '@trainyard/runtime/node/system';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { frame } from '../testing/agent.ts';
import type { Read } from '../threads/protocol.ts';
import { logFiles } from './log-files.ts';
import { logTree } from './log-tree.ts';

const { signal } = new AbortController();
const dir = mkdtempSync(join(tmpdir(), 'trainyard-logs-'));
let archive: Archive;
let jobUid = '';
let made = 0;
let names: LogNames;
let tree: FileTree;

beforeAll(async () => {
  archive = await openArchive({ dir, clock: systemClock });
});
afterAll(async () => {
  await archive.close();
  rmSync(dir, { recursive: true, force: true });
});
beforeEach(() => {
  jobUid = `0190a0a0-0000-7000-8000-${String(made++).padStart(12, '0')}`;
  const process = (rank: number, log: string | null = null) => ({ rank, log });
  names = {
    attempt: 1,
    madeAt: Date.parse('2018-05-14T09:30:00Z'),
    isOver: false,
    tasks: [
      { index: 0, node: 'n-1', processes: [process(2), process(0)] },
      { index: 1, node: 'n-2', processes: [process(1), process(3, 'ps-0')] },
    ],
  };
  const read = (async () => names) as unknown as Read;
  tree = logTree({ read, logs: archive.logs }, { jobUid, unit: 0, attempt: undefined });
});

/** Adds to the log of a process, by its task and place in it. */
async function say(task: number, process: number, bytes: string, more: { end?: boolean } = {}): Promise<void> {
  const stream = taskStream({ job: jobUid, unit: 0, attempt: 1, task }, 'run', process, 'stdout');
  const from = (await archive.logs.info(stream))?.bytes ?? 0;
  await archive.logs.append(frame(stream, from, bytes, more));
}
const content = async (from = 0, to = 1_000) => {
  const bytes = (await tree.stat('stdout.txt', signal)).bytes ?? 0;
  return text(await tree.open('stdout.txt', { from, to: Math.min(to, bytes) }, signal));
};

describe('log files', () => {
  test('have Batch AI’s names, golden', () => {
    const files = logFiles({ jobUid, unit: 0 }, names);
    const told = files.map(({ name, streams }) => [name, ...streams.map((one) => one.slice(jobUid.length + 5))]);
    expect(told).toEqual([
      ['execution-n-1.log', '0/agent/0/stdout'],
      ['execution-n-2.log', '1/agent/0/stdout'],
      ['stderr-job_prep-n-1.txt', '0/preparation/0/stderr'],
      ['stderr-job_prep-n-2.txt', '1/preparation/0/stderr'],
      ['stderr-ps-0.txt', '1/run/1/stderr'],
      ['stderr.txt', '0/run/1/stderr', '1/run/0/stderr', '0/run/0/stderr'],
      ['stdout-job_prep-n-1.txt', '0/preparation/0/stdout'],
      ['stdout-job_prep-n-2.txt', '1/preparation/0/stdout'],
      ['stdout-ps-0.txt', '1/run/1/stdout'],
      ['stdout.txt', '0/run/1/stdout', '1/run/0/stdout', '0/run/0/stdout'],
    ]);
    const alone = { attempt: 1, tasks: [{ index: 0, node: 'n-1', processes: [{ rank: 0, log: null }] }] };
    expect(logFiles({ jobUid, unit: 0 }, alone).map(({ name }) => name)).toEqual([
      'execution.log',
      'stderr-job_prep.txt',
      'stderr.txt',
      'stdout-job_prep.txt',
      'stdout.txt',
    ]);
  });

  test('are there once something of them is', async () => {
    const list = async () => (await tree.list('', { after: null, limit: 10 }, signal)).items;
    expect(await list()).toEqual([]);
    await expect(tree.stat('stdout.txt', signal)).rejects.toMatchObject({ code: 'FileNotFound' });
    await say(1, 1, 'serving\n');
    expect(await list()).toMatchObject([{ name: 'stdout-ps-0.txt', type: 'file', bytes: 8 }]);
    await expect(tree.list('stdout-ps-0.txt', { after: null, limit: 1 }, signal)).rejects.toMatchObject({
      code: 'NotADirectory',
    });
    await expect(tree.stat('stdout-ps-0.txt/x', signal)).rejects.toMatchObject({ code: 'FileNotFound' });
  });
});

describe('a file of several ranks', () => {
  test('never changes a byte that was read: of a rank nothing comes before those before it are complete', async () => {
    await say(0, 1, 'rank 0\n');
    await say(1, 0, 'rank 1\n');
    expect(await content()).toBe('rank 0\n');
    await say(0, 1, 'rank 0 again', { end: true });
    expect(await content()).toBe('rank 0\nrank 0 again\nrank 1\n');
    await say(0, 0, 'rank 2', { end: true });
    expect(await content()).toBe('rank 0\nrank 0 again\nrank 1\n');
    await say(1, 0, 'end\n', { end: true });
    expect(await content()).toBe('rank 0\nrank 0 again\nrank 1\nend\nrank 2');
  });

  test('is whole once its attempt is over, though a rank never said that it ended', async () => {
    await say(0, 1, 'zero');
    await say(0, 0, 'two');
    names = { ...names, isOver: true };
    expect(await content()).toBe('zero\ntwo');
  });

  test('is read from any place', async () => {
    await say(0, 1, 'ab', { end: true });
    await say(1, 0, 'cd\n', { end: true });
    await say(0, 0, 'ef', { end: true });
    const whole = await content();
    expect(whole).toBe('ab\ncd\nef');
    for (let from = 0; from < whole.length; from++) {
      for (let to = from; to <= whole.length; to++) expect(await content(from, to)).toBe(whole.slice(from, to));
    }
  });

  test('leaves out what was lost, and keeps its places', async () => {
    const stream = taskStream({ job: jobUid, unit: 0, attempt: 1, task: 0 }, 'run', 1, 'stdout');
    await archive.logs.append(frame(stream, 0, 'before\n'));
    await archive.logs.append({ ...frame(stream, 1007, 'after\n'), hole: { from: 7, to: 1007, why: 'lost' } });
    expect(await content()).toBe('before\nafter\n');
    expect(await content(7)).toBe('after\n');
    expect((await tree.stat('stdout.txt', signal)).bytes).toBe(13);
  });
});
