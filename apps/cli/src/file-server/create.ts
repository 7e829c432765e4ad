import { userInfo } from 'node:os';
import { sayReason } from '@trainyard/contracts/reasons';
import { type Command, Option } from 'commander';
import { until } from '../await-end.ts';
import { type Body, readBody, toNative } from '../body-file.ts';
import type { Context } from '../context.ts';
import { FailedError, UsageError } from '../failure.ts';
import { wholeNumber } from '../number-option.ts';
import { nameOf } from '../places.ts';
import { type AccountOptions, accountOf, withAccountOptions } from '../ssh-account.ts';
import type { Cli } from '../verb.ts';
import { aboutFileServer, fileServerColumns } from './columns.ts';

interface Options extends AccountOptions {
  name?: string;
  file?: string;
  configFile?: string;
  vmSize?: string;
  diskCount?: number;
  diskSize?: number;
  storageSku?: string;
  cachingType?: string;
  subnet?: string;
  allow?: string[];
  wait: boolean;
}

/** Options override what the file says. */
export function fileServerCreate(noun: Command, cli: Cli): void {
  withAccountOptions(noun.command('create'))
    .description('Create a file server and wait until it is there')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .option('-f, --file <file>', 'JSON or YAML body, native or of Batch AI; - is stdin')
    .option('-s, --vm-size <size>', 'size of its machine, as Batch AI has it')
    .option('--disk-count <count>', 'disks', wholeNumber(1))
    .option('--disk-size <gb>', 'size of each disk in GB', wholeNumber(1))
    .addOption(new Option('--storage-sku <sku>', 'Premium_LRS unless given').choices(['Premium_LRS', 'Standard_LRS']))
    .addOption(new Option('--caching-type <type>', 'none unless given').choices(['none', 'readonly', 'readwrite']))
    .option('--subnet <id>', 'resource id of a subnet')
    .option('--allow <range...>', 'addresses that may mount it from elsewhere (publicIPsToAllow)')
    .option('--no-wait', 'do not wait until it is there')
    .addOption(new Option('--config-file <file>').hideHelp())
    .action(
      cli.verb(async (context, options: Options, argument) => {
        const file = options.file ?? options.configFile;
        const read: Body = file === undefined ? {} : await readBody(file, context.terminal);
        const given = await toNative(read, 'fileServer', context.note);
        const body = await bodyOf(context, given, options);
        body.name = nameOf('file server', argument, options.name ?? argument ?? (given.name as string | undefined));
        const params = { workspace: await context.workspace() };
        const made = await context.client.call('createFileServer', { params, body: body as never });
        const ask = () => context.client.call('getFileServer', { params: { ...params, name: made.name } });
        const server = options.wait
          ? await until(
              context,
              `creating file server ${made.name}`,
              ask,
              (now) => now.provisioningState !== 'creating',
            )
          : made;
        if (!server) throw new FailedError(`file server ${made.name} was deleted meanwhile`);
        context.printOne(server, fileServerColumns, aboutFileServer(server));
        if (server.provisioningState === 'failed') {
          throw new FailedError(`${server.errors.map(sayReason).join('; ')}; it is tried again by itself`);
        }
      }),
    );
}

async function bodyOf(context: Context, given: Body, options: Options): Promise<Body> {
  const vmSize = options.vmSize ?? given.vmSize;
  if (vmSize === undefined) throw new UsageError('give the size of its machine: -s SIZE, or a file with vmSize');
  const { diskCount, diskSize, storageSku, cachingType } = options;
  const disks: Body = {
    storageAccountType: 'Premium_LRS',
    ...(given.dataDisks as Body | undefined),
    ...(diskCount !== undefined && { diskCount }),
    ...(diskSize !== undefined && { diskSizeInGB: diskSize }),
    ...(storageSku !== undefined && { storageAccountType: storageSku }),
    ...(cachingType !== undefined && { cachingType }),
  };
  if (disks.diskCount === undefined || disks.diskSizeInGB === undefined)
    throw new UsageError('say how large: --disk-count COUNT --disk-size GB, or a file with dataDisks');
  const ssh = given.sshConfiguration as Body | undefined;
  return {
    ...given,
    vmSize,
    dataDisks: disks,
    sshConfiguration: {
      ...ssh,
      userAccountSettings: (await accountOf(context, ssh?.userAccountSettings as Body | undefined, options, false)) ?? {
        adminUserName: userInfo().username,
      },
      ...(options.allow && { publicIPsToAllow: options.allow }),
    },
    ...(options.subnet !== undefined && { subnet: { id: options.subnet } }),
  };
}
