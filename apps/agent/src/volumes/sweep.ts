import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sayReason } from '@trainyard/contracts/reasons';
import { type Mounter, MountFailure, type MountRecord } from '@trainyard/mounts/port';
import { mountsBelow, unmountBelow } from '@trainyard/runtime/node/mount-table';
import { forgetNote, notedMounts } from './mount-notes.ts';

/** What an agent left mounted that nobody knows any more. */
export interface Strays {
  mounts: MountRecord[];
  /** Directories of tasks below which something may be mounted that was not even noted. */
  directories: string[];
}

/** What was written by a task that nobody knows any more may take this long to be stored. */
const drainMs = 60_000;

/** Finds them. `tasks`: ids of those that are there; `places`: where the node's own volumes are. */
export function findStrays(nodeHome: string, tasks: ReadonlySet<string>, places: ReadonlySet<string>): Strays {
  const noted = notedMounts(join(nodeHome, 'volumes'));
  const jobs = join(nodeHome, 'jobs');
  const unknown = existsSync(jobs) ? readdirSync(jobs).filter((id) => !tasks.has(id)) : [];
  return {
    mounts: noted
      .filter(({ owner, record }) => !tasks.has(owner) && !places.has(record.at))
      .map(({ record }) => record),
    directories: unknown.map((id) => join(jobs, id)).filter((directory) => mountsBelow(directory).length > 0),
  };
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
