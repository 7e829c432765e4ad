import { clusterCreate as clusterBody } from '@trainyard/contracts/cluster';
import { type Command, Option } from 'commander';
import { type Body, readBody, toNative } from '../body-file.ts';
import type { Context } from '../context.ts';
import { UsageError } from '../failure.ts';
import { wholeNumber } from '../number-option.ts';
import { nameOf } from '../places.ts';
import { containerOf, type MountOptions, shareOf, withMountOptions, withMounts } from '../storage/mounts.ts';
import type { Cli } from '../verb.ts';
import { aboutCluster, clusterColumns } from './columns.ts';
import { type ScaleOptions, scaleOf } from './scale.ts';

interface Options extends ScaleOptions, MountOptions {
  useAutoStorage?: boolean;
  name?: string;
  file?: string;
  vmSize?: string;
  vmPriority?: string;
}

/** Options override what the file says. */
export function clusterCreate(noun: Command, cli: Cli): void {
  withMountOptions(noun.command('create').description('Create a cluster'))
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .option('-f, --file <file>', 'JSON body, native or of Batch AI; - is stdin')
    .option('-s, --vm-size <size>', 'node size of the catalogue')
    .addOption(new Option('--vm-priority <priority>', 'dedicated unless given').choices(['dedicated', 'lowpriority']))
    .option('-t, --target <count>', 'nodes, or nodes to begin with', wholeNumber(0))
    .option('--min <count>', 'scale automatically, from', wholeNumber(0))
    .option('--max <count>', 'to', wholeNumber(0))
    .option(
      '--use-auto-storage',
      'mount a share (autoafs) and a container (autobfs) of a local storage account of the workspace, which is made',
    )
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
        const nodeSetup = await setupOf(context, body.nodeSetup as Body | undefined, options, params);
        if (nodeSetup) body.nodeSetup = nodeSetup;
        const cluster = await context.client.call('createCluster', { params, body: body as never });
        context.printOne(cluster, clusterColumns, aboutCluster(cluster));
      }),
    );
}

/** What sets up the nodes, with what the file, the options and the workspace's own storage mount there. */
async function setupOf(
  { client, settings }: Context,
  setup: Body | undefined,
  options: Options,
  params: { workspace: string },
): Promise<Body | undefined> {
  const mounts = withMounts(setup?.mountVolumes as Body | undefined, options, settings);
  if (!options.useAutoStorage) return mounts ? { ...setup, mountVolumes: mounts } : setup;
  const { account, share, container } = await client.call('ensureAutoStorage', { params });
  const shares = [...((mounts?.azureFileShares ?? []) as Body[]), shareOf(account.name, share, 'autoafs')];
  const blobs = [...((mounts?.azureBlobFileSystems ?? []) as Body[]), containerOf(account.name, container, 'autobfs')];
  return { ...setup, mountVolumes: { ...mounts, azureFileShares: shares, azureBlobFileSystems: blobs } };
}
