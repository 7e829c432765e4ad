import { setupLogSuffix } from '@trainyard/contracts/cluster';
import { defaultPreparationTime, durationMs } from '@trainyard/contracts/durations';
import type { DesiredNode } from '@trainyard/contracts/fleet';
import { findNodeSize } from '@trainyard/contracts/node-sizes';
import { accountOf } from '@trainyard/contracts/remote-login';
import type { NodeRow } from '@trainyard/db/entities';
import type { Rows } from '@trainyard/db/rows';
import type { DesiredSet } from '../interface.ts';
import { volumesOfCluster } from '../volumes/look-up.ts';

/** What a node is to do: every task of it that has not ended, and the node's own set-up. */
export function desiredOf(
  rows: Pick<Rows, 'get' | 'query' | 'where'>,
  nodeUid: string,
  seq: number,
  storageHome: string,
): DesiredSet {
  const node = rows.get('node', nodeUid);
  if (!node) throw new Error(`node ${nodeUid} is not there`);
  const tasks = rows.query('task', `WHERE nodeUid = ? AND phase <> 'ended' ORDER BY uid`, [nodeUid]);
  return {
    seq,
    node: desiredNode(rows, node, storageHome),
    tasks: tasks.map(({ plan, want, wantReason, grace, go }) => ({ plan, want, reason: wantReason, grace, go })),
  };
}

/** What a node of a size is promised to have; nothing when the catalogue lacks the size. */
export function promisedBy(vmSize: string): DesiredNode['promised'] {
  const size = findNodeSize(vmSize);
  return {
    vcpus: size?.vcpus ?? 0,
    memoryBytes: size?.memoryBytes ?? 0,
    gpus: size?.gpus ?? 0,
    gpuModel: size?.gpuModel ?? null,
    gpuMemoryBytes: size?.gpuMemoryBytes ?? 0,
  };
}

function desiredNode(rows: Pick<Rows, 'get' | 'where'>, node: NodeRow, storageHome: string): DesiredNode {
  const cluster = rows.get('cluster', node.clusterUid);
  const task = cluster?.spec.nodeSetup?.setupTask;
  const workspace = cluster && rows.get('workspace', cluster.workspaceUid);
  const prefix = task?.stdOutErrPathPrefix;
  const account = cluster && accountOf(cluster.spec);
  const volumes = cluster ? volumesOfCluster(rows, cluster, storageHome).volumes : [];
  return {
    name: node.name,
    vmSize: cluster?.spec.vmSize ?? '',
    promised: promisedBy(cluster?.spec.vmSize ?? ''),
    setup: task
      ? {
          commandLine: task.commandLine,
          env: task.environmentVariables ?? [],
          secrets: (task.secrets ?? []).map(({ name }) => name),
          limit: durationMs(task.maxWallClockTime ?? defaultPreparationTime),
          round: node.setupRound,
          ...(prefix && workspace && { logs: { prefix, suffix: setupLogSuffix(workspace, cluster) } }),
        }
      : null,
    round: node.setupRound,
    ...(volumes.length > 0 && { volumes: volumes.map(({ volume }) => volume) }),
    ...(account && { account }),
    leave: node.state === 'leaving',
    reclaimAt: node.reclaimAt,
  };
}
