import { clusterCreate as clusterBody } from '@trainyard/contracts/cluster';
import { type Command, Option } from 'commander';
import { type Body, readBody, toNative } from '../body-file.ts';
import { UsageError } from '../failure.ts';
import { wholeNumber } from '../number-option.ts';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';
import { aboutCluster, clusterColumns } from './columns.ts';
import { type ScaleOptions, scaleOf } from './scale.ts';

interface Options extends ScaleOptions {
  name?: string;
  file?: string;
  vmSize?: string;
  vmPriority?: string;
}

/** Options override what the file says. */
export function clusterCreate(noun: Command, cli: Cli): void {
  noun
    .command('create')
    .description('Create a cluster')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .option('-f, --file <file>', 'JSON body, native or of Batch AI; - is stdin')
    .option('-s, --vm-size <size>', 'node size of the catalogue')
    .addOption(new Option('--vm-priority <priority>', 'dedicated unless given').choices(['dedicated', 'lowpriority']))
    .option('-t, --target <count>', 'nodes, or nodes to begin with', wholeNumber(0))
    .option('--min <count>', 'scale automatically, from', wholeNumber(0))
    .option('--max <count>', 'to', wholeNumber(0))
    .addOption(new Option('--config-file <file>').hideHelp())
    .action(
      cli.verb(async (context, options: Options & { configFile?: string }, argument) => {
        const file = options.file ?? options.configFile;
        const read: Body = file === undefined ? {} : await readBody(file, context.terminal);
        const body = toNative(read, clusterBody, context.note);
        body.name = nameOf('cluster', argument, options.name ?? argument ?? (body.name as string | undefined));
        if (options.vmSize !== undefined) body.vmSize = options.vmSize;
        if (options.vmPriority !== undefined) body.vmPriority = options.vmPriority;
        const scale = scaleOf(options);
        if (scale !== undefined) body.scaleSettings = scale;
        if (body.vmSize === undefined) throw new UsageError('give the node size: -s SIZE, or a file with vmSize');
        if (body.scaleSettings === undefined) throw new UsageError('say how many nodes: -t COUNT, or --min and --max');
        const params = { workspace: await context.workspace() };
        const cluster = await context.client.call('createCluster', { params, body: body as never });
        context.printOne(cluster, clusterColumns, aboutCluster(cluster));
      }),
    );
}
