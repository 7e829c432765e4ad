import { Fault } from '@trainyard/contracts/errors';
import { stopForDrain } from '../attempts/stop-for-drain.ts';
import type { Command } from './command.ts';
import { nodeOf } from './find.ts';

/**
 * Has a node drained: it takes no new work until somebody allows it again, and what runs there goes on to its end, to the deadline, or not
 * at all with `force`. The newest word counts. Throws NodeLeaves.
 */
export const nodeDrain: Command<'node.drain'> = {
  verb: 'operate',
  locate: (tx, { uid }) => ({ ...nodeOf(tx, uid), kind: 'node', nodeUid: uid }),
  run(tx, { uid, drain: { deadlineSeconds, force } }, { ids }) {
    const node = nodeOf(tx, uid);
    if (node.state === 'leaving') throw new Fault('NodeLeaves', { name: node.name });
    const deadline = force ? tx.now : deadlineSeconds === undefined ? null : tx.now + deadlineSeconds * 1_000;
    const drain = { by: tx.actor.name, since: node.drain?.since ?? tx.now, deadline };
    tx.update('node', uid, { schedulable: false, drain }, 'node.updated');
    if (force) stopForDrain(tx, { ...node, drain }, ids);
    return { uid };
  },
};
