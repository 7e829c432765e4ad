/** `job logs --grep`, `--level`, `--times`, `--count`: lines that the server finds in whole logs. */
import type { LogStream } from '@trainyard/contracts/api/logs';
import type { Job } from '@trainyard/contracts/job';
import type { LogLevel } from '@trainyard/contracts/log-levels';
import { everyItem } from '@trainyard/sdk/pages';
import { searchLogs } from '@trainyard/sdk/search-logs';
import type { Context } from '../context.ts';
import { UsageError } from '../failure.ts';
import { write } from '../terminal.ts';
import { chooseStreams, latestAttempts, type StreamFilter } from './log-streams.ts';
import { LogWriter } from './log-writer.ts';
import { placeOf } from './place.ts';

export interface SearchOptions {
  grep?: string;
  regexp?: boolean;
  invertMatch?: boolean;
  caseSensitive?: boolean;
  level?: LogLevel[];
  times?: boolean;
  count?: boolean;
}

/** Their names stand in the address of one request, of which servers take 16 KiB. */
const streamsMost = 200;

/** Whether lines are to be found or timed by the server, instead of printed as they are stored. */
export function isSearch({ grep, level, times, count }: SearchOptions): boolean {
  return grep !== undefined || level !== undefined || times === true || count === true;
}

/** Prints the lines meant of all streams meant, or their number. */
export async function search(
  context: Context,
  job: Job,
  options: SearchOptions & StreamFilter & { follow?: boolean; tail?: number },
): Promise<void> {
  if (options.follow || options.tail !== undefined) {
    const other = options.follow ? '--follow' : '--tail';
    throw new UsageError(
      `${other} goes without --grep, --level, --times and --count: they look at what is stored, from the first line`,
    );
  }
  const all = await everyItem(context.client, 'listLogs', { params: placeOf(job), query: { unit: options.unit } });
  const streams = chooseStreams(all, options, latestAttempts(all)).filter(({ bytes }) => bytes > 0);
  if (streams.length > streamsMost) {
    throw new UsageError(
      `${streams.length} streams are meant, ${streamsMost} are searched at once: choose by --rank, --unit, --fd or --phase`,
    );
  }
  const choice = {
    pattern: options.grep ?? '',
    regex: options.regexp ?? false,
    caseSensitive: options.caseSensitive ?? false,
    inverse: options.invertMatch ?? false,
    ...(options.level && { levels: options.level }),
  };
  if (options.count) await count(context, streams, choice);
  else if (streams.length > 0) await print(context, streams, choice, options.times ?? false);
}

type Choice = { pattern: string; regex: boolean; caseSensitive: boolean; inverse: boolean; levels?: LogLevel[] };

async function count(context: Context, streams: readonly LogStream[], choice: Choice): Promise<void> {
  let matches = 0;
  const question = { streams: streams.map(({ stream }) => stream), ...choice, limit: 0 };
  if (streams.length > 0) {
    for await (const item of searchLogs(context.client, question)) if (item.kind === 'end') ({ matches } = item);
  }
  context.print(matches, () => `${matches}\n`);
}

const flag = (on: boolean): 'true' | 'false' => (on ? 'true' : 'false');

async function print(context: Context, streams: readonly LogStream[], choice: Choice, times: boolean): Promise<void> {
  const terminal = context.terminal.out.isTTY === true;
  const writer = new LogWriter({ write: (bytes) => write(context.terminal.out, bytes), raw: !terminal, terminal });
  const { levels, regex, caseSensitive, inverse, pattern } = choice;
  const query = {
    streams: streams.map(({ stream }) => stream).join(','),
    pattern,
    regex: flag(regex),
    caseSensitive: flag(caseSensitive),
    inverse: flag(inverse),
    times: flag(times),
    ...(levels && { levels: levels.join(',') }),
  };
  const answer = await context.client.bytes('exportLogs', { query });
  for await (const chunk of answer.stream) await writer.add('', '', chunk);
  await writer.end('', '');
}
