import { readFile } from 'node:fs/promises';

/** One line of /proc/self/mountinfo, as proc(5) has it. */
export interface MountEntry {
  /** Numbers of its file system: mounts with the same ones show the same files. */
  device: string;
  /** Which directory of that file system it shows. */
  root: string;
  /** Where it shows it. */
  point: string;
  /** Such as `/dev/loop0`. */
  source: string;
}

/** All mounts that this process sees, in order: of two at one place the later one is seen. */
export async function readMounts(): Promise<MountEntry[]> {
  return parseMounts(await readFile('/proc/self/mountinfo', 'utf8'));
}

export function parseMounts(text: string): MountEntry[] {
  return text.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const [, , device, root, point] = before.split(' ');
    if (device === undefined || root === undefined || point === undefined) return [];
    return [{ device, root: plain(root), point: plain(point), source: plain(after.split(' ')[1] ?? '') }];
  });
}

/** The mount at exactly this place; undefined when there is none. */
export function mountAt(mounts: readonly MountEntry[], point: string): MountEntry | undefined {
  return mounts.findLast((mount) => mount.point === point);
}

/** Places at or below `path` where something is mounted, deepest first. */
export function pointsBelow(mounts: readonly MountEntry[], path: string): string[] {
  const points = mounts.map(({ point }) => point).filter((point) => isWithin(point, path));
  return points.sort().reverse();
}

/** Places outside `home` where `directory`, or something in it, is shown too: bind mounts, of whoever made them. */
export function shownElsewhere(mounts: readonly MountEntry[], directory: string, home: string): string[] {
  const holder = mounts
    .filter(({ point }) => isWithin(directory, point))
    .reduce<MountEntry | undefined>(
      (best, mount) => (best && best.point.length > mount.point.length ? best : mount),
      undefined,
    );
  if (!holder) return [];
  const below = directory.slice(holder.point === '/' ? 0 : holder.point.length);
  const inside = `${holder.root === '/' ? '' : holder.root}${below}` || '/';
  return mounts
    .filter(({ device, root, point }) => device === holder.device && isWithin(root, inside) && !isWithin(point, home))
    .filter((mount) => mount !== holder)
    .map(({ point }) => point);
}

function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory === '/' ? '/' : `${directory}/`);
}

/** Blanks, tabs, line ends and backslashes are octal there. */
function plain(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
