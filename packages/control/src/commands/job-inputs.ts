import { type Detail, Fault } from '@trainyard/contracts/errors';
import type { JobSpec } from '@trainyard/contracts/job';
import { volumesMost } from '@trainyard/contracts/planned-volume';
import { volumeKinds } from '@trainyard/contracts/volumes';
import type { ExperimentRow, JobRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import { refuseInputs } from '../volumes/mounts-of.ts';
import { inputsOf } from '../volumes/planned-inputs.ts';
import { detailOf } from '../volumes/resolve-volumes.ts';
import { jobNamed } from './job-dependencies.ts';

/** The jobs whose outputs a job reads, by the id of its input directory, and all jobs that it waits for. */
export type Inputs = Pick<JobRow, 'inputs' | 'dependencies'>;

/**
 * Finds the jobs whose outputs a body names, once: their names may be used again. Each must have succeeded before. Throws JobNotFound and
 * InputsNotAvailable with the paths of those that could never be had.
 */
export function namedInputs(
  tx: Tx,
  experiment: ExperimentRow,
  spec: JobSpec,
  dependencies: JobRow['dependencies'],
  storageHome: string,
): Inputs {
  const inputs: Record<string, string> = {};
  const missing: Detail[] = [];
  (spec.inputDirectories ?? []).forEach(({ id, from }, at) => {
    if (!from) return;
    const job = jobNamed(tx, experiment, from.experiment, from.job);
    const name = from.experiment === undefined ? from.job : `${from.experiment}/${from.job}`;
    if (job) inputs[id] = job.uid;
    else missing.push(detailOf(`inputDirectories[${at}].from.job`, 'JobNotFound', { name }));
  });
  const [first] = missing;
  if (first) throw new Fault('JobNotFound', first.params, missing);
  return keptInputs(tx, { spec, inputs }, dependencies, storageHome);
}

/** The same of a job that is submitted again: its inputs are those of the jobs that it read before. */
export function keptInputs(
  tx: Tx,
  { spec, inputs }: Pick<JobRow, 'spec' | 'inputs'>,
  dependencies: JobRow['dependencies'],
  storageHome: string,
): Inputs {
  const found = inputsOf(tx, { spec, inputs }, storageHome);
  refuseInputs([...found.faults, ...tooMany(spec, found.volumes.length)]);
  const waits = new Map(dependencies.map((one) => [one.jobUid, one]));
  for (const jobUid of Object.values(inputs)) {
    const job = tx.get('job', jobUid);
    if (job && job.state !== 'succeeded') waits.set(jobUid, { jobUid, name: job.name, condition: 'succeeded' });
  }
  return { inputs, dependencies: [...waits.values()] };
}

/** An agent tells of each volume; those of inputs stand beside those of the body, whose number its schema limits. */
function tooMany({ mountVolumes = {} }: JobSpec, mounted: number): Detail[] {
  const own = volumeKinds.reduce((sum, kind) => sum + (mountVolumes[kind]?.length ?? 0), 0);
  if (own + mounted <= volumesMost) return [];
  return [detailOf('inputDirectories', 'TooMany', { maximum: Math.max(0, volumesMost - own) })];
}
