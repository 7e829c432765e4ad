import { Fault } from '@trainyard/contracts/errors';
import { mayMove, nodeMoves } from '@trainyard/contracts/lifecycles';
import { reason } from '@trainyard/contracts/reasons';
import type { NodeRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import type { Command } from './command.ts';
import { clusterOf, nodeOf } from './find.ts';

/**
 * Has a node mount its cluster's volumes and run its set-up task once more, as after one that failed. Throws NothingToSetUp, NodeInUse (it must not
 * disturb jobs) and NodeOutOfContact.
 */
export const nodeSetUp: Command<'node.setUp'> = {
  verb: 'operate',
  locate: (tx, { uid }) => ({ ...nodeOf(tx, uid), kind: 'node', nodeUid: uid }),
  run(tx, { uid }) {
    const node = nodeOf(tx, uid);
    const { name, spec } = clusterOf(tx, node.clusterUid);
    if (!spec.nodeSetup?.setupTask && !spec.nodeSetup?.mountVolumes)
      throw new Fault('NothingToSetUp', { cluster: name });
    if (node.health !== 'ok' || node.helloAt === null) throw new Fault('NodeOutOfContact', { name: node.name });
    if (tx.where('allocation', { nodeUid: uid, to: null }).length > 0)
      throw new Fault('NodeInUse', { name: node.name });
    setUpAgain(tx, node);
    return { uid };
  },
};

/** The node takes no new work until its agent says that the set-up is done; what runs on it ends first. */
export function setUpAgain(tx: Tx, node: NodeRow): void {
  if (node.state === 'leaving') return;
  const busy = tx.where('allocation', { nodeUid: node.uid, to: null }).length > 0;
  const moves = !busy && mayMove(nodeMoves, node.state, 'preparing');
  const why = node.helloAt === null ? {} : { reason: reason('nodeSettingUp') };
  tx.update(
    'node',
    node.uid,
    {
      setupRound: node.setupRound + 1,
      ready: false,
      setup: null,
      ...why,
      ...(moves && { state: 'preparing', stateAt: tx.now }),
    },
    'node.updated',
  );
}
