import { Fault } from '@trainyard/contracts/errors';
import { reason } from '@trainyard/contracts/reasons';
import type { Command } from './command.ts';
import { asObject, clusterOf, mustStay } from './find.ts';

/** Changes how a cluster is sized; may switch between manual and automatic. */
export const clusterUpdate: Command<'cluster.update'> = {
  verb: 'update',
  locate: (tx, { uid }) => asObject('cluster', clusterOf(tx, uid)),
  run(tx, { uid, scaleSettings }) {
    const cluster = clusterOf(tx, uid);
    mustStay('cluster', cluster);
    const auto = scaleSettings.autoScale;
    if (auto) mustFitWaiting(auto.maximumNodeCount);
    const spec = { ...cluster.spec, scaleSettings };
    const target = auto
      ? Math.min(Math.max(cluster.targetNodes, auto.minimumNodeCount), auto.maximumNodeCount)
      : (scaleSettings.manual?.targetNodeCount ?? 0);
    const moved = target !== cluster.targetNodes;
    const why = auto ? reason('scaleToMinimum', { target }) : reason('scaleManual', { target, actor: tx.actor.name });
    tx.update(
      'cluster',
      uid,
      { spec, targetNodes: target, ...(moved || !auto ? { targetReason: why } : {}) },
      'cluster.updated',
    );
    return { uid };

    function mustFitWaiting(maximum: number): void {
      const waiting = tx.query('job', `WHERE clusterUid = ? AND state IN ('queued', 'running')`, [uid]);
      const largest = waiting.reduce<(typeof waiting)[number] | undefined>(
        (most, job) => (job.spec.nodeCount > (most?.spec.nodeCount ?? 0) ? job : most),
        undefined,
      );
      if (largest && largest.spec.nodeCount > maximum) {
        throw new Fault('GangTooLarge', { needed: largest.spec.nodeCount, cluster: cluster.name, maximum });
      }
    }
  },
};
