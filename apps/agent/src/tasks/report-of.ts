import type { TaskReport } from '@trainyard/contracts/fleet';
import type { TaskRecord } from '../journal.ts';
import { volumeReportOf } from '../volumes/volume-record.ts';

/** What the server is told of a task. */
export function reportOf(record: TaskRecord): TaskReport {
  const { plan, serial, phase, prepared, step, steps: done, outcome, exitCode, reason: why, checkpointAt } = record;
  const processes = record.processes.map(({ startTime: _start, trouble: _trouble, ...shown }) => shown);
  const isEnded = phase === 'ended';
  return {
    fence: plan.fence,
    serial,
    phase,
    prepared,
    step,
    steps: done,
    processes,
    failing: outcome === 'failed',
    // Said only once logs and outputs are stored; that it will be a failure is said at once.
    outcome: isEnded ? outcome : null,
    exitCode: isEnded ? exitCode : null,
    reason: isEnded ? why : null,
    checkpointAt,
    ...(record.volumes && {
      volumes: plan.volumes.flatMap((planned, at) => {
        const volume = record.volumes?.[at];
        return volume ? [volumeReportOf(planned, volume)] : [];
      }),
    }),
  };
}
