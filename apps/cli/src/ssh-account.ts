/** The account of nodes and file servers, as Batch AI's command line made it of its options. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import type { Body } from './body-file.ts';
import type { Context } from './context.ts';
import { UsageError } from './failure.ts';

export interface AccountOptions {
  userName?: string;
  sshKey?: string;
  password?: string;
  generateSshKeys?: boolean;
}

/** Gives a verb the options of {@link accountOf}. */
export function withAccountOptions(verb: Command): Command {
  return verb
    .option('-u, --user-name <name>', 'account, yours unless given')
    .option(
      '-k, --ssh-key <key>',
      'public key of the account, or its file; ~/.ssh/id_rsa.pub unless there is a password',
    )
    .option('-p, --password <password>', 'password of the account')
    .option('--generate-ssh-keys', 'make the key pair where there is none');
}

/**
 * The account: options over what a file says. Undefined where neither says anything and there is no key to give. Throws UsageError where
 * an account is named without a key or a password, unless nobody signs in by it.
 */
export async function accountOf(
  { settings, note }: Pick<Context, 'settings' | 'note'>,
  given: Body | undefined,
  options: AccountOptions,
  mustSignIn = true,
): Promise<Body | undefined> {
  const { userName, sshKey, password } = options;
  const adminUserPassword = password ?? given?.adminUserPassword;
  const stated = sshKey ?? given?.adminUserSshPublicKey;
  const usual = join(settings.sshDirectory, 'id_rsa.pub');
  const wanted = typeof stated === 'string' ? stated : adminUserPassword === undefined ? usual : undefined;
  if (wanted !== undefined && options.generateSshKeys && !isKey(wanted)) await makeKeys(wanted, note);
  const key = wanted === undefined ? undefined : await keyOf(wanted, stated !== undefined);
  if (key === undefined && adminUserPassword === undefined) {
    if (userName === undefined && given === undefined) return undefined;
    if (!mustSignIn) return { ...given, adminUserName: userName ?? given?.adminUserName ?? userInfo().username };
    throw new UsageError(
      `say how ${userName ?? given?.adminUserName ?? 'the account'} signs in: -k KEY, -p PASSWORD, or --generate-ssh-keys`,
    );
  }
  return {
    ...given,
    adminUserName: userName ?? given?.adminUserName ?? userInfo().username,
    ...(key !== undefined && { adminUserSshPublicKey: key }),
    ...(adminUserPassword !== undefined && { adminUserPassword }),
  };
}

const isKey = (text: string): boolean => /^(ssh|ecdsa|sk)-\S+ /.test(text);

/** A key, or the file that holds it; undefined where nobody named the file and it is not there. */
async function keyOf(text: string, isStated: boolean): Promise<string | undefined> {
  if (isKey(text)) return text.trim();
  try {
    const key = (await readFile(text, 'utf8')).trim();
    if (isKey(key)) return key;
    throw new Error('it holds none');
  } catch (error) {
    if (!isStated && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UsageError(`${text} is neither a public key nor a file with one: ${(error as Error).message}`);
  }
}

/** 3072 bits: what ssh-keygen makes. */
const keyBits = 3072;

/** Makes `FILE` and `FILE.pub` unless the public key is there. `file` is the public one's name. Never writes over a key. */
async function makeKeys(file: string, note: (text: string) => void): Promise<void> {
  if ((await readFile(file, 'utf8').catch(() => undefined)) !== undefined) return;
  const secret = file.endsWith('.pub') ? file.slice(0, -4) : `${file}.key`;
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: keyBits });
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  try {
    await writeFile(secret, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    throw new UsageError(
      `no key pair can be made: ${(error as Error).message}. Give the public key that belongs to it by -k`,
    );
  }
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  const parts = [Buffer.from('ssh-rsa'), positive(e), positive(n)];
  const blob = Buffer.concat(parts.flatMap((part) => [lengthOf(part), part]));
  await writeFile(file, `ssh-rsa ${blob.toString('base64')} ${userInfo().username}@trainyard\n`, { mode: 0o644 });
  note(`made ${secret} and ${file}`);
}

/** A number as SSH writes it: a leading zero byte keeps it from being negative. */
function positive(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, 'base64url');
  return (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.from([0]), bytes]);
}

function lengthOf({ byteLength }: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(byteLength);
  return length;
}
