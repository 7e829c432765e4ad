import { controllerActor } from '@trainyard/contracts/actors';
import { fleetLimits } from '@trainyard/contracts/fleet';
import { reason } from '@trainyard/contracts/reasons';
import type { JobRow, TaskRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import { liveAttempts, tasksOf } from '../attempts/live.ts';
import { settleAttempt } from '../attempts/report.ts';
import type { Controller, ControllerPorts } from './controller.ts';
import { WorkQueue } from './work-queue.ts';

/**
 * What an agent in contact may need beyond the grace: half a minute for what outlives SIGKILL, as much for an engine of containers that
 * answers late, and the same again.
 */
const stoppingMs = 120_000;
/** What storing logs, outputs and checkpoints of a job that nobody waits for may take: 300 GB at 100 MB/s. */
const storingMs = 3_600_000;
/** Steps of a task after which nothing of it runs any more. */
const storing = ['mirror', 'artifacts', 'unmount', 'logs'];

const actor = controllerActor('terminations');

/**
 * A job that is being stopped comes to its end whatever its nodes do: an agent that is gone and cannot be fenced, one that hangs, an
 * engine or kernel that does not let go. Nothing takes its place, so no proof is needed that it is dead; what is left of it is
 * dropped when its agent answers, since nobody wants it.
 */
export function createTerminations(ports: ControllerPorts): Controller {
  const { writer, clock, logger } = ports;
  const queue = new WorkQueue(clock, 4, check, (key, error) =>
    logger.warn({ key, error }, 'a job could not be brought to its end; tried again'),
  );

  return {
    name: 'terminations',
    resync() {
      for (const { uid } of writer.rows.query('job', `WHERE state = 'terminating'`, [])) queue.add(uid);
    },
    wake(events) {
      for (const { type, subject } of events) if (type === 'job.terminating') queue.add(subject.uid);
    },
    stop: () => queue.stop(),
  };

  async function check(uid: string): Promise<void> {
    const job = writer.rows.get('job', uid);
    if (job?.state !== 'terminating') return;
    const due = Math.min(...livingTasks(job).map((task) => dueOf(job, task)));
    const now = clock.now();
    // What its nodes do until then may move the moment: it is looked at anew.
    if (due > now) return due === Number.POSITIVE_INFINITY ? undefined : queue.addAfter(uid, due - now);
    await ports.change(actor, (tx) => endOverdue(tx, uid));
    queue.add(uid);
  }

  function livingTasks(job: JobRow): TaskRow[] {
    const attempts = liveAttempts(writer.rows, job.uid);
    return attempts.flatMap((attempt) => tasksOf(writer.rows, attempt)).filter(({ phase }) => phase !== 'ended');
  }

  /** When a task is to be over, ms since 1970. */
  function dueOf(job: JobRow, { nodeUid, grace, plan, report }: TaskRow): number {
    const told = job.stateAt + (grace ?? plan.grace);
    const node = writer.rows.get('node', nodeUid);
    if (!node) return job.stateAt;
    if (node.health !== 'ok') return Math.max(told, node.healthAt + fleetLimits.stoppedMs);
    return told + (storing.includes(report?.step ?? '') ? storingMs : stoppingMs);
  }

  function endOverdue(tx: Tx, uid: string): void {
    const job = tx.get('job', uid);
    if (job?.state !== 'terminating') return;
    const overdue = livingTasks(job).filter((task) => dueOf(job, task) <= tx.now);
    for (const task of overdue) {
      const why = reason('notStoppedInTime', { node: task.plan.names.node });
      tx.update('task', task.uid, { phase: 'ended', outcome: 'stopped', reason: why }, 'task.ended');
    }
    for (const attempt of liveAttempts(tx, uid)) {
      if (overdue.some(({ unit, attempt: number }) => unit === attempt.unit && number === attempt.number)) {
        settleAttempt(tx, attempt);
      }
    }
  }
}
