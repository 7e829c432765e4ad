import { readFile } from 'node:fs/promises';
import type { StorageAccountCreate, StorageBacking } from '@trainyard/contracts/storage-account';
import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import { UsageError } from '../failure.ts';
import { wholeNumber } from '../number-option.ts';
import { ask, isInteractive, readAll } from '../terminal.ts';

const kinds = ['local', 'azure', 's3', 'sftp'] as const satisfies StorageBacking['kind'][];

/** What `storage add` and `storage update` take alike. */
export interface BackingOptions {
  name?: string;
  kind: StorageBacking['kind'];
  directory?: string;
  blobEndpoint?: string;
  fileHost?: string;
  account?: string;
  endpoint?: string;
  region?: string;
  accessKeyId?: string;
  host?: string;
  port?: number;
  user?: string;
  hostKeys?: string;
  keyFile?: string;
  passwordFile?: string;
  only?: string[];
}

/** Gives a verb the options of {@link backingOf}. */
export function withBacking(verb: Command): Command {
  return verb
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .addOption(new Option('--kind <kind>', 'what lies behind the name').choices(kinds).default('local'))
    .option(
      '--directory <path>',
      "local: a directory of the server's machine, one that it keeps unless given; sftp: below which",
    )
    .option('--blob-endpoint <url>', "azure: where its containers are, Azure's own unless given")
    .option('--file-host <host>', 'azure: HOST[:PORT] of its shares by SMB')
    .option('--account <name>', 'azure: what the endpoint calls it, the same name unless given')
    .option('--endpoint <url>', "s3: Amazon's own unless given")
    .option('--region <region>', 's3: us-east-1 unless given')
    .option('--access-key-id <id>', 's3: of whom the secret access key is')
    .option('--host <host>', 'sftp: the server')
    .option('--port <port>', 'sftp: 22 unless given', wholeNumber(1))
    .option('--user <user>', 'sftp: who signs in')
    .option('--host-keys <file>', 'sftp: public keys of the server, one a line; any server is believed unless given')
    .option(
      '--key-file <file>',
      'key (azure), secret access key (s3) or private key (sftp), - is stdin; else TRAINYARD_STORAGE_KEY, else it is asked for',
    )
    .option('--password-file <file>', 'sftp: password in place of a private key, - is stdin')
    .option('--only <workspace...>', 'workspaces that may use it, all unless given');
}

/** The body that the options say. `asking`: a credential that is missing is asked for. Throws UsageError. */
export async function backingOf(
  context: Context,
  options: BackingOptions,
  asking: boolean,
): Promise<Omit<StorageAccountCreate, 'name'>> {
  refuseForeign(options);
  return {
    backing: await placeOf(options),
    credentials: await credentialsOf(context, options, asking),
    ...(options.only && { workspaces: options.only }),
  };
}

/** Which options belong to which kinds. */
const belongs: Partial<Record<keyof BackingOptions, readonly StorageBacking['kind'][]>> = {
  directory: ['local', 'sftp'],
  blobEndpoint: ['azure'],
  fileHost: ['azure'],
  account: ['azure'],
  endpoint: ['s3'],
  region: ['s3'],
  accessKeyId: ['s3'],
  host: ['sftp'],
  port: ['sftp'],
  user: ['sftp'],
  hostKeys: ['sftp'],
  keyFile: ['azure', 's3', 'sftp'],
  passwordFile: ['sftp'],
};

function refuseForeign(options: BackingOptions): void {
  for (const [name, fitting] of Object.entries(belongs)) {
    if (options[name as keyof BackingOptions] === undefined || fitting.includes(options.kind)) continue;
    const option = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new UsageError(`--${option} goes with --kind ${fitting.join(' or ')}, not with ${options.kind}`);
  }
}

async function placeOf(options: BackingOptions): Promise<StorageBacking> {
  const { directory, blobEndpoint, fileHost, account, endpoint, region = 'us-east-1', port = 22 } = options;
  switch (options.kind) {
    case 'local':
      return { kind: 'local', ...(directory !== undefined && { directory }) };
    case 'azure':
      return {
        kind: 'azure',
        ...(blobEndpoint !== undefined && { blobEndpoint }),
        ...(fileHost !== undefined && { fileHost }),
        ...(account !== undefined && { account }),
      };
    case 's3': {
      const accessKeyId = needed('access-key-id', options.accessKeyId);
      return { kind: 's3', region, accessKeyId, ...(endpoint !== undefined && { endpoint }) };
    }
    case 'sftp': {
      const [host, user] = [needed('host', options.host), needed('user', options.user)];
      const hostKeys = options.hostKeys === undefined ? undefined : await linesOf(options.hostKeys);
      return { kind: 'sftp', host, port, user, directory: directory ?? '.', ...(hostKeys && { hostKeys }) };
    }
  }
}

function needed(option: string, given: string | undefined): string {
  if (given === undefined) throw new UsageError(`give --${option}`);
  return given;
}

async function linesOf(file: string): Promise<string[]> {
  const text = await textOf(file);
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** What of a credential is called as in its kind of backing. */
const keyField = { azure: 'accountKey', s3: 'secretAccessKey', sftp: 'privateKey' } as const;

async function credentialsOf(
  { terminal, settings }: Pick<Context, 'terminal' | 'settings'>,
  { kind, keyFile, passwordFile }: BackingOptions,
  asking: boolean,
): Promise<StorageAccountCreate['credentials']> {
  if (kind === 'local') return {};
  if (keyFile !== undefined && passwordFile !== undefined)
    throw new UsageError('give either --key-file or --password-file');
  const secretIn = async (file: string): Promise<string> =>
    // A private key ends with its line; of anything else the end of the line is none of it.
    kind === 'sftp' && file === keyFile ? await contentOf(file) : (await contentOf(file)).trim();
  const contentOf = (file: string): Promise<string> => (file === '-' ? readAll(terminal) : textOf(file));
  if (passwordFile !== undefined) return { password: await secretIn(passwordFile) };
  if (keyFile !== undefined) return { [keyField[kind]]: await secretIn(keyFile) };
  if (settings.newStorageKey !== undefined) return { [keyField[kind]]: settings.newStorageKey };
  if (!asking) return {};
  if (!isInteractive(terminal))
    throw new UsageError('give the key: --key-file FILE, --key-file - and the key on stdin, or TRAINYARD_STORAGE_KEY');
  const answer = (await ask(terminal, kind === 'sftp' ? 'Password: ' : 'Key: ', true))?.trim();
  if (!answer) throw new UsageError('no key was given');
  return kind === 'sftp' ? { password: answer } : { [keyField[kind]]: answer };
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
