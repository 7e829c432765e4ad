/** A task of the job as ssh reaches it. */
export interface SshPeer {
  address: string;
  port: number;
  /** What it is called: its host name, the name of its node. */
  names: string[];
}

/** Names and keys of a job, in the directory that all its tasks see. */
export interface JobKeys {
  /** Private key of whoever starts; its public half is the only one that servers of the job let in. */
  key: string;
  /** Private key of every server of the job. */
  hostKey: string;
  knownHosts: string;
}

/** The name under which servers of a job are known: one key for all of them, whatever their addresses. */
const alias = 'trainyard-job';

/** The client's configuration: the job's own hosts as they are; for all others what the node has anyway. */
export function clientConfig(peers: readonly SshPeer[], { key, knownHosts }: JobKeys, user: string): string {
  const known = peers.map(({ address, port, names }) => [
    `Host ${[...new Set([address, ...names])].join(' ')}`,
    `  HostName ${address}`,
    `  Port ${port}`,
    `  User ${user}`,
    `  HostKeyAlias ${alias}`,
    `  IdentityFile ${quoted(key)}`,
    '  IdentitiesOnly yes',
    `  UserKnownHostsFile ${quoted(knownHosts)}`,
    '  GlobalKnownHostsFile /dev/null',
    '  StrictHostKeyChecking yes',
    '  BatchMode yes',
    '  LogLevel ERROR',
  ]);
  return `${[...known.flat(), 'Match all', 'Include ~/.ssh/config', 'Include /etc/ssh/ssh_config'].join('\n')}\n`;
}

/** Line of the known hosts for a server's public key. */
export function knownHost(publicKey: string): string {
  const [kind, key] = publicKey.trim().split(/\s+/);
  return `${alias} ${kind} ${key}\n`;
}

/** The server's configuration: whoever holds the job's key works with the variables that the job has on this node. */
export function serverConfig(
  of: { address: string; port: number; keys: JobKeys; user: string; variables: Record<string, string> },
  common: readonly string[],
): string {
  // Only the first SetEnv counts, so all stand on one line. A value of several lines cannot be said there.
  const set = Object.entries(of.variables)
    .filter(([, value]) => !/[\r\n\0]/.test(value))
    .map(([name, value]) => quoted(`${name}=${value}`));
  const lines = [
    `ListenAddress ${of.address}`,
    `Port ${of.port}`,
    `HostKey ${quoted(of.keys.hostKey)}`,
    `AuthorizedKeysFile ${quoted(`${of.keys.key}.pub`)}`,
    `AllowUsers ${of.user}`,
    `SetEnv ${set.join(' ')}`,
    ...common,
  ];
  return `${lines.join('\n')}\n`;
}

function quoted(word: string): string {
  return `"${word.replace(/["\\]/g, '\\$&')}"`;
}
