import type { MountVolumes } from '@trainyard/contracts/volumes';
import { nameKey } from '@trainyard/contracts/workspace-key';
import { parseAzureFileUrl } from './azure-file-url.ts';
import { placeholderIn } from './placeholders.ts';

/** A key that a body gives for an account. */
export interface GivenKey {
  /** As the account is called, in the form that names are compared in. */
  account: string;
  key: string;
  /** JSON path below the body's `mountVolumes`. */
  path: string;
}

/** Names under which keys of a body are sealed begin so: they go to no node as they are. */
const prefix = 'accountKey:';

/** Name under which a body's key for an account is sealed. */
export function accountKeyName(account: string): string {
  return `${prefix}${nameKey(account)}`;
}

export function isAccountKeyName(name: string): boolean {
  return name.startsWith(prefix);
}

/**
 * Takes the keys out of a body. What is left is what is kept in the open: `credentials: {}` says that a key is sealed for the entry, and none
 * that there is no key. `sealed`: names that are sealed for it already, which an entry with empty `credentials` keeps.
 */
export function takeKeys(
  given: MountVolumes,
  sealed: ReadonlySet<string> = new Set(),
): { kept: MountVolumes; keys: GivenKey[] } {
  const keys: GivenKey[] = [];
  const take = <T extends Shares | Blobs>(list: readonly T[], kind: string, nameOf: (one: T) => string): T[] =>
    list.map((one, at) => {
      const { credentials, ...rest } = one;
      const key = credentials?.accountKey;
      const has = credentials !== undefined && sealed.has(accountKeyName(nameOf(one)));
      if (key === undefined || placeholderIn(key)) return (has ? { ...rest, credentials: {} } : rest) as T;
      keys.push({ account: nameKey(nameOf(one)), key, path: `${kind}[${at}].credentials.accountKey` });
      return { ...rest, credentials: {} } as T;
    });
  const { azureFileShares: shares, azureBlobFileSystems: blobs } = given;
  const kept: MountVolumes = {
    ...given,
    ...(shares && { azureFileShares: take(shares, 'azureFileShares', accountOfShare) }),
    ...(blobs && { azureBlobFileSystems: take(blobs, 'azureBlobFileSystems', ({ accountName }) => accountName) }),
  };
  return { kept, keys };
}

type Shares = NonNullable<MountVolumes['azureFileShares']>[number];
type Blobs = NonNullable<MountVolumes['azureBlobFileSystems']>[number];

/** The account of a share: the one named, else that of its address. */
export function accountOfShare({ accountName, azureFileUrl }: Pick<Shares, 'accountName' | 'azureFileUrl'>): string {
  return accountName ?? parseAzureFileUrl(azureFileUrl)?.account ?? '';
}

/** Accounts of the entries that have `credentials`. */
export function accountsWithKey({
  azureFileShares: shares = [],
  azureBlobFileSystems: blobs = [],
}: MountVolumes): string[] {
  const withKey = <T extends Shares | Blobs>(list: readonly T[]) => list.filter(({ credentials }) => credentials);
  return [...withKey(shares).map(accountOfShare), ...withKey(blobs).map(({ accountName }) => accountName)];
}

/** Names of accounts that a body mounts, in the form that they are compared in and looked up by. */
export function accountsNamed(volumes: MountVolumes): string[] {
  const names = [
    ...(volumes.azureFileShares ?? []).map(accountOfShare),
    ...(volumes.azureBlobFileSystems ?? []).map(({ accountName }) => accountName),
    ...(volumes.storageFolders ?? []).map(({ accountName }) => accountName),
  ];
  return [...new Set(names.map((name) => nameKey(placeholderIn(name) ?? name)))].filter((name) => name !== '');
}
