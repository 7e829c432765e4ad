import type { Command } from './command.ts';
import { nodeOf } from './find.ts';

/** Labels a node (the labels given replace its own), or says whether it takes new work. What runs on it goes on. */
export const nodeUpdate: Command<'node.update'> = {
  verb: 'operate',
  locate: (tx, { uid }) => ({ ...nodeOf(tx, uid), kind: 'node', nodeUid: uid }),
  run(tx, { uid, change: { labels, schedulable } }) {
    const patch = {
      ...(labels && { labels }),
      ...(schedulable !== undefined && { schedulable }),
      // One that takes work again is no longer drained.
      ...(schedulable === true && { drain: null }),
    };
    tx.update('node', uid, patch, 'node.updated');
    return { uid };
  },
};
