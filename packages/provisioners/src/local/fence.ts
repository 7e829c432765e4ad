import type { Clock } from '@trainyard/runtime/clock';
import type { ProcessIdentity } from '@trainyard/runtime/node/process-stat';
import { findNodeProcesses } from './node-processes.ts';
import { signal } from './proc.ts';

/** A killed process is gone within a few ms unless the kernel holds it (a dead disk or mount): then no wait helps. */
const patienceMs = 5_000;
const pauseMs = 10;

/**
 * Kills everything of a node until two scans in a row find nothing: one scan can miss a process that was being made
 * while it ran, its maker is dead by the second. Answers what is left when patience ends; empty is the proof. `network` is the inode of the
 * node's own namespace.
 */
export async function killAll(
  clock: Clock,
  directory: string,
  nodeUid: string,
  agent: ProcessIdentity | null,
  network: number | undefined,
): Promise<ProcessIdentity[]> {
  const end = clock.monotonic() + patienceMs;
  // The agent first: it starts nothing again then.
  if (agent !== null) signal(agent, 'SIGKILL');
  for (let clean = 0; clean < 2; ) {
    const left = await findNodeProcesses(directory, nodeUid, network);
    clean = left.length === 0 ? clean + 1 : 0;
    for (const one of left) {
      try {
        signal(one, 'SIGKILL');
      } catch {
        // Another user's (EPERM): it stays in the list, and the answer is that nothing is proven.
      }
    }
    if (left.length > 0 && clock.monotonic() > end) return left;
    await pause(clock, pauseMs);
  }
  return [];
}

export function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimeout(resolve, ms);
  });
}
