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

/** Ends what is in groups of tasks that nobody knows any more: their agent was killed after it had forgotten them, or before it knew. */
export function sweepGroups(tasks: readonly string[], { clock, groups, held, patience, onProblem }: SweepPort): void {
  const known = new Set([setupGroup, ...tasks]);
  for (const name of groups.names()) {
    const group = known.has(name) ? undefined : groups.group(name);
    if (!group) continue;
    const stray = { fence: `gone/${name}`, roots: [], sessions: [], group };
    endTree(stray, 0, clock, undefined, patience).then(
      (left) => {
        if (left.length > 0) held.add(left);
        else group.remove();
      },
      (error: unknown) => onProblem(`what ${name} left could not be ended`, error),
    );
  }
}
