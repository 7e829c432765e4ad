import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sayReason } from '@trainyard/contracts/reasons';
import { type Mounter, MountFailure, type MountRecord } from '@trainyard/mounts/port';
import { mountsBelow, unmountBelow } from '@trainyard/runtime/node/mount-table';
import { forgetNote, type NotedMount, notedMounts } from './mount-notes.ts';
import { within } from './mount-roots.ts';
import { mountMark, nodeOwner, volumesHome } from './volume-services.ts';

/** What an agent left mounted that nobody knows any more. */
export interface Strays {
  mounts: MountRecord[];
  /** Directories of tasks below which something may be mounted that was not even noted. */
  directories: string[];
}

/** What was written by a task that nobody knows any more may take this long to be stored. */
const drainMs = 60_000;

/** Where to look, and who is there: ids of tasks, and places of the node's own volumes. */
export interface SweepOf {
  nodeHome: string;
  nodeUid: string;
  mountRoot: string;
  tasks: ReadonlySet<string>;
  places: ReadonlySet<string>;
}

/** Finds them: by their notes, by what their helpers carry, and by the kernel's table. */
export function findStrays({ nodeHome, nodeUid, mountRoot, tasks, places }: SweepOf): Strays {
  const isStray = (owner: string, at: string): boolean => !tasks.has(owner) && !places.has(at);
  const noted = notedMounts(join(nodeHome, 'volumes')).filter(({ owner, record }) => isStray(owner, record.at));
  const marks = new Set(noted.map(({ record }) => record.mark));
  const served = marksOf(nodeUid)
    .map((mark) => unnoted(mark, nodeHome, nodeUid, mountRoot))
    .filter(({ owner, record }) => isStray(owner, record.at) && !marks.has(record.mark));
  const jobs = join(nodeHome, 'jobs');
  const unknown = existsSync(jobs) ? readdirSync(jobs).filter((id) => !tasks.has(id)) : [];
  const bare = mountsBelow(mountRoot).filter((path) => ![...places].some((place) => within(place, path)));
  const below = unknown.map((id) => join(jobs, id)).filter((directory) => mountsBelow(directory).length > 0);
  return { mounts: [...noted, ...served].map(({ record }) => record), directories: [...bare, ...below] };
}

/** What a helper says of its mount: whose it is and where. Its caches nobody knows, so they are not touched. */
function unnoted(mark: string, nodeHome: string, nodeUid: string, mountRoot: string): NotedMount {
  const [owner = '', ...rest] = mark.slice(mountMark(nodeUid, '').length).split('/');
  const at = join(owner === nodeOwner ? mountRoot : join(nodeHome, 'jobs', owner, 'mounts'), ...rest);
  const home = join(volumesHome(nodeHome, owner), 'unknown');
  const record = { kind: 'command', at, home, label: at, mark, readOnly: false, by: 'helper', helper: null } as const;
  return { owner, record: { ...record, notes: [] } };
}

/** Marks of this node's mounts that living processes carry. */
function marksOf(nodeUid: string): string[] {
  const start = `TRAINYARD_MOUNT=${mountMark(nodeUid, '')}`;
  const found = readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const variable = readFileSync(`/proc/${name}/environ`, 'utf8')
        .split('\0')
        .find((word) => word.startsWith(start));
      return variable === undefined ? [] : [variable.slice(variable.indexOf('=') + 1)];
    } catch {
      return [];
    }
  });
  return [...new Set(found)];
}

/** Takes them away: stored where they can be, and in any case off, since what is removed later must not be removed on the share. */
export async function takeAway(
  { mounts, directories }: Strays,
  mounter: Mounter,
  onProblem: (what: string, error: unknown) => void,
): Promise<void> {
  const ends = mounts.map(async (record) => {
    try {
      await mounter.unmount(record, drainMs);
      forgetNote(record);
    } catch (error) {
      onProblem(error instanceof MountFailure ? sayReason(error.reason) : `${record.label} was left mounted`, error);
      if (error instanceof MountFailure) forgetNote(record);
    }
  });
  await Promise.all(ends);
  for (const directory of directories) {
    const left = await unmountBelow(directory);
    if (left.length > 0) onProblem(`${left.join(', ')} is still mounted`, undefined);
  }
}
