import type { Culprit } from '@trainyard/contracts/attempt';
import type { TaskReport } from '@trainyard/contracts/fleet';
import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import type { TaskRow } from '@trainyard/db/entities';
import type { Settlement } from './settle.ts';

type Ended = NonNullable<Settlement['ended']>;

/** Reasons that speak of one process, and can be said of another. */
const ofProcess = ['processExited', 'processKilled', 'exitUnknown'];

/**
 * A report with the ends of its processes on the control plane's clock: as long before now as they were before the report was sent.
 * Agents' clocks may be off by minutes, and then times of different nodes could not be compared; what is left is the way of the
 * message. An end that was told before keeps its time; one without a time ended by when it is told.
 */
export function onOurClock(
  report: TaskReport,
  before: TaskReport | null,
  sentAt: number | undefined,
  now: number,
): TaskReport {
  const known = new Map(before?.processes.map(({ index, exitedAt }) => [index, exitedAt]));
  const processes = report.processes.map((process) => {
    if (process.state !== 'exited') return process;
    const { exitedAt } = process;
    const age = exitedAt == null || sentAt === undefined ? 0 : Math.max(0, sentAt - exitedAt);
    return { ...process, exitedAt: known.get(process.index) ?? now - age };
  });
  return { ...report, processes };
}

/** The process that was the first to end with another code than 0; helpers count for nothing. */
export function firstFailure(tasks: readonly TaskRow[]): Culprit | undefined {
  const failed = tasks.flatMap(({ index: task, plan, report }) =>
    (report?.processes ?? []).flatMap(({ index, state, exitCode, signal, exitedAt = null }) => {
      const planned = plan.processes[index];
      const counts = planned && planned.exitRule !== 'helper' && state === 'exited' && exitCode !== 0;
      return counts ? [{ task, rank: planned.rank, node: plan.names.node, exitCode, signal, at: exitedAt }] : [];
    }),
  );
  const at = (one: Culprit): number => one.at ?? Number.POSITIVE_INFINITY;
  return failed.toSorted((a, b) => at(a) - at(b) || a.task - b.task || a.rank - b.rank)[0];
}

/**
 * Names who is to blame for an attempt that failed by a process. The exit code stays that of the process which decides; where a rank that
 * it had started failed before it, the reason speaks of that rank.
 */
export function blame(ended: Ended, tasks: readonly TaskRow[]): Ended & { culprit: Culprit | null } {
  const { outcome, exitCode, reason: why } = ended;
  const byProcess = outcome === 'failed' && (exitCode !== null || why?.code === 'exitUnknown');
  const culprit = (byProcess && firstFailure(tasks)) || null;
  if (!culprit || !why || !ofProcess.includes(why.code) || why.params.rank === culprit.rank)
    return { ...ended, culprit };
  return { ...ended, reason: sayExit(culprit), culprit };
}

function sayExit({ rank, node, exitCode, signal }: Culprit): Text {
  if (signal !== null) return reason('processKilled', { rank, node, signal });
  return exitCode === null ? reason('exitUnknown', { rank, node }) : reason('processExited', { rank, node, exitCode });
}
