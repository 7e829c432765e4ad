import { Fault } from '@trainyard/contracts/errors';
import { parseWorkspaceRef } from '@trainyard/contracts/identity';
import type { JobCreate, JobSpec } from '@trainyard/contracts/job';
import { registryPassword } from '@trainyard/contracts/secrets';
import { nameKey, workspaceKeyOf } from '@trainyard/contracts/workspace-key';
import type { ClusterRow, ExperimentRow, JobRow, WorkspaceRow } from '@trainyard/db/entities';
import type { JobView } from '@trainyard/db/readers/jobs';
import type { Tx } from '@trainyard/db/writer';
import { completed, mustLaunch, toolkitOf } from '@trainyard/toolkits/registry';
import { queueNamed, queuesOf } from '../scheduling/cluster-queues.ts';
import { gpusPerNodeOf } from '../scheduling/node-size.ts';
import { checkVolumes } from '../volumes/check-volumes.ts';
import { jobVolumesPath } from '../volumes/look-up.ts';
import { mustShip } from './code-files.ts';
import type { Command, CommandPorts } from './command.ts';
import { asObject, clusterNamed, experimentOf, mustStay, workspaceOf } from './find.ts';
import { Gathered } from './gathered.ts';
import { sameJob } from './job-again.ts';
import { dependenciesOf, originOf } from './job-dependencies.ts';
import { namedInputs } from './job-inputs.ts';
import { insertJob } from './job-insert.ts';
import { neverFits } from './never-fits.ts';
import { sealSecrets } from './secrets.ts';
import { mustHaveRoom } from './waiting-limit.ts';

export const jobSubmit: Command<'job.submit'> = {
  verb: 'submit',
  locate: (tx, { experimentUid }) => asObject('experiment', experimentOf(tx, experimentUid)),
  run(tx, { experimentUid, body, orSame }, ports) {
    const experiment = experimentOf(tx, experimentUid);
    const [row] = orSame ? tx.where('job', { experimentUid, nameKey: nameKey(body.name) }) : [];
    if (row) {
      mustStay('experiment', experiment);
      return { uid: row.uid, made: false, view: sameJob(tx, ports, { experiment, row, body }) };
    }
    const checked = checkedJob(tx, experiment, body, ports);
    mustHaveRoom(tx, workspaceOf(tx, experiment.workspaceUid));
    tx.sure();
    const view = addJob(tx, ports, experiment, checked);
    return { uid: view.row.uid, made: true, view };
  },
};

/** A job that nothing refuses, as it is kept: without its secrets, which stand beside it. */
export interface CheckedJob {
  cluster: ClusterRow;
  kept: Pick<JobRow, 'name' | 'spec' | 'tags' | 'held' | 'dependencies' | 'inputs' | 'resubmittedFrom'>;
  secrets: { name: string; value?: string | undefined }[];
}

/** Checks a body against everything that is there but how many wait. Throws what refuses it: the first, which names all others as well. */
export function checkedJob(
  tx: Tx,
  experiment: ExperimentRow,
  body: JobCreate,
  ports: Pick<CommandPorts, 'codeBytesMost' | 'storageHome'>,
): CheckedJob {
  const gathered = new Gathered();
  const checked = judgedPlace(tx, experiment, { body, told: nothing }, ports, gathered);
  gathered.throwAny();
  if (!checked) throw new Error('a job that nothing refuses has no place');
  return checked;
}

const nothing: ReadonlySet<string> = new Set();

/**
 * Checks a body against its place and gathers what refuses it. `told`: fields that are known to be wrong, of which nothing more is said; what stands
 * in the body in their place is only there for the other checks.
 */
