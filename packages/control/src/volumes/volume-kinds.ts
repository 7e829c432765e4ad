import type { DetailCode } from '@trainyard/contracts/detail-words';
import type { ErrorCode } from '@trainyard/contracts/errors';
import type { FileServerPlace } from '@trainyard/contracts/file-server';
import type { ProvisioningState } from '@trainyard/contracts/lifecycles';
import type { TextParams } from '@trainyard/contracts/texts';
import type { MountVolumes, VolumeKind } from '@trainyard/contracts/volumes';
import { parseAzureFileUrl } from './azure-file-url.ts';
import { fileServerSource } from './file-server-source.ts';
import { type FoundAccount, findAccount } from './find-account.ts';
import { placeholderIn } from './placeholders.ts';
import { isPlainName, plainPath } from './plain-path.ts';
import {
  type AccountSeen,
  azureItself,
  azureOf,
  blobSource,
  type Found,
  otherSource,
  type ShareModes,
  shareSource,
  type Wanted,
} from './sources.ts';

/** A file server as it was found. */
export interface FileServerSeen {
  uid: string;
  name: string;
  state: ProvisioningState;
  place: FileServerPlace | null;
}

/** What is known of what volumes name. */
export interface VolumeFacts {
  /** Job or cluster under whose uid the keys of the body are sealed. */
  owner: string;
  /** By name in the form that is compared; those that are not for this workspace are not in it. */
  accounts: ReadonlyMap<string, AccountSeen>;
  /** By {@link fileServerKey}. */
  fileServers: ReadonlyMap<string, FileServerSeen>;
  /** Directory of local accounts that name none. */
  storageHome: string;
  /** Where file servers are that are named without a workspace, for faults. */
  workspace: string;
}

/** What a volume comes to, but for its place. */
export interface Answer {
  found: Found;
  label: string;
  readOnly: boolean;
}

export type FaultCode = ErrorCode | DetailCode;
/** Tells what is wrong with a field of an entry. */
export type Tell = (field: string, code: FaultCode, params: TextParams) => undefined;
export type Entry<K extends VolumeKind> = NonNullable<MountVolumes[K]>[number];
/** `at`: JSON path of the entry. Answers nothing where it has told why. */
type Resolver<K extends VolumeKind> = (
  one: Entry<K>,
  ask: { at: string; tell: Tell; facts: VolumeFacts },
) => Answer | undefined;

/** What a reference to a file server is looked up by. */
export function fileServerKey({ workspace, name }: { workspace?: string | undefined; name: string }): string {
  return `${workspace ?? ''}/${name}`.toLowerCase();
}

/** How each kind of mount volume is resolved. */
export const resolvers: { [K in VolumeKind]: Resolver<K> } = {
  azureFileShares(one, { at, tell, facts }) {
    const url = parseAzureFileUrl(one.azureFileUrl);
    if (!url) return tell('azureFileUrl', 'NotFileUrl', {});
    const { accountName = url.account, fileMode, directoryMode } = one;
    if (accountName.toLowerCase() !== url.account.toLowerCase()) {
      return tell('accountName', 'OtherAccount', { account: accountName, other: url.account });
    }
    const account = findAccount(facts, accountName, one.credentials !== undefined);
    if (!account) return unknown(tell, one.accountName === undefined ? 'azureFileUrl' : 'accountName', accountName);
    const wanted = { container: url.share, path: url.path, at, options: null };
    const found = shareOf(account, url.host, { fileMode, directoryMode }, wanted, facts);
    if (!found) return tell('azureFileUrl', 'NoSharesThere', { account: accountName });
    return { found, label: `share ${url.share} of account ${account.name}`, readOnly: false };
  },
  azureBlobFileSystems(one, { at, tell, facts }) {
    const { accountName, containerName, mountOptions = null } = one;
    const account = findAccount(facts, accountName, one.credentials !== undefined);
    if (!account) return unknown(tell, 'accountName', accountName);
    if (!isPlainName(containerName)) return tell('containerName', 'NotContainer', {});
    const found = containerOf(account, { container: containerName, path: '', at, options: mountOptions }, facts);
    const label = `container ${containerName} of account ${account.name}`;
    return { found, label, readOnly: saysReadOnly(mountOptions) };
  },
  fileServers({ fileServer, sourceDirectory = '', mountOptions = null }, { tell, facts }) {
    const seen = facts.fileServers.get(fileServerKey(fileServer));
    const { name, workspace = facts.workspace } = fileServer;
    if (!seen) return tell('fileServer', 'FileServerNotFound', { name, workspace });
    const { state, place } = seen;
    if (!place || state === 'deleting') return tell('fileServer', 'FileServerNotReady', { name, state });
    const below = plainPath(sourceDirectory);
    if (below === undefined) return tell('sourceDirectory', 'NotPlainPath', {});
    const source = fileServerSource(seen.uid, place, below, mountOptions);
    return { found: { source, secret: null }, label: `file server ${seen.name}`, readOnly: saysReadOnly(mountOptions) };
  },
  unmanagedFileSystems({ mountCommand, relativeMountPath }) {
    const source = { kind: 'command', command: mountCommand } as const;
    return { found: { source, secret: null }, label: `mount command of ${relativeMountPath}`, readOnly: false };
  },
  storageFolders(one, { at, tell, facts }) {
    const { accountName, container, directory = '', readOnly } = one;
    const account = findAccount(facts, accountName, false);
    if (!account) return unknown(tell, 'accountName', accountName);
    if (!isPlainName(container)) return tell('container', 'NotContainer', {});
    const path = plainPath(directory);
    if (path === undefined) return tell('directory', 'NotPlainPath', {});
    const found = containerOf(account, { container, path, at, options: null }, facts);
    return { found, label: `${container} of account ${account.name}`, readOnly };
  },
};

function unknown(tell: Tell, field: string, name: string): undefined {
  const placeholder = placeholderIn(name);
  if (placeholder) return tell(field, 'PlaceholderLeft', { placeholder: name, account: placeholder });
  return tell(field, 'StorageAccountUnknown', { account: name });
}

function containerOf({ name, seen, key }: FoundAccount, wanted: Wanted, { storageHome }: VolumeFacts): Found {
  if (!seen) return blobSource(azureItself(name, '', key), wanted);
  const { backing } = seen;
  if (backing.kind === 'azure') return blobSource(azureOf(seen, backing, key), wanted);
  return otherSource(seen, backing, wanted, storageHome);
}

/** Undefined where the account has no shares. `host`: of the address, which is right where the map says nothing. */
function shareOf(
  { name, seen, key }: FoundAccount,
  host: string,
  modes: ShareModes,
  wanted: Wanted,
  { storageHome }: VolumeFacts,
): Found | undefined {
  if (!seen) return shareSource(azureItself(name, host, key), wanted, modes);
  const { backing } = seen;
  if (backing.kind === 'azure') return shareSource(azureOf(seen, backing, key), wanted, modes);
  return otherSource(seen, backing, wanted, storageHome);
}

/** Whether options for `mount` or a FUSE program ask for no writing. */
function saysReadOnly(options: string | null): boolean {
  return options !== null && /(?:^|[\s,])(?:-o\s*)?(?:ro|--read-only)(?:$|[\s,])/.test(options);
}
