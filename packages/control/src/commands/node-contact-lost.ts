import { reason } from '@trainyard/contracts/reasons';
import type { Command } from './command.ts';
import { nodeOf } from './find.ts';

/** Nothing is heard of a node. What follows is the contact controller's: first a wait, then the fence. */
export const nodeContactLost: Command<'node.contactLost'> = {
  verb: 'operate',
  locate: (tx, { nodeUid }) => ({ ...nodeOf(tx, nodeUid), kind: 'node', nodeUid }),
  run(tx, { nodeUid, why }) {
    const node = nodeOf(tx, nodeUid);
    // A node on its way out ends its connection itself: that is no loss, and its removal waits for nothing of it.
    if (node.health === 'ok' && node.state !== 'leaving') {
      const lost = { health: 'silent', healthAt: tx.now, reason: reason('nodeSilent', { why }) } as const;
      tx.update('node', nodeUid, lost, 'node.lost');
    }
    return { uid: nodeUid };
  },
};
