import type { VolumeSource } from '@trainyard/contracts/planned-volume';
import type { StorageBacking } from '@trainyard/contracts/storage-account';
import { nameKey } from '@trainyard/contracts/workspace-key';
import { joined } from './plain-path.ts';

/** How the value behind a source's `secretRef` is made: whose sealed secret, and what of it. */
export type SecretRecipe = { ref: string } & (
  | { kind: 'value'; owner: string; name: string }
  | { kind: 'sftp'; owner: string }
  | {
      kind: 'sas';
      owner: string;
      name: string;
      endpoint: string;
      account: string;
      /** null: all of the account's. */
      container: string | null;
    }
);

/** A source, and how its secret is made; null where it has none. */
export interface Found {
  source: VolumeSource;
  secret: SecretRecipe | null;
}

/** An account as the resolver sees it. */
export interface AccountSeen {
  uid: string;
  name: string;
  backing: StorageBacking;
}

/** Whose sealed key opens an Azure account: the account's own, or one that came with the body. */
export interface KeyPlace {
  owner: string;
  name: string;
}

/** What is asked of an account. */
export interface Wanted {
  container: string;
  /** Below the container; `` for its top. */
  path: string;
  /** JSON path of the entry: part of the secret's reference. */
  at: string;
  /** Options of the user for a blob file system. */
  options: string | null;
}

/** What a share has of its own. */
export interface ShareModes {
  fileMode: string;
  directoryMode: string;
}

/** Where an Azure account is: one of the map, or Azure's own of that name. */
export interface AzurePlace {
  account: string;
  blobEndpoint: string;
  /** HOST[:PORT]; null: it has no shares. */
  fileHost: string | null;
  key: KeyPlace;
}

/** Names of sealed credentials by kind of backing. */
export const accountKey = 'accountKey';
export const secretAccessKey = 'secretAccessKey';

/** SMB's own. */
const smbPort = 445;

/** Azure's own account of a name that the map does not know. */
export function azureItself(account: string, fileHost: string, key: KeyPlace): AzurePlace {
  const name = nameKey(account);
  return { account: name, blobEndpoint: `https://${name}.blob.core.windows.net`, fileHost, key };
}

/** An account of the map whose backing is Azure, or speaks like it. */
export function azureOf(
  seen: AccountSeen,
  backing: Extract<StorageBacking, { kind: 'azure' }>,
  key: KeyPlace,
): AzurePlace {
  const account = backing.account ?? nameKey(seen.name);
  const { blobEndpoint, fileHost } = backing;
  return {
    account,
    blobEndpoint: blobEndpoint?.replace(/\/+$/, '') ?? `https://${account}.blob.core.windows.net`,
    // An endpoint of one's own is no place to guess shares at.
    fileHost: fileHost ?? (blobEndpoint === undefined ? `${account}.file.core.windows.net` : null),
    key,
  };
}

/** A container of Azure; its secret is a signed URL. */
export function blobSource(place: AzurePlace, wanted: Wanted): Found {
  const { container, path, options } = wanted;
  const ref = `azureBlob:${wanted.at}`;
  const { account, blobEndpoint: endpoint, key } = place;
  return {
    source: { kind: 'azureBlob', container, path, options, secretRef: ref },
    secret: { ref, kind: 'sas', ...key, endpoint, account, container: container === '' ? null : container },
  };
}

/** A share of Azure by SMB; undefined when the account has no host for shares. */
export function shareSource(place: AzurePlace, wanted: Wanted, modes: ShareModes): Found | undefined {
  if (place.fileHost === null) return undefined;
  const [, host = place.fileHost, port] = /^(.*?)(?::(\d{1,5}))?$/.exec(place.fileHost) ?? [];
  const ref = `azureFiles:${wanted.at}`;
  const where = { host, port: port === undefined ? smbPort : Number(port), share: wanted.container, path: wanted.path };
  return {
    source: { kind: 'azureFiles', ...where, account: place.account, ...modes, secretRef: ref },
    secret: { ref, kind: 'value', ...place.key },
  };
}

/** A container or share of an account that is not Azure. `home`: where accounts lie that name no directory. */
export function otherSource(
  { uid, name }: AccountSeen,
  backing: Exclude<StorageBacking, { kind: 'azure' }>,
  { container, path, at }: Wanted,
  home: string,
): Found {
  switch (backing.kind) {
    case 'local': {
      // Containers and shares are made at their first use.
      const top = backing.directory?.replace(/\/+$/, '') ?? localDirectory(home, name);
      const below = joined(top, container, path);
      return { source: { kind: 'directory', path: below, make: true }, secret: null };
    }
    case 's3': {
      const { endpoint = null, region, accessKeyId } = backing;
      const ref = `s3:${at}`;
      return {
        source: { kind: 's3', endpoint, region, bucket: container, path, accessKeyId, secretRef: ref },
        secret: { ref, kind: 'value', owner: uid, name: secretAccessKey },
      };
    }
    case 'sftp': {
      const { host, port, user, directory, hostKeys = null } = backing;
      const ref = `sftp:${at}`;
      const below = joined(directory === '/' ? '' : directory, container, path);
      const whole = directory === '/' ? `/${below}` : below;
      return {
        source: { kind: 'sftp', host, port, user, path: whole, hostKeys, secretRef: ref },
        secret: { ref, kind: 'sftp', owner: uid },
      };
    }
  }
}

/** Directory of a local account that names none. Names are compared without case, and so are their directories. */
export function localDirectory(home: string, name: string): string {
  return `${home}/${nameKey(name)}`;
}
