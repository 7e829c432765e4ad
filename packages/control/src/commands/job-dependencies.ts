import { Fault } from '@trainyard/contracts/errors';
import type { JobCreate, JobOrigin, JobSpec } from '@trainyard/contracts/job';
import { nameKey } from '@trainyard/contracts/workspace-key';
import type { ExperimentRow, JobRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';

/**
 * The jobs that a body names, by uid, but for those whose end nobody need wait for. A job can only name those that are there, so
 * none ever waits for itself. Throws JobNotFound with the path of the one that is not; `gone` says that those may be missing which
 * only had to end.
 */
export function dependenciesOf(
  tx: Tx,
  experiment: ExperimentRow,
  { dependsOn = [] }: Pick<JobSpec, 'dependsOn'>,
  gone: 'refused' | 'ended' = 'refused',
): JobRow['dependencies'] {
  const found = new Map<string, JobRow['dependencies'][number]>();
  dependsOn.forEach(({ experiment: place, job: name, condition }, at) => {
    const job = jobNamed(tx, experiment, place, name);
    if (!job) {
      if (gone === 'ended' && condition === 'any') return;
      throw missing(place === undefined ? name : `${place}/${name}`, `dependsOn[${at}].job`);
    }
    const over = job.state === 'succeeded' || (job.state === 'failed' && condition === 'any');
    if (over) return;
    // Named twice, the stricter condition counts.
    const strict = condition === 'succeeded' || found.get(job.uid)?.condition === 'succeeded';
    found.set(job.uid, { jobUid: job.uid, name: job.name, condition: strict ? 'succeeded' : 'any' });
  });
  return [...found.values()];
}

/** A job by name in the same experiment, or in the one named of its workspace. */
export function jobNamed(tx: Tx, home: ExperimentRow, place: string | undefined, name: string): JobRow | undefined {
  const experiment =
    place === undefined
      ? home
      : tx.where('experiment', { workspaceUid: home.workspaceUid, nameKey: nameKey(place) })[0];
  return experiment && tx.where('job', { experimentUid: experiment.uid, nameKey: nameKey(name) })[0];
}

/** The job that a body says it is a copy of; null when it names none. Throws JobNotFound. */
export function originOf(tx: Tx, home: ExperimentRow, from: JobCreate['resubmittedFrom']): JobOrigin | null {
  if (from === undefined) return null;
  const job = jobNamed(tx, home, from.experiment, from.job);
  if (!job)
    throw missing(from.experiment === undefined ? from.job : `${from.experiment}/${from.job}`, 'resubmittedFrom.job');
  const experiment = job.experimentUid === home.uid ? home : tx.get('experiment', job.experimentUid);
  return { uid: job.uid, experiment: experiment?.name ?? home.name, name: job.name };
}

function missing(name: string, path: string): Fault {
  const fault = new Fault('JobNotFound', { name });
  return new Fault('JobNotFound', { name }, [{ path, code: fault.code, message: fault.message, params: { name } }]);
}

/** Lets the end of each of them find the job that waits. */
export function recordDependents(tx: Tx, job: Pick<JobRow, 'uid' | 'dependencies'>): void {
  if (job.dependencies.length === 0) return;
  const insert = tx.connection.prepare('INSERT INTO jobDependents (jobUid, dependentUid) VALUES (?, ?)');
  for (const { jobUid } of job.dependencies) insert.run(jobUid, job.uid);
}
