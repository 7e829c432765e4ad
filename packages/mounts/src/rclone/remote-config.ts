import type { SftpSecret, VolumeSource } from '@trainyard/contracts/planned-volume';
import { obscure } from './obscure.ts';

/** A place that rclone reaches, by settings in its environment: no file and no argument holds a secret. */
export interface Remote {
  /** `NAME:` with what is the least that the credentials open: a container, a bucket, a share. */
  root: string;
  /** Directory below it that is meant; empty: all of it. */
  prefix: string;
  /** Settings and secrets of `NAME`. */
  env: Readonly<Record<string, string>>;
  /** Who must take a connection before rclone is asked, since it tries again for half a minute however little it is told to; null: it gives up soon by itself. */
  first: { host: string; port: number } | null;
}

export type RemoteSource = Extract<VolumeSource, { kind: 'azureBlob' | 'azureFiles' | 's3' | 'sftp' }>;

const name = 'ty';

/** Whether rclone reaches a source. */
export function isRemote(source: VolumeSource): source is RemoteSource {
  return ['azureBlob', 'azureFiles', 's3', 'sftp'].includes(source.kind);
}

/** How rclone reaches a source. `knownHosts` puts lines into a file and answers its path: rclone takes host keys from a file only. */
export function remoteOf(
  source: RemoteSource,
  secret: string,
  knownHosts: (lines: readonly string[]) => string,
): Remote {
  switch (source.kind) {
    case 'azureBlob':
      return {
        ...remote(source.container, source.path, { TYPE: 'azureblob', SAS_URL: secret }),
        first: serverOf(new URL(secret)),
      };
    case 'azureFiles': {
      const { host, port, account } = source;
      const settings = { TYPE: 'smb', HOST: host, PORT: String(port), USER: account, PASS: obscure(secret) };
      return remote(source.share, source.path, settings);
    }
    case 's3': {
      const { endpoint, region, accessKeyId } = source;
      return remote(source.bucket, source.path, {
        TYPE: 's3',
        PROVIDER: endpoint === null ? 'AWS' : 'Other',
        ENV_AUTH: 'false',
        ACCESS_KEY_ID: accessKeyId,
        SECRET_ACCESS_KEY: secret,
        REGION: region,
        ...(endpoint !== null && { ENDPOINT: endpoint }),
        // Whoever may read a bucket may not always make one, or look for it.
        NO_CHECK_BUCKET: 'true',
      });
    }
    case 'sftp': {
      const { host, port, user, hostKeys } = source;
      const given = JSON.parse(secret) as SftpSecret;
      const proof: Record<string, string> =
        'password' in given
          ? { PASS: obscure(given.password) }
          : { KEY_PEM: given.privateKey.trim().replaceAll('\r', '').replaceAll('\n', '\\n') };
      const lines = hostKeys?.map((line) => `${port === 22 ? host : `[${host}]:${port}`} ${line}`);
      return remote('', source.path, {
        TYPE: 'sftp',
        HOST: host,
        PORT: String(port),
        USER: user,
        ...proof,
        ...(lines && { KNOWN_HOSTS_FILE: knownHosts(lines) }),
        // Commands on the other side are not needed to read files, and may not be allowed.
        SHELL_TYPE: 'none',
        DISABLE_HASHCHECK: 'true',
      });
    }
  }
}

function remote(root: string, path: string, settings: Record<string, string>): Remote {
  const env = Object.entries(settings).map(([setting, value]) => [
    `RCLONE_CONFIG_${name.toUpperCase()}_${setting}`,
    value,
  ]);
  return { root: `${name}:${root}`, prefix: path, env: Object.fromEntries(env), first: null };
}

/** Who answers at an address; the port is its scheme's own where it names none. */
export function serverOf({ hostname, port, protocol }: URL): { host: string; port: number } {
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (protocol === 'https:' ? 443 : 80) };
}
