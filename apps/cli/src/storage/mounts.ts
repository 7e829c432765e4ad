import type { MountVolumes } from '@trainyard/contracts/volumes';
import type { Command } from 'commander';
import { type Body, referenceTo } from '../body-file.ts';
import { UsageError } from '../failure.ts';
import type { CliSettings } from '../settings.ts';

/** Options of Batch AI's own command line that say what to mount. */
export interface MountOptions {
  storageAccountName?: string;
  storageAccountKey?: string;
  afsName?: string;
  afsMountPath?: string;
  bfsName?: string;
  bfsMountPath?: string;
  nfs?: string;
  nfsMountPath?: string;
}

/** Gives a verb the options of {@link withMounts}. */
export function withMountOptions(verb: Command): Command {
  return verb
    .option(
      '--storage-account-name <name>',
      'in place of <AZURE_BATCHAI_STORAGE_ACCOUNT> in the file; else AZURE_BATCHAI_STORAGE_ACCOUNT',
    )
    .option(
      '--storage-account-key <key>',
      'in place of <AZURE_BATCHAI_STORAGE_KEY>, and for what names the account without a key; else AZURE_BATCHAI_STORAGE_KEY, which other users do not see',
    )
    .option('--afs-name <share>', 'a share of the account to mount')
    .option('--afs-mount-path <path>', 'where, afs unless given')
    .option('--bfs-name <container>', 'a container of the account to mount')
    .option('--bfs-mount-path <path>', 'where, bfs unless given')
    .option('--nfs <server>', 'a file server to mount, by name or id')
    .option('--nfs-mount-path <path>', 'where, nfs unless given');
}

/**
 * What a file mounts, with the account and key in place of the placeholders that published files have, and what the options mount besides.
 * A placeholder for which nothing is given stays: the server may know it.
 */
export async function withMounts(
  mounts: Body | undefined,
  options: MountOptions,
  { storageAccount, storageKey }: Pick<CliSettings, 'storageAccount' | 'storageKey'>,
): Promise<Body | undefined> {
  const account = options.storageAccountName ?? storageAccount;
  const key = options.storageAccountKey ?? storageKey;
  const given = mounts && withKey(withAccounts(replaced(mounts, placeholders(account, key)) as Body), account, key);
  const more = await mountsOf(options, account);
  if (Object.keys(more).length === 0) return given;
  const merged: Body = { ...given };
  for (const [kind, list] of Object.entries(more))
    merged[kind] = [...((given?.[kind as never] ?? []) as Body[]), ...list];
  return withKey(merged as MountVolumes, account, key);
}

/** The account and key in place of the placeholders wherever they stand, such as in secrets. */
export function withWords(
  value: unknown,
  options: MountOptions,
  { storageAccount, storageKey }: Pick<CliSettings, 'storageAccount' | 'storageKey'>,
): unknown {
  const account = options.storageAccountName ?? storageAccount;
  return replaced(value, placeholders(account, options.storageAccountKey ?? storageKey));
}

/** A share that does not name its account is of the one in its address. */
function withAccounts(mounts: Body): MountVolumes {
  const shares = mounts.azureFileShares;
  if (!Array.isArray(shares)) return mounts;
  const named = (shares as Body[]).map((share) => {
    const host = hostOf(share);
    return share?.accountName !== undefined || host === undefined ? share : { accountName: host, ...share };
  });
  return { ...mounts, azureFileShares: named as never };
}

/** The account that the address of a share begins with. */
function hostOf(share: Body | undefined): string | undefined {
  return /^https?:\/\/([a-z0-9-]+)\./i.exec(String(share?.azureFileUrl))?.[1];
}

function placeholders(account: string | undefined, key: string | undefined): Record<string, string> {
  return {
    ...(account !== undefined && { '<AZURE_BATCHAI_STORAGE_ACCOUNT>': account }),
    ...(key !== undefined && { '<AZURE_BATCHAI_STORAGE_KEY>': key }),
  };
}

function replaced(value: unknown, words: Record<string, string>): unknown {
  if (Array.isArray(value)) return value.map((one) => replaced(one, words));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, replaced(inner, words)]));
  }
  if (typeof value !== 'string') return value;
  return Object.entries(words).reduce((text, [word, by]) => text.replaceAll(word, () => by), value);
}

/** The key goes with what names its account and has none, as Batch AI's own command line fetched it. */
function withKey(mounts: MountVolumes, account: string | undefined, key: string | undefined): Body {
  if (account === undefined || key === undefined) return mounts;
  const own = account.toLowerCase();
  const keyed = <T extends Body>(list: T[] | undefined, nameOf: (one: T) => unknown): T[] | undefined =>
    list?.map((one) => {
      const lacks = one.credentials === undefined || Object.keys(one.credentials as Body).length === 0;
      return lacks && String(nameOf(one)).toLowerCase() === own ? { ...one, credentials: { accountKey: key } } : one;
    });
  const shares = keyed(mounts.azureFileShares as Body[] | undefined, (one) => one.accountName ?? hostOf(one));
  const blobs = keyed(mounts.azureBlobFileSystems as Body[] | undefined, (one) => one.accountName);
  return { ...mounts, ...(shares && { azureFileShares: shares }), ...(blobs && { azureBlobFileSystems: blobs }) };
}

/** What the options mount. Throws UsageError where the account is missing. */
async function mountsOf(options: MountOptions, account: string | undefined): Promise<Record<string, Body[]>> {
  const { afsName, afsMountPath = 'afs', bfsName, bfsMountPath = 'bfs', nfs, nfsMountPath = 'nfs' } = options;
  const more: Record<string, Body[]> = {};
  if ((afsName !== undefined || bfsName !== undefined) && account === undefined)
    throw new UsageError('say of which account: --storage-account-name NAME, or AZURE_BATCHAI_STORAGE_ACCOUNT');
  if (afsName !== undefined) more.azureFileShares = [shareOf(account ?? '', afsName, afsMountPath)];
  if (bfsName !== undefined) more.azureBlobFileSystems = [containerOf(account ?? '', bfsName, bfsMountPath)];
  if (nfs !== undefined) {
    const fileServer = await referenceTo(nfs, 'fileServer');
    more.fileServers = [{ fileServer, relativeMountPath: nfsMountPath, mountOptions: 'rw' }];
  }
  return more;
}

/** A share as Batch AI's files have it. */
export function shareOf(account: string, share: string, path: string): Body {
  const azureFileUrl = `https://${account}.file.core.windows.net/${encodeURIComponent(share)}`;
  return { accountName: account, azureFileUrl, relativeMountPath: path };
}

/** A container as Batch AI's files have it. */
export function containerOf(account: string, container: string, path: string): Body {
  return { accountName: account, containerName: container, relativeMountPath: path };
}
