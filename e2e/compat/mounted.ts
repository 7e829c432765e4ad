import { join } from 'node:path';
import type { MountVolumes } from '@trainyard/contracts/volumes';

/** Where volumes of local accounts lie on the disk: the directory of the account, with a directory for each share or container. */
export interface Mounted {
  job: MountVolumes | undefined;
  cluster: MountVolumes | undefined;
  /** Directory of the one account. */
  accountDirectory: string;
}

/** The place on the disk of a path that begins with a mount root; the path as it is where no volume is mounted. */
export function onDisk(path: string, { job, cluster, accountDirectory }: Mounted): string {
  for (const [root, volumes] of [
    ['$AZ_BATCHAI_JOB_MOUNT_ROOT/', job],
    ['$AZ_BATCHAI_MOUNT_ROOT/', cluster],
  ] as const) {
    if (!path.startsWith(root)) continue;
    const below = path.slice(root.length);
    for (const { at, share } of sharesOf(volumes)) {
      if (below === at || below.startsWith(`${at}/`)) return join(accountDirectory, share, below.slice(at.length));
    }
  }
  return path;
}

/** True where {@link onDisk} leads to a volume. */
export function isMounted(path: string, mounted: Mounted): boolean {
  return onDisk(path, mounted) !== path;
}

function sharesOf(volumes: MountVolumes | undefined): { at: string; share: string }[] {
  const shares = (volumes?.azureFileShares ?? []).map(({ relativeMountPath: at, azureFileUrl }) => ({
    at,
    share: azureFileUrl.split('/').slice(3).join('/'),
  }));
  const containers = (volumes?.azureBlobFileSystems ?? []).map(({ relativeMountPath: at, containerName: share }) => ({
    at,
    share,
  }));
  return [...shares, ...containers];
}
