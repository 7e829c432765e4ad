import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { fileServerCreate as fileServerBody } from '@trainyard/contracts/file-server';
import { sayReason } from '@trainyard/contracts/reasons';
import { type Command, Option } from 'commander';
import { type Body, readBody, toNative } from '../body-file.ts';
import { FailedError, UsageError } from '../failure.ts';
import { wholeNumber } from '../number-option.ts';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';
import { untilNot } from './await-state.ts';
import { aboutFileServer, fileServerColumns } from './columns.ts';

interface Options {
  name?: string;
  file?: string;
  configFile?: string;
  vmSize?: string;
  diskCount?: number;
  diskSize?: number;
  storageSku?: string;
  cachingType?: string;
  userName?: string;
  sshKey?: string;
  password?: string;
  generateSshKeys?: boolean;
  subnet?: string;
  allow?: string[];
  wait: boolean;
}

/** Options override what the file says. */
export function fileServerCreate(noun: Command, cli: Cli): void {
  noun
    .command('create')
    .description('Create a file server and wait until it is there')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .option('-f, --file <file>', 'JSON body, native or of Batch AI; - is stdin')
    .option('-s, --vm-size <size>', 'size of its machine, as Batch AI has it')
    .option('--disk-count <count>', 'disks', wholeNumber(1))
    .option('--disk-size <gb>', 'size of each disk in GB', wholeNumber(1))
    .addOption(new Option('--storage-sku <sku>', 'Premium_LRS unless given').choices(['Premium_LRS', 'Standard_LRS']))
    .addOption(new Option('--caching-type <type>', 'none unless given').choices(['none', 'readonly', 'readwrite']))
    .option('-u, --user-name <name>', 'account, yours unless given')
    .option('-k, --ssh-key <key>', 'public key of the account, or its file')
    .option('-p, --password <password>', 'password of the account')
    .option('--subnet <id>', 'resource id of a subnet')
    .option('--allow <range...>', 'addresses that may mount it from elsewhere (publicIPsToAllow)')
    .option('--no-wait', 'do not wait until it is there')
    .addOption(new Option('--generate-ssh-keys').hideHelp())
    .addOption(new Option('--config-file <file>').hideHelp())
    .action(
      cli.verb(async (context, options: Options, argument) => {
        const file = options.file ?? options.configFile;
        const read: Body = file === undefined ? {} : await readBody(file, context.terminal);
        const given = toNative(read, fileServerBody, context.note);
        if (options.generateSshKeys)
          context.note('--generate-ssh-keys makes no keys: nobody signs in to a file server');
        const body = await bodyOf(given, options);
        body.name = nameOf('file server', argument, options.name ?? argument ?? (given.name as string | undefined));
        const params = { workspace: await context.workspace() };
        const made = await context.client.call('createFileServer', { params, body: body as never });
        const server = options.wait ? await untilNot(context, { ...params, name: made.name }, 'creating') : made;
        if (!server) throw new FailedError(`file server ${made.name} was deleted meanwhile`);
        context.printOne(server, fileServerColumns, aboutFileServer(server));
        if (server.provisioningState === 'failed') {
          throw new FailedError(`${server.errors.map(sayReason).join('; ')}; it is tried again by itself`);
        }
      }),
    );
}

async function bodyOf(given: Body, options: Options): Promise<Body> {
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
      userAccountSettings: await accountOf(ssh?.userAccountSettings as Body | undefined, options),
      ...(options.allow && { publicIPsToAllow: options.allow }),
    },
    ...(options.subnet !== undefined && { subnet: { id: options.subnet } }),
  };
}

async function accountOf(given: Body | undefined, { userName, sshKey, password }: Options): Promise<Body> {
  return {
    adminUserName: userName ?? given?.adminUserName ?? userInfo().username,
    ...given,
    ...(userName !== undefined && { adminUserName: userName }),
    ...(sshKey !== undefined && { adminUserSshPublicKey: await keyOf(sshKey) }),
    ...(password !== undefined && { adminUserPassword: password }),
  };
}

/** A key, or the file that holds it. */
async function keyOf(text: string): Promise<string> {
  if (/^(ssh|ecdsa|sk)-/.test(text)) return text;
  try {
    return (await readFile(text, 'utf8')).trim();
  } catch (error) {
    throw new UsageError(`${text} is neither a public key nor a file with one: ${(error as Error).message}`);
  }
}
