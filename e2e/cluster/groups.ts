import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pidsBelow, recordedGroups, removeBelow } from '@trainyard/runtime/node/cgroups';

/** Directories of the groups of processes of all nodes under this data directory. */
export function groupsUnder(home: string): string[] {
  const nodes = join(home, 'nodes');
  if (!existsSync(nodes)) return [];
  return readdirSync(nodes).flatMap((uid) =>
    recordedGroups(join(nodes, uid, 'home'), uid).map(({ directory }) => directory),
  );
}

/** Ends what is in them and removes them, as a provisioner does that is there to do it. */
export function removeGroups(home: string): void {
  for (const directory of groupsUnder(home)) {
    for (const pid of pidsBelow(directory)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended meanwhile.
      }
    }
    // The kernel lets go of them a moment after the last process.
    for (let tries = 0; tries < 100 && !removeBelow(directory); tries++)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
}
