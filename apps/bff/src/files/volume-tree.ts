import { join } from 'node:path';
import { Fault } from '@trainyard/contracts/errors';
import type { PlannedVolume, VolumeSource } from '@trainyard/contracts/planned-volume';
import { isRemote, remoteOf } from '@trainyard/mounts/rclone/remote-config';
import type { FileTree } from '@trainyard/mounts/tree';
import { belowTree } from '@trainyard/mounts/trees/below-tree';
import { directoryTree } from '@trainyard/mounts/trees/directory-tree';
import { rcloneTree } from '@trainyard/mounts/trees/rclone-tree';
import type { KnownHosts } from './known-hosts.ts';

export interface VolumeTrees {
  /** The server's data directory as it was configured, and as it really is. */
  home: { dir: string; real: string };
  knownHosts: KnownHosts;
}

/** Whether the server can read what is on a volume without mounting it. */
export function isReadable(source: VolumeSource): boolean {
  return source.kind === 'directory' || isRemote(source) || (source.kind === 'nfs' && source.local !== null);
}

/**
 * The files of a volume, read without mounting it; undefined where only a mount can. `owner` names who asks for it: listings are remembered for
 * a short time and must not be shown to whoever has other credentials.
 */
export function volumeTree(
  { label, source }: Pick<PlannedVolume, 'label' | 'source'>,
  secrets: Readonly<Record<string, string>>,
  owner: string,
  ports: VolumeTrees,
): FileTree | undefined {
  if (source.kind === 'directory') return machineTree(source.path, label, ports);
  if (source.kind === 'nfs' && source.local) return machineTree(source.local.path, label, ports);
  if (!isRemote(source)) return undefined;
  const secret = secrets[source.secretRef];
  if (secret === undefined) throw new Fault('StorageUnavailable', { label, why: 'its credentials are gone' });
  const remote = remoteOf(source, secret, ports.knownHosts);
  return rcloneTree(remote, { label, memory: `${owner} ${JSON.stringify(source)}` });
}

/**
 * A directory of this machine. Its path holds names that jobs may have written, so no part of it may be a link, but for what leads to the
 * server's own data directory.
 */
export function machineTree(path: string, label: string, { home }: Pick<VolumeTrees, 'home'>): FileTree {
  const isOwn = path === home.dir || path.startsWith(`${home.dir}/`);
  const real = isOwn ? join(home.real, path.slice(home.dir.length)) : join(path);
  return belowTree(directoryTree('/', { label }), real.replace(/^\/+|\/+$/g, ''));
}
