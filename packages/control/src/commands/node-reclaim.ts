import { Fault } from '@trainyard/contracts/errors';
import { giveNotice } from '../attempts/notice.ts';
import type { Command } from './command.ts';
import { clusterOf, nodeOf } from './find.ts';

/** Gives a low-priority node notice, as its owner would. One that has been given notice keeps its time; throws NotLowPriority. */
export const nodeReclaim: Command<'node.reclaim'> = {
  verb: 'operate',
  locate: (tx, { uid }) => ({ ...nodeOf(tx, uid), kind: 'node', nodeUid: uid }),
  run(tx, { uid }) {
    const node = nodeOf(tx, uid);
    const cluster = clusterOf(tx, node.clusterUid);
    if (cluster.spec.vmPriority !== 'lowpriority') throw new Fault('NotLowPriority', { cluster: cluster.name });
    giveNotice(tx, node, cluster);
    return { uid };
  },
};