export function judgedPlace(
  tx: Tx,
  experiment: ExperimentRow,
  { body, told }: { body: JobCreate; told: ReadonlySet<string> },
  { codeBytesMost, storageHome }: Pick<CommandPorts, 'codeBytesMost' | 'storageHome'>,
  gathered: Gathered,
): CheckedJob | undefined {
  mustStay('experiment', experiment);
  const { name, cluster: reference, tags, held = false, resubmittedFrom: from, ...given } = body;
  const { field, settings } = toolkitOf(given);
  const cluster = told.has('cluster')
    ? undefined
    : gathered.attempt('cluster', () => clusterOfBody(tx, experiment, reference));
  // With a wrong number of nodes nobody can say what would fit.
  if (cluster && !told.has('nodeCount')) mustBePlaceable(tx, experiment, { body, cluster }, gathered);
  mustBeBuilt(body, gathered);
  const origin = gathered.attempt('resubmittedFrom', () => originOf(tx, experiment, from)) ?? null;
  const waits = gathered.attempt('dependsOn', () => dependenciesOf(tx, experiment, body));
  gathered.attempt('files', () => mustShip(tx, body.files ?? [], codeBytesMost));
  if (!told.has('name')) gathered.attempt('name', () => mustBeFree(tx, experiment, name));
  const place = { path: jobVolumesPath, owner: '', workspaceUid: experiment.workspaceUid };
  const volumes = gathered.attempt(jobVolumesPath, () => checkVolumes(tx, given.mountVolumes, place, storageHome));
  if (!volumes || !waits || told.has(field)) return undefined;
  const { kept: mountVolumes, secrets } = volumes;
  const spec: JobSpec = {
    ...withoutSecrets(given),
    ...(mountVolumes && { mountVolumes }),
    [field]: completed(field, { nodeCount: given.nodeCount, settings }),
  };
  const inputs = gathered.attempt('inputDirectories', () => namedInputs(tx, experiment, spec, waits, storageHome));
  if (!inputs || !cluster) return undefined;
  return {
    cluster,
    kept: { name, spec, tags, held, resubmittedFrom: origin, ...inputs },
    secrets: [...secretsOf(given), ...secrets],
  };
}

/** Adds a checked job with its secrets. */
export function addJob(
  tx: Tx,
  ports: Pick<CommandPorts, 'ids' | 'vault'>,
  experiment: ExperimentRow,
  { cluster, kept, secrets }: CheckedJob,
): JobView {
  const view = insertJob(tx, ports, experiment, cluster, kept);
  sealSecrets(tx, ports.vault, view.row.uid, secrets);
  return view;
}

/** Every value that is sealed and never read back. */
export function secretsOf({ secrets, containerSettings }: JobSpec): { name: string; value?: string | undefined }[] {
  const value = containerSettings?.imageSourceRegistry.credentials?.password;
  return [...(secrets ?? []), ...(value === undefined ? [] : [{ name: registryPassword, value }])];
}

/** The same without them: what is kept of a job in the open. */
export function withoutSecrets(spec: JobSpec): JobSpec {
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

function clusterOfBody(tx: Tx, experiment: ExperimentRow, reference: JobCreate['cluster']): ClusterRow {
  const home = workspaceOf(tx, experiment.workspaceUid);
  const cluster = clusterNamed(tx, referredWorkspace(tx, reference.workspace, home), reference.name);
  mustStay('cluster', cluster);
  return cluster;
}

function mustBeFree(tx: Tx, experiment: ExperimentRow, name: string): void {
  if (tx.where('job', { experimentUid: experiment.uid, nameKey: nameKey(name) }).length === 0) return;
  throw new Fault('AlreadyExists', { kind: 'job', name });
}

/** What its processes could not start on, and what the cluster could never give. */
function mustBePlaceable(
  tx: Tx,
  experiment: ExperimentRow,
  { body, cluster }: { body: JobCreate; cluster: ClusterRow },
  gathered: Gathered,
): void {
  const { field, settings } = toolkitOf(body);
  const { nodeCount } = body;
  gathered.attempt(field, () => mustLaunch(field, { nodeCount, settings }, gpusPerNodeOf(body, cluster)));
  gathered.attempt('nodeCount', () => mustFit(tx, workspaceOf(tx, experiment.workspaceUid), cluster, body));
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

/** The workspace that a reference of a body names; that of the body itself unless it names one. Throws WorkspaceNotFound. */
export function referredWorkspace(tx: Tx, reference: string | undefined, home: WorkspaceRow): WorkspaceRow {
  if (reference === undefined) return home;
  const key = parseWorkspaceRef(reference);
  const found = key && tx.where('workspace', { nameKey: workspaceKeyOf(key) })[0];
  if (!found) throw new Fault('WorkspaceNotFound', { name: reference });
  return found;
}

/** Kinds that the contracts know and this version cannot run yet: refused by code, never half run. */
function mustBeBuilt(body: JobCreate, gathered: Gathered): void {
  const vault = 'containerSettings.imageSourceRegistry.credentials.passwordSecretReference';
  if (body.containerSettings?.imageSourceRegistry.credentials?.passwordSecretReference) {
    gathered.attempt(vault, () => {
      throw new Fault('VaultNotAvailable', { field: vault });
    });
  }
  if (body.secrets?.some((secret) => secret.valueSecretReference)) {
    gathered.attempt('secrets', () => {
      throw new Fault('SettingNotAvailable', { field: 'secrets.valueSecretReference' });
    });
  }
}
