import { Fault } from '@trainyard/contracts/errors';
import { reason } from '@trainyard/contracts/reasons';
import { loseNode } from '../attempts/lose-node.ts';
import type { Command } from './command.ts';
import { nodeOf } from './find.ts';

/** An operator's word that a silent node is dead: its jobs start again elsewhere. */
export const nodeDeclareLost: Command<'node.declareLost'> = {
  verb: 'operate',
  locate: (tx, { uid }) => ({ ...nodeOf(tx, uid), kind: 'node', nodeUid: uid }),
  run(tx, { uid }) {
    const node = nodeOf(tx, uid);
    if (node.health === 'ok') throw new Fault('NodeNotLost', { name: node.name });
    loseNode(tx, node, reason('declaredLost', { actor: tx.actor.name }));
    return { uid };
  },
};
