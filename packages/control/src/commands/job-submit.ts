import { Fault } from '@trainyard/contracts/errors';
import { parseWorkspaceRef } from '@trainyard/contracts/identity';
import type { JobCreate, JobSpec } from '@trainyard/contracts/job';
import { registryPassword } from '@trainyard/contracts/secrets';
import { nameKey, workspaceKeyOf } from '@trainyard/contracts/workspace-key';
import type { ClusterRow, ExperimentRow, WorkspaceRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import { completed, mustLaunch, toolkitOf } from '@trainyard/toolkits/registry';
import { queueNamed, queuesOf } from '../scheduling/cluster-queues.ts';
import { gpusPerNodeOf } from '../scheduling/node-size.ts';
import { checkVolumes } from '../volumes/check-volumes.ts';
import { jobVolumesPath } from '../volumes/look-up.ts';
import { mustShip } from './code-files.ts';
import type { Command } from './command.ts';
import { asObject, clusterNamed, experimentOf, mustStay, workspaceOf } from './find.ts';
import { dependenciesOf } from './job-dependencies.ts';
import { namedInputs } from './job-inputs.ts';
import { insertJob } from './job-insert.ts';
import { neverFits } from './never-fits.ts';
import { sealSecrets } from './secrets.ts';
import { mustHaveRoom } from './waiting-limit.ts';

export const jobSubmit: Command<'job.submit'> = {
  verb: 'submit',
  locate: (tx, { experimentUid }) => asObject('experiment', experimentOf(tx, experimentUid)),
  run(tx, { experimentUid, body }, ports) {
    const experiment = experimentOf(tx, experimentUid);
    const cluster = checkJob(tx, experiment, body, ports.codeBytesMost);
    const { name, cluster: _reference, tags, held = false, ...given } = body;
    const { field, settings } = toolkitOf(given);
    const place = { path: jobVolumesPath, owner: '', workspaceUid: experiment.workspaceUid };
    const { kept: mountVolumes, secrets } = checkVolumes(tx, given.mountVolumes, place, ports.storageHome);
    const spec: JobSpec = {
      ...withoutSecrets(given),
      ...(mountVolumes && { mountVolumes }),
      [field]: completed(field, { nodeCount: given.nodeCount, settings }),
    };
    const waits = dependenciesOf(tx, experiment, body);
    const inputs = namedInputs(tx, experiment, spec, waits, ports.storageHome);
    mustHaveRoom(tx, workspaceOf(tx, experiment.workspaceUid));
    const view = insertJob(tx, ports, experiment, cluster, { name, spec, tags, held, ...inputs });
    sealSecrets(tx, ports.vault, view.row.uid, [...secretsOf(given), ...secrets]);
    return { uid: view.row.uid, view };
  },
};

/** Every value that is sealed and never read back. */
function secretsOf({ secrets, containerSettings }: JobSpec): { name: string; value?: string | undefined }[] {
  const value = containerSettings?.imageSourceRegistry.credentials?.password;
  return [...(secrets ?? []), ...(value === undefined ? [] : [{ name: registryPassword, value }])];
}

/** The same without them: what is kept of a job in the open. */
function withoutSecrets(spec: JobSpec): JobSpec {
  const { secrets, containerSettings } = spec;
  const credentials = containerSettings?.imageSourceRegistry.credentials;
  return {
    ...spec,
    ...(secrets && { secrets: secrets.map(({ name }) => ({ name })) }),
    ...(containerSettings &&
      credentials && {
        containerSettings: {
          ...containerSettings,
          imageSourceRegistry: {
            ...containerSettings.imageSourceRegistry,
            credentials: { username: credentials.username },
          },
        },
      }),
  };
}

/** Everything that can refuse a body, besides its schema. Answers the cluster it goes to. */
export function checkJob(tx: Tx, experiment: ExperimentRow, body: JobCreate, codeBytesMost?: number): ClusterRow {
  mustStay('experiment', experiment);
  const home = workspaceOf(tx, experiment.workspaceUid);
  const cluster = clusterNamed(tx, referredWorkspace(tx, body.cluster.workspace, home), body.cluster.name);
  mustStay('cluster', cluster);
  mustBeBuilt(body, cluster);
  mustFit(tx, home, cluster, body);
  dependenciesOf(tx, experiment, body);
  mustShip(tx, body.files ?? [], codeBytesMost);
  if (tx.where('job', { experimentUid: experiment.uid, nameKey: nameKey(body.name) }).length > 0) {
    throw new Fault('AlreadyExists', { kind: 'job', name: body.name });
  }
  return cluster;
}

/** Refuses what could never start on the cluster, with every reason at once. Throws QueueNotFound or NeverFits. */
export function mustFit(tx: Tx, home: WorkspaceRow, cluster: ClusterRow, spec: Omit<JobSpec, 'files'>): void {
  const faults = neverFits(tx, home, cluster, spec);
  if (!queueNamed(cluster, spec.queue)) {
    const params = { cluster: cluster.name, name: spec.queue, queues: queuesOf(cluster).map((queue) => queue.name) };
    const missing = new Fault('QueueNotFound', params);
    const detail = { path: 'queue', code: missing.code, message: missing.message, params };
    if (faults.length === 0) throw new Fault('QueueNotFound', params, [detail]);
    faults.push(detail);
  }
  if (faults.length === 0) return;
  const said = faults.map(({ path, message }) => (path ? `${path}: ${message}` : message));
  throw new Fault('NeverFits', { cluster: cluster.name, faults: said }, faults);
}

function referredWorkspace(tx: Tx, reference: string | undefined, home: WorkspaceRow): WorkspaceRow {
  if (reference === undefined) return home;
  const key = parseWorkspaceRef(reference);
  const found = key && tx.where('workspace', { nameKey: workspaceKeyOf(key) })[0];
  if (!found) throw new Fault('WorkspaceNotFound', { name: reference });
  return found;
}

/** What its processes could not start on, and kinds that the contracts know and this version cannot run yet: refused by code, never half run. */
function mustBeBuilt(body: JobCreate, cluster: ClusterRow): void {
  const { field, settings } = toolkitOf(body);
  mustLaunch(field, { nodeCount: body.nodeCount, settings }, gpusPerNodeOf(body, cluster));
  if (body.containerSettings?.imageSourceRegistry.credentials?.passwordSecretReference) {
    throw new Fault('VaultNotAvailable', {
      field: 'containerSettings.imageSourceRegistry.credentials.passwordSecretReference',
    });
  }
  if (body.secrets?.some((secret) => secret.valueSecretReference)) {
    throw new Fault('SettingNotAvailable', { field: 'secrets.valueSecretReference' });
  }
}
