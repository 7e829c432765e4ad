import { setTimeout as pause } from 'node:timers/promises';
import { Fault } from '@trainyard/contracts/errors';
import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
import { UsageError } from '../failure.ts';
import { write } from '../terminal.ts';
import { treePath } from '../tree/tree-path.ts';
import type { Cli } from '../verb.ts';
import { LogWriter } from './log-writer.ts';
import { jobPlace } from './place.ts';
import { hasEnded } from './watch.ts';

interface Options {
  job?: string;
  fileName?: string;
  directory: string;
  path?: string;
}

/** As often as Batch AI's command line asked. */
const askEvery = 1_000;

export function jobFileStream(noun: Command, cli: Cli): void {
  noun
    .command('stream')
    .description('Print a file of a job as it grows, until the job has ended; logs come at once by "job logs -f"')
    .argument('[job]')
    .option('-j, --job <name>', 'the same as the argument')
    .option('-f, --file-name <name>', 'the file')
    .option('-d, --directory <id>', 'stdouterr, or an output directory of the job', 'stdouterr')
    .option('-p, --path <path>', 'within that directory, its top unless given')
    .action(
      cli.verb(async (context, options: Options, argument) => {
        const { client, terminal } = context;
        if (options.fileName === undefined) throw new UsageError('say which file by -f, such as -f stdout.txt');
        const place = await jobPlace(context, argument, options.job);
        const params = { ...place, directory: options.directory };
        const path = treePath(options.path);
        const whole = path === '' ? options.fileName : `${path}/${options.fileName}`;
        const isTerminal = terminal.out.isTTY === true;
        const writer = new LogWriter({
          write: (bytes) => write(terminal.out, bytes),
          raw: !isTerminal,
          terminal: isTerminal,
        });
        let had = 0;
        let isTold = false;
        for (;;) {
          // Asked before the file is looked at, so that nothing that was written before the end is missed.
          const isOver = hasEnded(await client.call('getJob', { params: place }));
          const files = await everyItem(client, 'listJobFiles', { params, query: { path } });
          const file = files.find(({ name }) => name === options.fileName);
          if (!file && isOver && had === 0) throw new Fault('FileNotFound', { path: whole });
          if (!file && !isTold) context.note(`${whole} is not there yet: waiting for it`);
          isTold ||= !file;
          if (file && (file.bytes ?? 0) > had) {
            const answer = await client.bytes(
              'getJobFile',
              { params, query: { path: whole } },
              { range: { from: had } },
            );
            for await (const chunk of answer.stream) {
              await writer.add(whole, '', chunk);
              had += chunk.byteLength;
            }
          } else if (isOver) break;
          else await pause(askEvery);
        }
        await writer.end(whole, '');
      }),
    );
}
