import { parseDuration } from '@trainyard/contracts/durations';
import { type JobCreate, type JobSpec, keptJob } from '@trainyard/contracts/job';
import { registryPassword } from '@trainyard/contracts/secrets';
import type { ExperimentRow, JobRow } from '@trainyard/db/entities';
import { getJob, type JobView } from '@trainyard/db/readers/jobs';
import { readDb } from '@trainyard/db/readers/read-db';
import type { Tx } from '@trainyard/db/writer';
import { completed, toolkitOf } from '@trainyard/toolkits/registry';
import { accountKeyName, isAccountKeyName, takeKeys } from '../volumes/account-keys.ts';
import { jobVolumesPath } from '../volumes/look-up.ts';
import type { CommandPorts } from './command.ts';
import { clusterNamed, workspaceOf } from './find.ts';
import { referredWorkspace, secretsOf, withoutSecrets } from './job-submit.ts';
import { mustBeSame } from './same-again.ts';

/**
 * A body, of somebody who may send it twice, whose name a job of the experiment has already: the job where it was made with the same. Whether it
 * is held or comes from another is not asked: that is a job's state and history, and no part of what it was made with. Throws ExistsDifferently.
 */
export function sameJob(
  tx: Tx,
  ports: Pick<CommandPorts, 'vault'>,
  { experiment, row, body }: { experiment: ExperimentRow; row: JobRow; body: JobCreate },
): JobView {
  const { tags, cluster: reference, name: _, held: __, resubmittedFrom: ___, ...given } = body;
  const { mountVolumes, keys } = volumesOf(given);
  const { field, settings } = toolkitOf(given);
  const spec = {
    ...withoutSecrets(given),
    ...(given.mountVolumes && { mountVolumes }),
    [field]: completed(field, { nodeCount: given.nodeCount, settings }),
  };
  const now = {
    fields: comparable({ ...spec, tags, cluster: clusterUid(tx, experiment, reference) }),
    secrets: [...secretsOf(given), ...keys.map(({ account, key }) => ({ name: accountKeyName(account), value: key }))],
  };
  const what = { kind: 'job', row: { ...row, state: row.deleting ? 'deleting' : row.state }, orSame: true };
  mustBeSame(tx, ports, what, { before: before(row), now, placeOf });
  const view = getJob(readDb(tx.connection), { uid: row.uid });
  if (!view) throw new Error('a job that was just read is not there');
  return view;
}

function volumesOf({ mountVolumes = {} }: Pick<JobSpec, 'mountVolumes'>) {
  const { kept, keys } = takeKeys(mountVolumes);
  return { mountVolumes: kept, keys };
}

/** The cluster that a body means. Throws ClusterNotFound for one that is gone: whether it was the job's own nobody can tell. */
function clusterUid(tx: Tx, experiment: ExperimentRow, reference: JobCreate['cluster']): string {
  const workspace = referredWorkspace(tx, reference.workspace, workspaceOf(tx, experiment.workspaceUid));
  return clusterNamed(tx, workspace, reference.name).uid;
}

/** What the job was made with, as it would be kept now: one of an earlier version lacks what has come since. */
function before({ spec, tags, clusterUid: cluster }: JobRow): object {
  const kept = keptJob.safeParse(spec);
  return comparable({ ...(kept.success ? kept.data : spec), tags, cluster });
}

/** Times in ms: PT60M is PT1H. */
function comparable<T extends Partial<JobSpec>>(fields: T): object {
  const { constraints, grace } = fields;
  return {
    ...fields,
    ...(constraints && { constraints: { maxWallClockTime: parseDuration(constraints.maxWallClockTime) } }),
    ...(grace !== undefined && { grace: parseDuration(grace) }),
  };
}

function placeOf(name: string): string {
  if (name === registryPassword) return 'containerSettings.imageSourceRegistry.credentials.password';
  return isAccountKeyName(name) ? jobVolumesPath : 'secrets';
}
