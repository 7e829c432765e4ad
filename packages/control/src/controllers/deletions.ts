import { controllerActor } from '@trainyard/contracts/actors';
import type { Tx } from '@trainyard/db/writer';
import { purgeIfOver } from '../attempts/purge.ts';
import { dropSecrets } from '../commands/secrets.ts';
import type { Controller, ControllerPorts } from './controller.ts';

const actor = controllerActor('deletions');

/** Removes what is marked for deletion as soon as nothing of it is left: jobs before experiments, nodes before clusters, all before workspaces. File servers are removed by their own controller. */
export function createDeletions(ports: ControllerPorts): Controller {
  let looking = false;
  let again = false;
  let stopped = false;

  return { name: 'deletions', resync: look, wake, stop };

  function stop(): void {
    stopped = true;
  }

  function wake(events: Parameters<Controller['wake']>[0]): void {
    const related = events.some(
      ({ type, changed }) =>
        type.endsWith('.deleted') || 'deleting' in changed || ('state' in changed && changed.state === 'deleting'),
    );
    if (related) look();
  }

  function look(): void {
    if (stopped) return;
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    again = false;
    ports
      .change(actor, (tx) => sweep(tx))
      .catch((error: unknown) => ports.logger.error({ error }, 'a deletion failed'))
      .finally(() => {
        looking = false;
        if (again) look();
      });
  }

  function sweep(tx: Tx): void {
    // One part of one job: what it removes wakes the next look, with other work in between.
    for (const { uid } of tx.query('job', `WHERE deleting = 1 AND state IN ('succeeded', 'failed') LIMIT 1`)) {
      if (!purgeIfOver(tx, uid)) return;
    }
    for (const { uid } of tx.where('experiment', { state: 'deleting' })) {
      if (tx.where('job', { experimentUid: uid }).length === 0) tx.remove('experiment', uid, 'experiment.deleted');
    }
    for (const { uid } of tx.where('cluster', { state: 'deleting' })) {
      if (tx.where('node', { clusterUid: uid }).length > 0) continue;
      for (const one of tx.where('reservation', { clusterUid: uid }))
        tx.remove('reservation', one.uid, 'reservation.deleted');
      tx.remove('cluster', uid, 'cluster.deleted');
      dropSecrets(tx, uid);
    }
    for (const { uid } of tx.where('workspace', { state: 'deleting' })) {
      const held = (['experiment', 'cluster', 'fileServer'] as const).some(
        (kind) => tx.where(kind, { workspaceUid: uid }).length > 0,
      );
      if (held) continue;
      for (const one of tx.where('reservation', { forUid: uid }))
        tx.remove('reservation', one.uid, 'reservation.deleted');
      for (const one of tx.where('view', { workspaceUid: uid })) tx.remove('view', one.uid, 'view.deleted');
      for (const one of tx.where('limit', { scope: 'workspace', key: uid }))
        tx.remove('limit', one.uid, 'limit.deleted');
      tx.remove('workspace', uid, 'workspace.deleted');
    }
  }
}
