import { controllerActor } from '@trainyard/contracts/actors';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import { isTerminal, jobMoves } from '@trainyard/contracts/lifecycles';
import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import type { JobRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import { finishJob } from '../attempts/finish-job.ts';
import { blockedBy } from '../scheduling/unit-feed.ts';
import type { Controller, ControllerPorts } from './controller.ts';
import { WorkQueue } from './work-queue.ts';

/** Jobs told in one transaction that the one they wait for is over: a job may have any number of them. */
const toldMost = 256;

const actor = controllerActor('dependencies');

/**
 * Lets jobs go that wait for others, or ends them, once those are over. Keys are jobs that somebody waits for; what was missed is
 * found at the next start, since a wait is a row until it is dealt with.
 */
export function createDependencies({ writer, clock, logger, change }: ControllerPorts): Controller {
  /** Compiled once: each job that ends is asked about. */
  const anybody = writer.connection.prepare('SELECT 1 FROM jobDependents WHERE jobUid = ? LIMIT 1').pluck();
  const hasDependents = (uid: string): boolean => anybody.get(uid) !== undefined;
  const queue = new WorkQueue(clock, 1, tell, (key, error) =>
    logger.error({ key, error }, 'jobs that wait for another could not be told; tried again'),
  );
  return {
    name: 'dependencies',
    resync() {
      const all = writer.connection.prepare('SELECT DISTINCT jobUid FROM jobDependents').pluck().all();
      for (const uid of all) queue.add(uid as string);
    },
    wake(events) {
      for (const event of events) look(event);
    },
    stop: () => queue.stop(),
  };

  function look({ type, subject, changed }: TrainyardEvent): void {
    if (type === 'job.succeeded' || type === 'job.failed' || type === 'job.deleted') queue.add(subject.uid);
    // What it names may have ended before it was submitted.
    else if (type === 'job.submitted') {
      for (const { jobUid } of (changed.dependencies ?? []) as JobRow['dependencies']) queue.add(jobUid);
    }
  }

  async function tell(uid: string): Promise<void> {
    // Most jobs have nobody who waits for them: no transaction for those.
    if (!hasDependents(uid)) return;
    await change(actor, (tx) => tellSome(tx, uid));
    // Living ones are not asked again until they end.
    const awaited = writer.rows.get('job', uid);
    if (hasDependents(uid) && (!awaited || isTerminal(jobMoves, awaited.state))) queue.add(uid);
  }
}

function tellSome(tx: Tx, uid: string): void {
  const awaited = tx.get('job', uid);
  if (awaited && !isTerminal(jobMoves, awaited.state)) return;
  const some = tx.connection
    .prepare('SELECT dependentUid FROM jobDependents WHERE jobUid = ? LIMIT ?')
    .pluck()
    .all(uid, toldMost) as string[];
  for (const dependentUid of some) {
    const dependent = tx.get('job', dependentUid);
    if (dependent?.state === 'queued') letGo(tx, dependent, uid, awaited);
    tx.connection.prepare('DELETE FROM jobDependents WHERE jobUid = ? AND dependentUid = ?').run(uid, dependentUid);
  }
}

/** The job named is over: a job that needed its success ends too when it has none, any other waits for one less. */
function letGo(tx: Tx, dependent: JobRow, uid: string, awaited: JobRow | undefined): void {
  const wait = dependent.dependencies.find(({ jobUid }) => jobUid === uid);
  if (!wait) return;
  const why = wait.condition === 'succeeded' ? unmet(wait.name, awaited) : null;
  if (why) {
    finishJob(tx, dependent.uid, { state: 'failed', exitCode: null, reason: why, code: 'JobFailed' });
    return;
  }
  const dependencies = dependent.dependencies.filter(({ jobUid }) => jobUid !== uid);
  const blocked = blockedBy({ ...dependent, dependencies });
  tx.update('job', dependent.uid, { dependencies, reasons: blocked ? [blocked] : [] }, 'job.updated');
}

function unmet(job: string, awaited: JobRow | undefined): Text | null {
  if (awaited?.state === 'succeeded') return null;
  return reason(awaited ? 'dependencyFailed' : 'dependencyGone', { job });
}
