import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sayReason } from '@trainyard/contracts/reasons';
import { type Mounter, MountFailure } from '@trainyard/mounts/port';
import { unmountBelow } from '@trainyard/runtime/node/mount-table';
import { forgetNote, notedMounts } from './mount-notes.ts';

export interface MountSweep {
  nodeHome: string;
  mounter: Mounter;
  /** Ids of tasks that are there: theirs are taken over, or taken away by them. */
  tasks: ReadonlySet<string>;
  /** Places of the node's own volumes. */
  places: ReadonlySet<string>;
  /** Told what could not be stored or taken away. */
  onProblem(what: string, error: unknown): void;
}

/** What was written by a task that nobody knows any more may take this long to be stored. */
const drainMs = 60_000;

/**
 * Takes away what an agent left mounted of tasks and volumes that nobody knows any more: stored where it can be, and in any case off, since
 * what is removed later must not be removed on the share.
 */
export async function sweepMounts({ nodeHome, mounter, tasks, places, onProblem }: MountSweep): Promise<void> {
  const strays = notedMounts(join(nodeHome, 'volumes')).filter(
    ({ owner, record }) => !tasks.has(owner) && !places.has(record.at),
  );
  await Promise.all(
    strays.map(async ({ record }) => {
      try {
        await mounter.unmount(record, drainMs);
        forgetNote(record);
      } catch (error) {
        if (error instanceof MountFailure) forgetNote(record);
        const what = error instanceof MountFailure ? sayReason(error.reason) : `${record.label} was left mounted`;
        onProblem(what, error);
      }
    }),
  );
  const jobs = join(nodeHome, 'jobs');
  for (const id of existsSync(jobs) ? readdirSync(jobs) : []) {
    if (tasks.has(id)) continue;
    const left = await unmountBelow(join(jobs, id));
    if (left.length > 0) onProblem(`${left.join(', ')} is still mounted`, undefined);
  }
}
