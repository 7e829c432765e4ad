import { fleetLimits, type TaskReport } from '@trainyard/contracts/fleet';
import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import type { AttemptRow, TaskRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import { blame, firstFailure, onOurClock } from './culprit.ts';
import { endAttempt } from './finish.ts';
import { tasksOf } from './live.ts';
import { settle, type TaskView } from './settle.ts';

/**
 * Takes what an agent says of one of its tasks. Anything that is not news is dropped: an older serial, a task that ended, an attempt
 * that is over. `sentAt` is when it was sent by the agent's clock. Answers the attempt that must be settled, or undefined.
 */
export function takeReport(
  tx: Tx,
  nodeUid: string,
  given: TaskReport,
  sentAt: number | undefined,
): AttemptRow | undefined {
  const { fence } = given;
  const { job: jobUid, unit, attempt: number, task: index } = fence;
  const task = tx.where('task', { jobUid, unit, attempt: number, index })[0];
  if (!task || task.nodeUid !== nodeUid || task.phase === 'ended') return undefined;
  if (task.report && given.serial <= task.report.serial) return undefined;
  const report = onOurClock(given, task.report, sentAt, tx.now);
  const { phase, outcome, exitCode } = report;
  const ended = phase === 'ended';
  tx.update(
    'task',
    task.uid,
    {
      phase,
      report,
      ...(ended && { outcome: outcome ?? 'failed', exitCode, reason: report.reason ?? task.wantReason }),
    },
    ended ? 'task.ended' : 'task.updated',
  );
  if (report.checkpointAt !== null) noteCheckpoint(tx, task, report.checkpointAt);
  return tx.where('attempt', { jobUid, unit, number })[0];
}

/** Checkpoints closer than this to the one noted are not: who gives up its nodes is not decided by seconds. */
const checkpointStepMs = 10_000;

/** Keeps the newest checkpoint of a unit's tasks; an agent's clock that is ahead does not make it newer than now. */
function noteCheckpoint(tx: Tx, { jobUid, unit: index, attempt }: TaskRow, at: number): void {
  const unit = tx.where('unit', { jobUid, index })[0];
  if (!unit || unit.attempts !== attempt || unit.state !== 'running') return;
  const checkpointAt = Math.min(at, tx.now);
  if (unit.checkpointAt !== null && checkpointAt < unit.checkpointAt + checkpointStepMs) return;
  tx.update('unit', unit.uid, { checkpointAt }, 'unit.updated');
}

/** Marks a task as gone with its node: only after the proof that nothing of it runs. */
export function loseTask(tx: Tx, task: TaskRow, why: Text): AttemptRow | undefined {
  tx.update('task', task.uid, { phase: 'ended', outcome: 'lost', reason: why }, 'task.ended');
  return tx.where('attempt', { jobUid: task.jobUid, unit: task.unit, number: task.attempt })[0];
}

/** Draws the consequences for an attempt whose tasks changed. */
export function settleAttempt(tx: Tx, attempt: AttemptRow): void {
  if (attempt.phase === 'ended') return;
  const tasks = tasksOf(tx, attempt);
  const settled = settle(tasks.map(view));
  if (settled.stop) {
    for (const task of tasks) {
      if (task.phase === 'ended' || task.want === 'stop') continue;
      // Ranks that wait for one that died are to be gone soon; whose work is done may take its time.
      const grace = settled.stop === 'broken' ? Math.min(task.plan.grace, fleetLimits.gangGraceMs) : null;
      tx.update('task', task.uid, { want: 'stop', wantReason: reason('gangStopped'), grace }, 'task.updated');
    }
  }
  if (settled.go) {
    for (const task of tasks) if (!task.go) tx.update('task', task.uid, { go: true }, 'task.updated');
  }
  if (settled.ended) {
    const job = tx.get('job', attempt.jobUid);
    const unit = tx.where('unit', { jobUid: attempt.jobUid, index: attempt.unit })[0];
    if (job && unit) endAttempt(tx, job, unit, attempt, blame(settled.ended, tasks));
  } else if (settled.phase !== attempt.phase && forward(attempt.phase, settled.phase)) {
    const phaseTimes = { ...attempt.phaseTimes, [settled.phase]: tx.now };
    tx.update('attempt', attempt.uid, { phase: settled.phase, phaseTimes }, 'attempt.updated');
  }
}

const order = ['allocating', 'starting', 'running', 'stopping', 'ended'];
const forward = (from: string, to: string): boolean => order.indexOf(to) > order.indexOf(from);

function view(task: TaskRow): TaskView {
  const required = task.plan.processes.flatMap((process, at) => (process.exitRule === 'required' ? [at] : []));
  const exits = new Map(task.report?.processes.map((process) => [process.index, process.exitCode]));
  const { index, phase, go, outcome, exitCode, reason: why } = task;
  const bad = required.some((at) => (exits.get(at) ?? 0) !== 0);
  return {
    index,
    phase,
    prepared: task.report?.prepared ?? false,
    go,
    outcome,
    exitCode,
    reason: why,
    decides: required.length > 0,
    // Work that was done before the word to stop is done. A process that ends with 0 on SIGTERM has saved its state, and goes on later.
    done: outcome !== 'stopped' && required.every((at) => exits.get(at) === 0),
    failing: task.want === 'run' && (task.report?.failing === true || bad),
    failedAt: firstFailure([task])?.at ?? null,
  };
}
