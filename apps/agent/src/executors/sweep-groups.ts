import type { Clock } from '@trainyard/runtime/clock';
import { endTree } from './end-tree.ts';
import type { HeldProcesses } from './held.ts';
import { type NodeGroups, setupGroup } from './node-groups.ts';

export interface SweepPort {
  clock: Clock;
  groups: NodeGroups;
  held: HeldProcesses;
  /** ms that a process may outlive SIGKILL before it counts as held by the kernel. */
  patience: number;
  onProblem(what: string, error: unknown): void;
}

/**
 * Ends what is in groups of tasks that nobody knows any more: their agent was killed after it had forgotten them, or before it knew. Resolves
 * when that is done, and never throws.
 */
export async function sweepGroups(tasks: ReadonlySet<string>, port: SweepPort): Promise<void> {
  const { clock, groups, held, patience, onProblem } = port;
  const unknown = groups.names().filter((name) => name !== setupGroup && !tasks.has(name));
  const ends = unknown.map(async (name) => {
    const group = groups.group(name);
    if (!group) return;
    const stray = { fence: `gone/${name}`, roots: [], sessions: [], group };
    await endTree(stray, 0, clock, undefined, patience).then(
      (left) => {
        if (left.length > 0) held.add(left);
        else group.remove();
      },
      (error: unknown) => onProblem(`what ${name} left could not be ended`, error),
    );
  });
  await Promise.all(ends);
}
