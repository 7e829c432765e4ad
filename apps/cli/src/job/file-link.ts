import type { Command } from 'commander';
import { UsageError } from '../failure.ts';
import { wholeNumber } from '../number-option.ts';
import { jobTree, type UnitChoice } from '../tree/remote-tree.ts';
import { linkColumns } from '../tree/tree-verbs.ts';
import type { Cli } from '../verb.ts';
import { jobPlace } from './place.ts';

interface Options extends UnitChoice {
  job?: string;
  directory: string;
  minutes?: number;
}

export function jobFileLink(noun: Command, cli: Cli): void {
  noun
    .command('link')
    .description('Make a link to one file of a job, which needs no sign-in until it expires')
    .argument('[job]')
    .argument('[path]', 'the file')
    .option('-j, --job <name>', 'the same as the first argument')
    .requiredOption('-d, --directory <id>', 'its output directory, stdouterr or checkpoints')
    .option('--unit <index>', 'of this shard of an array', wholeNumber(0))
    .option('--attempt <number>', 'of this attempt, the newest unless given', wholeNumber(1))
    .option('--minutes <count>', 'how long it is good for, 5 to 600; an hour unless given', wholeNumber(5))
    .action(
      cli.verb(async (context, options: Options, first, second) => {
        const [argument, path] = options.job === undefined ? [first, second] : [undefined, first];
        const place = await jobPlace(context, argument, options.job);
        if (path === undefined) throw new UsageError('say which file: trainyard job file link JOB PATH -d DIRECTORY');
        const { directory, unit, attempt, minutes } = options;
        const choice = { ...(unit !== undefined && { unit }), ...(attempt !== undefined && { attempt }) };
        context.printOne(await jobTree(context, place, directory, choice).link(path, minutes), linkColumns);
      }),
    );
}
