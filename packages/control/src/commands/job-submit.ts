import { type Detail, Fault } from '@trainyard/contracts/errors';
import { parseWorkspaceRef } from '@trainyard/contracts/identity';
import type { JobCreate, JobSpec } from '@trainyard/contracts/job';
import { toolTypes } from '@trainyard/contracts/toolkits';
import { volumeKinds } from '@trainyard/contracts/volumes';
import { formatWorkspaceRef, nameKey, workspaceKeyOf } from '@trainyard/contracts/workspace-key';
import type { ClusterRow, ExperimentRow, JobRow, WorkspaceRow } from '@trainyard/db/entities';
import type { JobView } from '@trainyard/db/readers/jobs';
import type { Tx } from '@trainyard/db/writer';
import { findToolkit, toolkitOf } from '@trainyard/toolkits/registry';
import type { Command, CommandPorts } from './command.ts';
import { asObject, clusterNamed, experimentOf, mustStay, workspaceOf } from './find.ts';
import { sealSecrets } from './secrets.ts';

export const jobSubmit: Command<'job.submit'> = {
  verb: 'submit',
  locate: (tx, { experimentUid }) => asObject('experiment', experimentOf(tx, experimentUid)),
  run(tx, { experimentUid, body }, ports) {
    const experiment = experimentOf(tx, experimentUid);
    const cluster = checkJob(tx, experiment, body);
    const { name, cluster: _reference, tags, ...given } = body;
    const secrets = given.secrets ?? [];
    const spec: JobSpec = {
      ...given,
      ...(given.secrets && { secrets: secrets.map((secret) => ({ name: secret.name })) }),
    };
    const view = insertJob(tx, ports, experiment, cluster, { name, spec, tags });
    sealSecrets(tx, ports.vault, view.row.uid, secrets);
    return { uid: view.row.uid, view };
  },
};

/** Everything that can refuse a body, besides its schema. Answers the cluster it goes to. */
export function checkJob(tx: Tx, experiment: ExperimentRow, body: JobCreate): ClusterRow {
  mustStay('experiment', experiment);
  const home = workspaceOf(tx, experiment.workspaceUid);
  const cluster = clusterNamed(tx, referredWorkspace(tx, body.cluster.workspace, home), body.cluster.name);
  mustStay('cluster', cluster);
  mustBeBuilt(body);
  const maximum = cluster.spec.scaleSettings.autoScale?.maximumNodeCount;
  if (maximum !== undefined && body.nodeCount > maximum) {
    throw new Fault('GangTooLarge', { needed: body.nodeCount, cluster: cluster.name, maximum });
  }
  for (const { sha256 } of body.files ?? []) {
    const stored = sha256 === undefined || tx.connection.prepare('SELECT 1 FROM blobs WHERE sha256 = ?').get(sha256);
    if (!stored) throw new Fault('BlobNotFound', { sha256: sha256 ?? '' });
  }
  if (tx.where('job', { experimentUid: experiment.uid, nameKey: nameKey(body.name) }).length > 0) {
    throw new Fault('AlreadyExists', { kind: 'job', name: body.name });
  }
  return cluster;
}

/** Adds the job with its one unit; answers it as a reader would find it after the commit. */
export function insertJob(
  tx: Tx,
  { ids }: Pick<CommandPorts, 'ids'>,
  experiment: ExperimentRow,
  cluster: ClusterRow,
  given: Pick<JobRow, 'name' | 'spec' | 'tags'>,
): JobView {
  const workspace = workspaceOf(tx, experiment.workspaceUid);
  const uid = ids.uid();
  const path = `${experiment.path}/jobs/${given.name}`;
  const { workspaceUid } = experiment;
  const job = tx.insert(
    'job',
    {
      ...given,
      uid,
      clusterUid: cluster.uid,
      workspaceUid,
      path,
      experimentUid: experiment.uid,
      nameKey: nameKey(given.name),
      state: 'queued',
      stateAt: tx.now,
      toolType: toolTypes[toolkitOf(given.spec).field],
      segment: `${workspace.subscription}/${workspace.resourceGroup}/workspaces/${workspace.name}/experiments/${experiment.name}/jobs/${given.name}/${uid}`,
      order: tx.seq + 1,
      reasons: [],
      startedAt: null,
      endedAt: null,
      exitCode: null,
      errors: [],
      stopBy: null,
      deleting: false,
      createdBy: tx.actor.name,
      held: false,
      dependencies: [],
      shards: null,
      forecast: null,
      preemptions: 0,
    },
    'job.submitted',
  );
  const fresh = {
    state: 'queued',
    attempts: 0,
    failures: 0,
    losses: 0,
    notBefore: 0,
    ranMs: 0,
    startedAt: null,
    checkpointAt: null,
    stopping: false,
  } as const;
  tx.insert(
    'unit',
    {
      uid: ids.uid(),
      workspaceUid,
      path: `${path}/units/0`,
      jobUid: uid,
      clusterUid: cluster.uid,
      index: 0,
      avoid: [],
      ...fresh,
    },
    'unit.created',
    tx.seq,
  );
  const home = formatWorkspaceRef(workspace);
  const away = cluster.workspaceUid === workspaceUid ? home : formatWorkspaceRef(workspaceOf(tx, cluster.workspaceUid));
  return {
    row: job,
    workspace: home,
    experiment: experiment.name,
    cluster: { uid: cluster.uid, workspace: away, name: cluster.name },
    attempt: 0,
    phase: null,
  };
}

function referredWorkspace(tx: Tx, reference: string | undefined, home: WorkspaceRow): WorkspaceRow {
  if (reference === undefined) return home;
  const key = parseWorkspaceRef(reference);
  const found = key && tx.where('workspace', { nameKey: workspaceKeyOf(key) })[0];
  if (!found) throw new Fault('WorkspaceNotFound', { name: reference });
  return found;
}

/** Kinds that the contracts know and this version cannot run yet are refused by code, never half run. */
function mustBeBuilt(body: JobCreate): void {
  const { field, settings } = toolkitOf(body);
  const toolkit = findToolkit(field);
  const faults: Detail[] = toolkit.validate?.({ nodeCount: body.nodeCount, settings }) ?? [];
  if (faults.length > 0) {
    const said = faults.map(({ path, message }) => `${path}: ${message}`);
    throw new Fault('InvalidBody', { faults: said }, faults);
  }
  if (body.containerSettings) throw new Fault('ContainersNotAvailable');
  const volume = volumeKinds.find((kind) => (body.mountVolumes?.[kind]?.length ?? 0) > 0);
  if (volume) throw new Fault('VolumeKindNotAvailable', { kind: volume });
  if (body.secrets?.some((secret) => secret.valueSecretReference)) {
    throw new Fault('SettingNotAvailable', { field: 'secrets.valueSecretReference' });
  }
  if (body.queue !== 'default') throw new Fault('SettingNotAvailable', { field: 'queue' });
}
