import type { Actor } from '@trainyard/contracts/actors';
import type { Cluster } from '@trainyard/contracts/cluster';
import { schedulingOf } from '@trainyard/contracts/queues';
import { reason, sayReason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import { formatTime } from '@trainyard/contracts/times';
import type { ClusterView } from '@trainyard/db/readers/clusters';
import { canOf } from '../../access/authorise.ts';
import { withoutWithheld } from '../withheld.ts';

export function presentCluster({ row, workspace, nodes, unusable }: ClusterView, actor: Actor): Cluster {
  const object = { kind: 'cluster', name: row.name, workspaceUid: row.workspaceUid };
  const { vmSize, vmPriority, scaleSettings, provisioner, ...rest } = withoutWithheld(row.spec);
  // A cluster of an earlier version has none of these.
  const { nodeLabels = {}, price = null, lowPriority = null } = rest;
  const counts = {
    idleNodeCount: nodes.idle ?? 0,
    runningNodeCount: nodes.running ?? 0,
    preparingNodeCount: nodes.preparing ?? 0,
    unusableNodeCount: nodes.unusable ?? 0,
    leavingNodeCount: nodes.leaving ?? 0,
  };
  return {
    ...rest,
    uid: row.uid,
    workspace,
    name: row.name,
    vmSize,
    vmPriority,
    scaleSettings,
    provisioner,
    nodeLabels,
    scheduling: schedulingOf(rest),
    price,
    lowPriority,
    tags: row.tags,
    provisioningState: row.state,
    allocationState: row.allocationState,
    allocationStateTransitionTime: formatTime(row.allocationStateAt),
    currentNodeCount: Object.values(counts).reduce((sum, count) => sum + count, 0),
    targetNodeCount: row.targetNodes,
    targetReason: row.targetReason ?? null,
    scalingHindrance: row.hindrance ?? null,
    nodeStateCounts: counts,
    errors: [...row.errors, ...unusable.map(nodeError)],
    notes: row.notes ?? [],
    creationTime: formatTime(row.createdAt),
    createdBy: row.createdBy,
    revision: row.revision,
    can: canOf(actor, object, ['update', 'delete', 'submit', 'operate']),
  };
}

/** What a node that cannot be used says for its cluster: why, and how its set-up task failed. */
function nodeError({ name, reason: why, setup }: ClusterView['unusable'][number]): Text {
  const params = { node: name, why: why ? sayReason(why) : '?' };
  return setup ? reason('nodeSetupUnusable', { ...params, stderr: setup.stderr }) : reason('nodeUnusable', params);
}
