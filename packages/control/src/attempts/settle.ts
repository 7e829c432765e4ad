import type { AttemptPhase, Outcome } from '@trainyard/contracts/lifecycles';
import type { Text } from '@trainyard/contracts/texts';

/** A task as the settlement of its attempt sees it. */
export interface TaskView {
  index: number;
  phase: AttemptPhase;
  prepared: boolean;
  go: boolean;
  outcome: Outcome | null;
  exitCode: number | null;
  reason: Text | null;
  /** True when it has a process that must end with 0. */
  decides: boolean;
  /** True when all such processes of it ended with 0. */
  done: boolean;
  /** True once it is certain that it fails, which is before it has ended. */
  failing: boolean;
  /** When the first of its processes failed, by the control plane's clock; null when none did. */
  failedAt: number | null;
}

/** What follows for an attempt from how its tasks stand. */
export interface Settlement {
  phase: AttemptPhase;
  /** Everything is prepared: let the processes start. */
  go: boolean;
  /** Tasks must stop because another one failed or was lost (`broken`), or because the work is done or was stopped. */
  stop: 'broken' | 'over' | null;
  /** Set once every task ended. */
  ended: { outcome: Outcome; exitCode: number | null; reason: Text | null } | null;
}

/** The one to blame of tasks that failed: whose process failed first, over all nodes. Those that fail because of it come later. */
function firstFailed(tasks: readonly TaskView[]): TaskView | undefined {
  const at = ({ failedAt }: TaskView): number => failedAt ?? Number.POSITIVE_INFINITY;
  const failed = tasks.filter((task) => task.outcome === 'failed');
  return failed.toSorted((a, b) => at(a) - at(b) || a.index - b.index)[0];
}

const order: Record<AttemptPhase, number> = { allocating: 0, starting: 1, running: 2, stopping: 3, ended: 4 };

/**
 * A gang is one: it starts as one, one failed or lost task ends it, and it succeeds when every task that decides is done. How the first
 * to fail ended is how it ended.
 * Pure, and the same for the same tasks in any order of reports.
 */
export function settle(tasks: readonly TaskView[]): Settlement {
  const bad = tasks.find((task) => task.outcome === 'lost') ?? firstFailed(tasks);
  const deciding = tasks.filter((task) => task.decides);
  const done = deciding.length > 0 && deciding.every((task) => task.done);
  // A task that had nothing to run, or has run it, ends early and disturbs nobody.
  const cutShort = tasks.some((task) => task.phase === 'ended' && task.outcome !== 'succeeded');
  const broken = bad !== undefined || tasks.some((task) => task.failing);
  const stop = broken ? 'broken' : done || cutShort ? 'over' : null;
  const over = tasks.every((task) => task.phase === 'ended');
  const slowest = tasks.reduce<AttemptPhase>(
    (least, task) => (order[task.phase] < order[least] ? task.phase : least),
    'ended',
  );
  const anyStopping = tasks.some((task) => order[task.phase] >= order.stopping);
  return {
    phase: over ? 'ended' : anyStopping && stop !== null ? 'stopping' : slowest === 'ended' ? 'stopping' : slowest,
    go: stop === null && tasks.every((task) => task.prepared),
    stop: over ? null : stop,
    ended: over ? verdict() : null,
  };

  function verdict(): NonNullable<Settlement['ended']> {
    if (bad) return { outcome: bad.outcome ?? 'failed', exitCode: bad.exitCode, reason: bad.reason };
    if (done) return { outcome: 'succeeded', exitCode: 0, reason: null };
    const stopped =
      tasks.find((task) => task.outcome === 'preempted') ?? tasks.find((task) => task.outcome === 'stopped');
    return { outcome: stopped?.outcome ?? 'failed', exitCode: null, reason: stopped?.reason ?? null };
  }
}
