import type { LogStream } from '@trainyard/contracts/api/logs';
import type { Attempt } from '@trainyard/contracts/attempt';
import { expect, test } from 'vitest';
import { allAttempts, canShowAll, firstRank, ranksOf, shownAttempts, streamsOf } from './log-streams.ts';

const job = '0197d3a0-0000-7000-8000-000000000001';
const process = (index: number, rank: number, exitCode: number | null = null) =>
  ({ index, rank, role: 'worker', state: 'running', exitCode, signal: null }) as const;
const attempt = (phase: string, processes: ReturnType<typeof process>[][]) =>
  ({
    unit: 0,
    number: 2,
    phase,
    tasks: processes.map((list, index) => ({ index, node: { uid: 'n', name: `node-${index}` }, processes: list })),
  }) as unknown as Attempt;
const listed = (path: string, more: Partial<LogStream> = {}): LogStream => ({
  stream: `${job}/${path}`,
  unit: 0,
  attempt: 2,
  task: 0,
  node: 'node-0',
  phase: 'run',
  process: 0,
  rank: 0,
  fd: 'stdout',
  bytes: 1,
  lines: 1,
  ended: false,
  holes: [],
  ...more,
});

test('a running attempt has the streams of its processes before they print', () => {
  const streams = streamsOf(job, attempt('running', [[process(0, 0)], [process(0, 1)]]), []);
  expect(streams.map(({ stream }) => stream.slice(job.length + 1))).toEqual([
    '0/2/0/agent/0/stdout',
    '0/2/1/agent/0/stdout',
    '0/2/0/run/0/stdout',
    '0/2/0/run/0/stderr',
    '0/2/1/run/0/stdout',
    '0/2/1/run/0/stderr',
  ]);
  expect(ranksOf(streams)).toEqual([0, 1]);
});

test('of an attempt that is over, what was written counts; other attempts do not', () => {
  const over = attempt('ended', [[process(0, 0)], [process(0, 1, 1)]]);
  const holes = [{ from: 1, to: 2, why: 'x' }];
  const streams = streamsOf(job, over, [
    listed('0/2/0/run/0/stdout', { holes }),
    listed('0/2/1/run/0/stdout', { task: 1, rank: 1 }),
    listed('0/1/0/run/0/stdout', { attempt: 1 }),
    listed('0/2/0/preparation/0/stderr', { phase: 'preparation', fd: 'stderr' }),
  ]);
  expect(streams.map(({ kind, rank }) => [kind, rank])).toEqual([
    ['preparation', null],
    ['run', 0],
    ['run', 1],
  ]);
  expect(streams[1]?.holes).toEqual(holes);
  expect(firstRank(over, ranksOf(streams))).toBe(1);
  expect(firstRank(attempt('ended', [[process(0, 0, 0)]]), [0, 1])).toBe('all');
  expect(firstRank(attempt('running', []), [0, 1])).toBe('all');
});

test('all attempts of one unit are shown in the order in which they ran; those of many units run at once and are chosen one by one', () => {
  const of = (uid: string, number: number, unit = 0) => ({ uid, number, unit }) as Attempt;
  const [first, second, third] = [of('a', 1), of('b', 2), of('c', 3)];
  const uids = (attempts: Attempt[], asked?: string) => shownAttempts(attempts, asked).map(({ uid }) => uid);
  expect(uids([third, first, second], allAttempts)).toEqual(['a', 'b', 'c']);
  expect(uids([first, second], 'a')).toEqual(['a']);
  expect(uids([first, third, second])).toEqual(['c']);
  expect(uids([first, second], 'gone')).toEqual(['b']);
  expect(uids([], allAttempts)).toEqual([]);
  expect(canShowAll([first])).toBe(false);
  const shards = [first, second, of('d', 1, 7)];
  expect(canShowAll(shards)).toBe(false);
  expect(uids(shards, allAttempts)).toEqual(['b']);
});
