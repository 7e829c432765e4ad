import type { Detail } from '@trainyard/contracts/errors';
import type { JobSpec } from '@trainyard/contracts/job';
import type { Labels } from '@trainyard/contracts/labels';
import type { LimitScope } from '@trainyard/contracts/limits';
import { type ReasonCode, reason, sayReason } from '@trainyard/contracts/reasons';
import { shareOf } from '@trainyard/contracts/share';
import type { TextParams } from '@trainyard/contracts/texts';
import { formatWorkspaceRef } from '@trainyard/contracts/workspace-key';
import type { ClusterRow, WorkspaceRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import { amountsOf, askedOf } from '@trainyard/scheduler/amounts';
import type { Amounts } from '@trainyard/scheduler/interface';
import { sayLabels } from '@trainyard/scheduler/labels';
import { mostOf, queueNamed } from '../scheduling/cluster-queues.ts';
import { limitOf } from '../scheduling/limit-of.ts';
import { nodeSizeOf } from '../scheduling/node-size.ts';

/** What of a job says what it needs. */
type Asking = Pick<
  JobSpec,
  'nodeCount' | 'gpusPerNode' | 'cpusPerNode' | 'memoryPerNode' | 'nodeLabels' | 'queue' | 'containerSettings'
>;

/**
 * Every reason for which a job could never start on a cluster as it is, each with the nearest that could. A manual size is no such
 * reason: somebody can change it. Of an array it is one shard that must fit.
 */
export function neverFits(tx: Tx, workspace: WorkspaceRow, cluster: ClusterRow, job: Asking): Detail[] {
  const needed = neededBy(job, cluster);
  return [
    ...tooManyNodes(cluster, job),
    ...tooLargeShare(cluster, job),
    ...unknownLabels(tx, cluster, job.nodeLabels ?? {}),
    ...noEngine(tx, cluster, job),
    ...overQueue(cluster, job, needed),
    ...overLimit(tx, 'workspace', workspace.uid, formatWorkspaceRef(workspace), job, needed),
    ...overLimit(tx, 'user', tx.actor.name, tx.actor.name, job, needed),
  ];
}

/** What one unit uses. */
function neededBy(job: Asking, cluster: ClusterRow): Required<Amounts> {
  const size = nodeSizeOf(cluster);
  return amountsOf(askedOf({ nodeCount: job.nodeCount, share: shareOf(job, size) }, size));
}

function fault(path: string, code: ReasonCode, params: TextParams): Detail {
  return { path, code, message: sayReason(reason(code, params)), params };
}

function tooManyNodes({ spec }: ClusterRow, { nodeCount }: Asking): Detail[] {
  const maximum = spec.scaleSettings.autoScale?.maximumNodeCount;
  if (maximum === undefined || nodeCount <= maximum) return [];
  return [fault('nodeCount', 'neverNodes', { needed: nodeCount, maximum })];
}

function tooLargeShare(cluster: ClusterRow, job: Asking): Detail[] {
  const size = nodeSizeOf(cluster);
  const share = shareOf(job, size);
  if (!share) return [];
  const rows = [
    ['gpusPerNode', 'gpus', share.gpus, size.gpus],
    ['cpusPerNode', 'cpus', share.cpus, size.cpus],
    ['memoryPerNode', 'memory', share.memoryBytes, size.memoryBytes],
  ] as const;
  return (
    rows
      // What was not asked for follows from the GPUs: only they are to be lowered.
      .filter(([path, , asked, has]) => job[path] !== undefined && asked > has)
      .map(([path, resource, asked, has]) => {
        const said = resource === 'memory' ? { asked: mebibytes(asked), has: mebibytes(has) } : { asked, has };
        return fault(path, 'neverShare', { resource, ...said });
      })
  );
}

/** As a job may write it. */
function mebibytes(bytes: number): string {
  return `${Math.floor(bytes / 1024 ** 2)} MiB`;
}

/** Nodes to come have the cluster's labels; those that are there may have more. */
function unknownLabels(tx: Tx, { uid, spec }: ClusterRow, asked: Labels): Detail[] {
  if (Object.keys(asked).length === 0) return [];
  const common = spec.nodeLabels ?? {};
  const kinds = [common, ...tx.where('node', { clusterUid: uid }).map(({ labels }) => ({ ...common, ...labels }))];
  const agreeing = (of: Labels): number => Object.entries(asked).filter(([name, value]) => of[name] === value).length;
  const nearest = kinds.reduce((best, of) => (agreeing(of) > agreeing(best) ? of : best), common);
  if (agreeing(nearest) === Object.keys(asked).length) return [];
  return [fault('nodeLabels', 'neverLabels', { labels: sayLabels(asked), nearest: sayLabels(nearest) || '-' })];
}

/** Nodes to come may have one; those that are there say what they have. */
function noEngine(tx: Tx, { uid }: ClusterRow, { containerSettings }: Asking): Detail[] {
  if (!containerSettings) return [];
  const known = tx.where('node', { clusterUid: uid }).flatMap(({ capabilities }) => capabilities ?? []);
  const able = known.some(({ executors }) => executors.some((name) => name !== 'process'));
  return able || known.length === 0 ? [] : [fault('containerSettings', 'neverContainers', {})];
}

function overQueue(cluster: ClusterRow, job: Asking, needed: Required<Amounts>): Detail[] {
  const queue = queueNamed(cluster, job.queue);
  if (!queue) return [];
  return over(needed, mostOf(cluster, queue)).map(([resource, limit]) =>
    fault(pathOf(resource, job), 'neverQueue', { queue: queue.name, resource, limit, needed: needed[resource] }),
  );
}

function overLimit(
  tx: Tx,
  scope: LimitScope,
  key: string,
  name: string,
  job: Asking,
  needed: Required<Amounts>,
): Detail[] {
  const { cores, gpus, jobs, waiting } = limitOf(tx, scope, key);
  const most: Amounts = { ...(cores !== undefined && { cpus: cores }), ...(gpus !== undefined && { gpus }) };
  const faults = over(needed, most).map(([resource, limit]) =>
    fault(pathOf(resource, job), 'neverLimit', { scope, name, resource, limit, needed: needed[resource] }),
  );
  // One that may not wait never runs either; "try again" would be no answer.
  if (jobs !== 0 && waiting !== 0) return faults;
  return [...faults, fault('', 'neverLimit', { scope, name, resource: 'jobs', limit: 0, needed: 1 })];
}

function over(needed: Required<Amounts>, most: Amounts): [keyof Amounts, number][] {
  return (['nodes', 'cpus', 'gpus'] as const).flatMap((resource): [keyof Amounts, number][] => {
    const limit = most[resource];
    return limit !== undefined && needed[resource] > limit ? [[resource, limit]] : [];
  });
}

/** The field to lower: the part of a node when one is asked for, else the number of nodes. */
function pathOf(resource: keyof Amounts, job: Asking): string {
  if (resource === 'gpus' && job.gpusPerNode !== undefined) return 'gpusPerNode';
  if (resource === 'cpus' && job.cpusPerNode !== undefined) return 'cpusPerNode';
  return 'nodeCount';
}
