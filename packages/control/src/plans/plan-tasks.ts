import { defaultPreparationTime, durationMs } from '@trainyard/contracts/durations';
import { wholeImage } from '@trainyard/contracts/image-reference';
import { registryPassword } from '@trainyard/contracts/secrets';
import type {
  GangMember,
  PlannedFile,
  PlannedImage,
  PlannedProcess,
  PlannedVariable,
  TaskPlan,
} from '@trainyard/contracts/task-plan';
import type { JobRow, NodeRow, UnitRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import type { Chance } from '@trainyard/runtime/chance';
import type { Placement } from '@trainyard/scheduler/interface';
import type { Host } from '@trainyard/toolkits/interface';
import { toolkitOf, toolkits } from '@trainyard/toolkits/registry';
import { serviceVariables, withServices } from '@trainyard/toolkits/services';
import { wallClockOf } from '../scheduling/unit-feed.ts';
import type { MountsOf } from '../volumes/mounts-of.ts';

/** Newest checkpoints that are put back: a few, since each may be the size of the model. */
const restoredMost = 8;

/**
 * What each node of an attempt is to run: job and placements in, one plan per task out. Undefined when a node has not enough ports
 * left beside those of the other tasks on it.
 */
export function planTasks(
  tx: Tx,
  job: JobRow,
  unit: Pick<UnitRow, 'index' | 'attempts' | 'ranMs'>,
  placements: readonly Placement[],
  nodes: readonly NodeRow[],
  chance: Chance,
  mounts: Pick<MountsOf, 'volumes' | 'inputs'>,
): TaskPlan[] | undefined {
  const { spec } = job;
  const { field, settings } = toolkitOf(spec);
  const toolkit = toolkits[field];
  const input = { nodeCount: spec.nodeCount, settings };
  const taken = portsTaken(tx, job.uid, unit);
  const services = spec.services ?? [];
  const asked = nodes.map((_, at) => toolkit.ports(input, at));
  const leases = nodes.map((node, at) =>
    leasePorts(tx, node, (asked[at] ?? 0) + (at === 0 ? services.length : 0), chance, taken),
  );
  if (leases.includes(undefined)) return undefined;
  const hosts: Host[] = nodes.map((node, at) => ({
    task: at,
    address: node.address ?? '127.0.0.1',
    host: node.name,
    gpuIds: placements[at]?.gpuIds ?? [],
    ports: leases[at]?.slice(0, asked[at]) ?? [],
  }));
  const served = leases[0]?.slice(asked[0]) ?? [];
  const launched = toolkit.launch(input, hosts, `${unit.index}-${unit.attempts}`);
  const gang: GangMember[] = hosts.map((host, at) => ({
    task: host.task,
    nodeUid: nodes[at]?.uid ?? '',
    address: host.address,
    host: host.host,
    slots: toolkit.slots?.(host) ?? ranksOf(launched[at] ?? []),
    gpuIds: host.gpuIds,
  }));
  const processes = withServices(launched, services);
  const names = namesOf(tx, job);
  const wallClock = Math.max(0, wallClockOf(job) - unit.ranMs);
  const shard = spec.array ? { index: unit.index, count: spec.array.count } : undefined;
  const volumes = mounts.volumes.map(({ volume }) => volume);
  return placements.map((placement, at) => ({
    fence: { job: job.uid, unit: unit.index, attempt: unit.attempts, task: at },
    names: { ...names, node: nodes[at]?.name ?? '' },
    gang,
    resources: { gpuIds: placement.gpuIds, cpus: placement.cpus, memoryBytes: placement.memoryBytes },
    ...(shard && { shard }),
    segment: shard ? `${job.segment}/${shard.index}` : job.segment,
    stdOutErrPathPrefix: spec.stdOutErrPathPrefix ?? null,
    outputDirectories: (spec.outputDirectories ?? []).map(({ id, pathPrefix, pathSuffix }) => ({
      id,
      pathPrefix: pathPrefix ?? null,
      pathSuffix: pathSuffix ?? null,
    })),
    volumes,
    inputDirectories: mounts.inputs,
    image: imageOf(job),
    files: (spec.files ?? []).map(planFile),
    ports: [
      ...(hosts[at]?.ports ?? []).map((port, index) => ({ name: `port${index}`, port })),
      ...(at === 0 ? served.map((port, index) => ({ name: services[index]?.name ?? '', port })) : []),
    ],
    preparation: preparationOf(job),
    env: [...serviceVariables(services, served), ...variables(job)],
    processes: processes[at] ?? [],
    grace: durationMs(spec.grace),
    wallClock,
    restore: checkpointsOf(tx, job.uid, unit.index, at),
    onLostContact: spec.onLostContact,
  }));
}

/** Of one node; the launcher of ranks is none. A host file without a slot would be refused. */
function ranksOf(processes: readonly PlannedProcess[]): number {
  return Math.max(1, processes.filter(({ role }) => role !== 'launcher').length);
}

/** Every name was read when the job was submitted. */
function imageOf({ spec }: JobRow): PlannedImage | null {
  if (!spec.containerSettings) return null;
  const { imageSourceRegistry, shmSize = null } = spec.containerSettings;
  const { image, serverUrl, credentials } = imageSourceRegistry;
  return {
    reference: wholeImage(image, serverUrl) ?? image,
    credentials: credentials ? { username: credentials.username, passwordRef: registryPassword } : null,
    shmSize,
  };
}

function planFile({ path, sha256, text, executable }: NonNullable<JobRow['spec']['files']>[number]): PlannedFile {
  return { path, executable, ...(sha256 !== undefined && { sha256 }), ...(text !== undefined && { text }) };
}

function preparationOf({ spec: { jobPreparation } }: JobRow): TaskPlan['preparation'] {
  if (!jobPreparation) return null;
  const { commandLine, maxWallClockTime = defaultPreparationTime } = jobPreparation;
  return { commandLine, limit: durationMs(maxWallClockTime) };
}

function variables({ spec }: JobRow): PlannedVariable[] {
  const secrets = (spec.secrets ?? []).map(({ name }) => ({ name, secretRef: name }));
  return [...(spec.environmentVariables ?? []), ...secrets];
}

function namesOf(tx: Tx, job: JobRow): Omit<TaskPlan['names'], 'node'> {
  const workspace = tx.get('workspace', job.workspaceUid);
  return {
    subscription: workspace?.subscription ?? '',
    resourceGroup: workspace?.resourceGroup ?? '',
    workspace: workspace?.name ?? '',
    experiment: tx.get('experiment', job.experimentUid)?.name ?? '',
    job: job.name,
    cluster: tx.get('cluster', job.clusterUid)?.name ?? '',
  };
}

/**
 * Distinct ports of the node's range that no living task of it leases, from a random start: what a job leased a moment ago may still
 * be in TIME_WAIT. Undefined when too few are left.
 */
function leasePorts(
  tx: Tx,
  node: NodeRow,
  count: number,
  chance: Chance,
  taken: readonly Taken[],
): number[] | undefined {
  if (count === 0) return [];
  const from = node.portFrom ?? 20_000;
  const span = (node.portTo ?? from) - from + 1;
  const first = Math.floor(chance.next() * span);
  const leased = leasedPorts(tx, node.uid);
  for (const { node: name, port } of taken) if (name === node.name) leased.add(port);
  const ports: number[] = [];
  for (let at = 0; at < span && ports.length < count; at++) {
    const port = from + ((first + at) % span);
    if (!leased.has(port)) ports.push(port);
  }
  return ports.length === count ? ports : undefined;
}

interface Taken {
  node: unknown;
  port: number;
}

/** Ports that earlier attempts of a unit found in another program's hands. */
function portsTaken(tx: Tx, jobUid: string, { index, attempts }: Pick<UnitRow, 'index' | 'attempts'>): Taken[] {
  if (attempts <= 1) return [];
  const ended = tx.where('attempt', { jobUid, unit: index });
  return ended.flatMap(({ reason: why }) =>
    why?.code === 'portTaken' ? [{ node: why.params.node, port: Number(why.params.port) }] : [],
  );
}

function leasedPorts(tx: Tx, nodeUid: string): Set<number> {
  const living = tx.query('task', `WHERE nodeUid = ? AND phase <> 'ended'`, [nodeUid]);
  return new Set(living.flatMap(({ plan }) => plan.ports.map(({ port }) => port)));
}

function checkpointsOf(tx: Tx, jobUid: string, unit: number, task: number): TaskPlan['restore'] {
  return tx
    .where('artifact', { jobUid, unit, task, kind: 'checkpoint' })
    .slice(-restoredMost)
    .map(({ file, sha256, bytes }) => ({ path: file, sha256, bytes }));
}
