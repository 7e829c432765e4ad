import { isPlainName } from './plain-path.ts';

/** What `azureFileUrl` of Batch AI says: `https://ACCOUNT.file.core.windows.net/SHARE/DIRECTORY`. */
export interface AzureFileUrl {
  /** As it is written: lower case, or a placeholder. */
  account: string;
  host: string;
  share: string;
  /** Below the share; `` for its top. */
  path: string;
}

/** A host of shares: the account, `file`, and the cloud's own domain. The account may be a placeholder, which the map may know. */
const host = /^(<\w+>|[\w-]+)\.file(?:\.[\w-]+)+$/;

/**
 * Reads the address of a share; undefined when it is none. By hand, since `URL` would quietly take `..` for a way up and a backslash for a
 * slash.
 */
export function parseAzureFileUrl(text: string): AzureFileUrl | undefined {
  const [, server = '', rest = ''] = /^https?:\/\/([^/?#@:\\]+)\/([^?#]+)$/i.exec(text) ?? [];
  const [, account] = host.exec(server) ?? [];
  const names = rest.replace(/\/$/, '').split('/').map(decoded);
  const [share, ...path] = names;
  if (account === undefined || share === undefined || !names.every((name) => name !== undefined)) return undefined;
  return { account, host: server.toLowerCase(), share, path: path.join('/') };
}

/** One name, decoded once; undefined when it is none. */
function decoded(name: string): string | undefined {
  try {
    const plain = decodeURIComponent(name);
    return isPlainName(plain) ? plain : undefined;
  } catch {
    return undefined;
  }
}
