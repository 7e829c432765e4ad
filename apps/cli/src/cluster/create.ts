import { Fault } from '@trainyard/contracts/errors';
import type { FileServer } from '@trainyard/contracts/file-server';
import { type Command, Option } from 'commander';
import { type Body, readBody, toNative } from '../body-file.ts';
import type { Context } from '../context.ts';
import { UsageError } from '../failure.ts';
import { wholeNumber } from '../number-option.ts';
import { nameOf } from '../places.ts';
import { type AccountOptions, accountOf, withAccountOptions } from '../ssh-account.ts';
import { containerOf, type MountOptions, shareOf, withMountOptions, withMounts, withWords } from '../storage/mounts.ts';
import type { Cli } from '../verb.ts';
import { aboutCluster, clusterColumns } from './columns.ts';
import { imageOf } from './image.ts';
import { type ScaleOptions, scaleOf } from './scale.ts';

interface Options extends ScaleOptions, MountOptions, AccountOptions {
  useAutoStorage?: boolean;
  name?: string;
  file?: string;
  configFile?: string;
  vmSize?: string;
  vmPriority?: string;
  image?: string;
  customImage?: string;
  setupTask?: string;
  setupTaskOutput?: string;
  subnet?: string;
}

/** Options override what the file says; a cluster that is there is never changed. */
export function clusterCreate(noun: Command, cli: Cli): void {
  const verb = withMountOptions(noun.command('create').description('Create a cluster'))
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .option('-f, --file <file>', 'JSON or YAML body, native or of Batch AI; - is stdin')
    .option('-s, --vm-size <size>', 'node size of the catalogue')
    .option('-i, --image <image>', 'UbuntuLTS, UbuntuDSVM or publisher:offer:sku:version')
    .option('--custom-image <id>', 'resource id of an image that was made from the one of -i')
    .addOption(new Option('--vm-priority <priority>', 'dedicated unless given').choices(['dedicated', 'lowpriority']))
    .option('-t, --target <count>', 'nodes, or nodes to begin with', wholeNumber(0))
    .option('--min <count>', 'scale automatically, from', wholeNumber(0))
    .option('--max <count>', 'to', wholeNumber(0))
    .option('--setup-task <command>', 'what sets up each node, with --setup-task-output')
    .option('--setup-task-output <path>', 'directory on the node below which its output is kept')
    .option('--subnet <id>', 'resource id of a subnet; of a file server that is mounted it is that of the file server')
    .option(
      '--use-auto-storage',
      'mount a share (autoafs) and a container (autobfs) of a local storage account of the workspace, which is made',
    )
    .addOption(new Option('--config-file <file>').hideHelp());
  withAccountOptions(verb).action(
    cli.verb(async (context, options: Options, argument) => {
      const body = await bodyOf(context, options, argument);
      const params = { workspace: await context.workspace() };
      const setup = await setupOf(context, body.nodeSetup as Body | undefined, options, params);
      if (setup) body.nodeSetup = setup;
      await agreeOnSubnet(context, body, params);
      const cluster = await context.client.call('createCluster', { params, body: body as never });
      context.printOne(cluster, clusterColumns, aboutCluster(cluster));
    }),
  );
}

/** All but what the nodes are set up with. Throws UsageError. */
async function bodyOf(context: Context, options: Options, argument: string | undefined): Promise<Body> {
  const file = options.file ?? options.configFile;
  const read: Body = file === undefined ? {} : await readBody(file, context.terminal);
  const body = await toNative(read, 'cluster', context.note);
  body.name = nameOf('cluster', argument, options.name ?? argument ?? (body.name as string | undefined));
  if (options.vmSize !== undefined) body.vmSize = options.vmSize;
  if (options.vmPriority !== undefined) body.vmPriority = options.vmPriority;
  if (options.subnet !== undefined) body.subnet = { id: options.subnet };
  const image = imageOf(options.image, options.customImage);
  if (image) body.virtualMachineConfiguration = image;
  const scale = scaleOf(options);
  if (scale !== undefined) body.scaleSettings = scale;
  if (body.vmSize === undefined) throw new UsageError('give the node size: -s SIZE, or a file with vmSize');
  if (body.scaleSettings === undefined) throw new UsageError('say how many nodes: -t COUNT, or --min and --max');
  const account = await accountOf(context, body.userAccountSettings as Body | undefined, options);
  if (account) body.userAccountSettings = account;
  return body;
}

/** What sets up the nodes, with what the file, the options and the workspace's own storage mount there. */
async function setupOf(
  { client, settings }: Context,
  given: Body | undefined,
  options: Options,
  params: { workspace: string },
): Promise<Body | undefined> {
  const setup = withTask(given && (withWords(given, options, settings) as Body), options);
  const mounts = await withMounts(setup?.mountVolumes as Body | undefined, options, settings);
  if (!options.useAutoStorage) return mounts ? { ...setup, mountVolumes: mounts } : setup;
  const { account, share, container } = await client.call('ensureAutoStorage', { params });
  const shares = [...((mounts?.azureFileShares ?? []) as Body[]), shareOf(account.name, share, 'autoafs')];
  const blobs = [...((mounts?.azureBlobFileSystems ?? []) as Body[]), containerOf(account.name, container, 'autobfs')];
  return { ...setup, mountVolumes: { ...mounts, azureFileShares: shares, azureBlobFileSystems: blobs } };
}

function withTask(setup: Body | undefined, { setupTask, setupTaskOutput }: Options): Body | undefined {
  if (setupTask === undefined && setupTaskOutput === undefined) return setup;
  if (setupTask === undefined || setupTaskOutput === undefined)
    throw new UsageError('--setup-task and --setup-task-output go together: the second says where its output is kept');
  const before = setup?.setupTask as Body | undefined;
  return { ...setup, setupTask: { ...before, commandLine: setupTask, stdOutErrPathPrefix: setupTaskOutput } };
}

/** Nodes reach a file server in its own network only. Throws UsageError where the subnets differ. */
async function agreeOnSubnet({ client }: Context, body: Body, params: { workspace: string }): Promise<void> {
  const own = (body.subnet as { id?: unknown } | undefined)?.id;
  const mounts = (body.nodeSetup as Body | undefined)?.mountVolumes as Body | undefined;
  if (typeof own !== 'string') return;
  for (const mount of (mounts?.fileServers ?? []) as Body[]) {
    const { workspace = params.workspace, name } = mount.fileServer as { workspace?: string; name: string };
    let server: FileServer;
    try {
      server = await client.call('getFileServer', { params: { workspace, name } });
    } catch (error) {
      // The server says so itself, in its own words.
      if (error instanceof Fault && error.status === 404) continue;
      throw error;
    }
    const its = (server.subnet as { id?: unknown } | undefined)?.id;
    if (typeof its === 'string' && its.toLowerCase() !== own.toLowerCase())
      throw new UsageError(`--subnet ${own} is not that of file server ${name}, ${its}: leave it out`);
  }
}
