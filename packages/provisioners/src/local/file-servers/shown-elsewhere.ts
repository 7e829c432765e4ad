import type { MountPoint } from '@trainyard/runtime/node/mount-table';

/** The mount at exactly this place, the uppermost; undefined when there is none. */
export function mountAt(mounts: readonly MountPoint[], place: string): MountPoint | undefined {
  return mounts.findLast(({ at }) => at === place);
}

/** Places outside `home` where `directory`, or something in it, is shown too: bind mounts, of whoever made them. */
export function shownElsewhere(mounts: readonly MountPoint[], directory: string, home: string): string[] {
  const holder = mounts
    .filter(({ at }) => isWithin(directory, at))
    .reduce<MountPoint | undefined>(
      (best, mount) => (best && best.at.length > mount.at.length ? best : mount),
      undefined,
    );
  if (!holder) return [];
  const below = directory.slice(holder.at === '/' ? 0 : holder.at.length);
  const inside = `${holder.root === '/' ? '' : holder.root}${below}` || '/';
  return mounts
    .filter(({ device, root, at }) => device === holder.device && isWithin(root, inside) && !isWithin(at, home))
    .filter((mount) => mount !== holder)
    .map(({ at }) => at);
}

function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory === '/' ? '/' : `${directory}/`);
}
