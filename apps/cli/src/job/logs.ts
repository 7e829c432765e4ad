import type { Job } from '@trainyard/contracts/job';
import { logLevels } from '@trainyard/contracts/log-levels';
import { everyItem } from '@trainyard/sdk/pages';
import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import { wholeNumber } from '../number-option.ts';
import { write } from '../terminal.ts';
import type { Cli } from '../verb.ts';
import { followLogs } from './log-follow.ts';
import { isSearch, type SearchOptions, search } from './log-search.ts';
import { chooseStreams, fdOption, labelOf, latestAttempts, type StreamFilter } from './log-streams.ts';
import { LogWriter } from './log-writer.ts';
import { namedOrNewest, placeOf } from './place.ts';

interface Options extends StreamFilter, SearchOptions {
  name?: string;
  follow?: boolean;
  tail?: number;
}

export function jobLogs(noun: Command, cli: Cli): void {
  noun
    .command('logs')
    .description('Print what a job printed; without a name, the newest job of the workspace')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .option('-f, --follow', 'go on until the job has ended, then prove that nothing is missing')
    .option('--unit <index>', 'only of this shard of an array', wholeNumber(0))
    .option('--rank <rank>', 'only of this rank', wholeNumber(0))
    .option('--attempt <attempt>', 'of this attempt instead of the latest', wholeNumber(1))
    .option('--fd <fd>', 'only stdout or stderr', fdOption)
    .option('--phase <phase>', 'preparation, run or agent; without it the first two')
    .option('--tail <lines>', 'only the last lines of each stream', wholeNumber(1))
    .option('--grep <pattern>', 'only lines with this text, of the whole log')
    .option('--regexp', 'the pattern is a regular expression, in RE2 syntax')
    .option('--invert-match', 'only lines without the pattern')
    .option('--case-sensitive', 'tell capitals from small letters')
    .addOption(
      new Option('--level <level...>', 'only lines that tell of an error or a warning, or plain ones').choices(
        logLevels,
      ),
    )
    .option('--times', 'begin each line with its time, and put lines of several streams in the order of their times')
    .option('--count', 'print how many lines there are instead of the lines')
    .action(
      cli.verb(async (context, options: Options, argument) => {
        const job = await namedOrNewest(context, argument, options.name);
        if (isSearch(options)) await search(context, job, options);
        else if (options.follow) await follow(context, job, options);
        else await print(context, job, options);
      }),
    );
}

async function follow(context: Context, job: Job, options: Options): Promise<void> {
  const terminal = context.terminal.out.isTTY === true;
  const streams = await everyItem(context.client, 'listLogs', { params: placeOf(job), query: { unit: options.unit } });
  // Streams appear while it runs, so that there is one only must follow from the options.
  const oneUnit = job.shards === null || options.unit !== undefined;
  const single = oneUnit && options.rank !== undefined && options.fd !== undefined;
  const writer = new LogWriter({
    write: (bytes) => write(context.terminal.out, bytes),
    raw: single && !terminal,
    terminal,
  });
  const { tail } = options;
  const withPrefix = !oneUnit || (options.rank === undefined && ranksOf(job) > 1);
  await followLogs(context, job, writer, { filter: options, from: latestAttempts(streams), tail, withPrefix });
}

async function print(context: Context, job: Job, options: Options): Promise<void> {
  const all = await everyItem(context.client, 'listLogs', { params: placeOf(job), query: { unit: options.unit } });
  const streams = chooseStreams(all, options, latestAttempts(all)).filter((stream) => stream.bytes > 0);
  const terminal = context.terminal.out.isTTY === true;
  const raw = streams.length === 1 && !terminal;
  const writer = new LogWriter({ write: (bytes) => write(context.terminal.out, bytes), raw, terminal });
  const withPrefix = new Set(streams.map(labelOf)).size > 1;
  for (const stream of streams) {
    const prefix = withPrefix ? `[${labelOf(stream)}] ` : '';
    const query = { stream: stream.stream, tail: options.tail };
    const answer = await context.client.bytes('readLog', { query });
    for await (const chunk of answer.stream) await writer.add(stream.stream, prefix, chunk);
    await writer.end(stream.stream, prefix);
    for (const hole of stream.holes)
      context.note(`${labelOf(stream)}: bytes ${hole.from}-${hole.to - 1} are lost: ${hole.why}`);
  }
}

/** How many ranks the job has: what its toolkit was told, else one a node; Batch AI's custom toolkit runs on one. */
function ranksOf(job: Job): number {
  for (const value of Object.values(job)) {
    const count = (value as { processCount?: unknown } | null)?.processCount;
    if (typeof count === 'number') return count;
  }
  return job.toolType === 'custom' ? 1 : job.nodeCount;
}
