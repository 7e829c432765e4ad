import type { ScaleSettings } from '@trainyard/contracts/cluster';
import { Fault } from '@trainyard/contracts/errors';
import { type SchedulingSettings, schedulingOf } from '@trainyard/contracts/queues';
import { reason } from '@trainyard/contracts/reasons';
import { nameKey } from '@trainyard/contracts/workspace-key';
import type { ClusterRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import { accountKeyName, accountsWithKey, isAccountKeyName } from '../volumes/account-keys.ts';
import { checkedSetup, mustSupportSetup, withoutSecrets } from './cluster-create.ts';
import type { Command, CommandPorts } from './command.ts';
import { asObject, clusterOf, mustStay } from './find.ts';
import { setUpAgain } from './node-set-up.ts';
import { dropSecret, sealedNames, sealSecrets } from './secrets.ts';

/** Changes how a cluster is sized; may switch between manual and automatic. */
export const clusterUpdate: Command<'cluster.update'> = {
  verb: 'update',
  locate: (tx, { uid }) => asObject('cluster', clusterOf(tx, uid)),
  run(tx, { uid, change }, ports) {
    const cluster = clusterOf(tx, uid);
    mustStay('cluster', cluster);
    if (change.scheduling) mustKeepUsed(tx, cluster, change.scheduling);
    if (change.lowPriority && cluster.spec.vmPriority !== 'lowpriority') {
      throw new Fault('NotLowPriority', { cluster: cluster.name });
    }
    const { scaleSettings, scheduling, price, lowPriority } = change;
    const { price: _before, ...kept } = cluster.spec;
    const priced = price === undefined ? cluster.spec : price === null ? kept : { ...kept, price };
    const setup = change.nodeSetup && checkedSetup(tx, change.nodeSetup, whose(cluster), ports, sealedNames(tx, uid));
    const spec = {
      ...withSetup(priced, setup ? setup.setup : change.nodeSetup),
      ...(scaleSettings && { scaleSettings }),
      ...(scheduling && { scheduling }),
      ...(lowPriority && { lowPriority }),
    };
    const sized = scaleSettings ? sizedAs(tx, cluster, scaleSettings) : {};
    const notes = ports.provisioners[spec.provisioner.kind]?.notes(spec) ?? [];
    const noted = JSON.stringify(notes) === JSON.stringify(cluster.notes ?? []) ? {} : { notes };
    tx.update('cluster', uid, { spec, writtenAt: tx.now, ...noted, ...sized }, 'cluster.updated');
    if (change.nodeSetup !== undefined) changeSetup(tx, ports, uid, change.nodeSetup, setup?.secrets ?? []);
    return { uid };
  },
};

type Spec = ClusterRow['spec'];

function withSetup(spec: Spec, nodeSetup: Spec['nodeSetup'] | null | undefined): Spec {
  if (nodeSetup === undefined) return spec;
  const { nodeSetup: _before, ...kept } = spec;
  if (nodeSetup === null) return kept;
  mustSupportSetup(nodeSetup);
  return withoutSecrets({ ...kept, nodeSetup });
}

const whose = ({ uid, workspaceUid }: ClusterRow) => ({ owner: uid, workspaceUid });

/**
 * Every node mounts the new volumes and runs the new set-up before it takes new work. A secret or key that is named without a value keeps the
 * one it has; a key of an account that is not mounted any more goes.
 */
function changeSetup(
  tx: Tx,
  { vault }: CommandPorts,
  uid: string,
  nodeSetup: Spec['nodeSetup'] | null,
  keys: readonly { name: string; value: string }[],
): void {
  sealSecrets(tx, vault, uid, [...(nodeSetup?.setupTask?.secrets ?? []), ...keys]);
  const used = new Set(accountsWithKey(nodeSetup?.mountVolumes ?? {}).map(accountKeyName));
  for (const name of sealedNames(tx, uid)) if (isAccountKeyName(name) && !used.has(name)) dropSecret(tx, uid, name);
  for (const node of tx.where('node', { clusterUid: uid })) setUpAgain(tx, node);
}

/** Another way of sizing, and the target that follows at once. */
function sizedAs(tx: Tx, cluster: ClusterRow, scaleSettings: ScaleSettings): Partial<ClusterRow> {
  const auto = scaleSettings.autoScale;
  if (auto) mustFitWaiting(tx, cluster, auto.maximumNodeCount);
  const target = auto
    ? Math.min(Math.max(cluster.targetNodes, auto.minimumNodeCount), auto.maximumNodeCount)
    : (scaleSettings.manual?.targetNodeCount ?? 0);
  const moved = target !== cluster.targetNodes;
  const why = auto ? reason('scaleToMinimum', { target }) : reason('scaleManual', { target, actor: tx.actor.name });
  return { targetNodes: target, ...(moved || !auto ? { targetReason: why } : {}) };
}

/** A queue in which jobs wait stays: they would silently count as of `default`, with its rights and without those of their own. */
function mustKeepUsed(tx: Tx, cluster: ClusterRow, next: SchedulingSettings): void {
  const kept = new Set(next.queues.map(({ name }) => nameKey(name)));
  const waits = tx.connection.prepare(
    `SELECT 1 FROM jobs WHERE clusterUid = ? AND state = 'queued' AND lower(spec ->> '$.queue') = ? LIMIT 1`,
  );
  for (const { name } of schedulingOf(cluster.spec).queues) {
    const gone = !kept.has(nameKey(name)) && nameKey(name) !== 'default';
    if (gone && waits.get(cluster.uid, nameKey(name)) !== undefined) {
      throw new Fault('QueueInUse', { queue: name, cluster: cluster.name });
    }
  }
}

function mustFitWaiting(tx: Tx, { uid, name }: ClusterRow, maximum: number): void {
  const waiting = tx.query('job', `WHERE clusterUid = ? AND state IN ('queued', 'running')`, [uid]);
  const needed = waiting.reduce((most, job) => Math.max(most, job.spec.nodeCount), 0);
  if (needed > maximum) throw new Fault('GangTooLarge', { needed, cluster: name, maximum });
}
