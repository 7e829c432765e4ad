import type { QueueUsage } from '@trainyard/contracts/queues';
import { nameKey } from '@trainyard/contracts/workspace-key';
import { queuesOf } from '../scheduling/cluster-queues.ts';
import type { Command } from './command.ts';
import { asObject, clusterOf } from './find.ts';

/** The queues of a cluster as the scheduler sees them now. A command, since only this thread has the scheduler; it changes nothing. */
export const clusterQueues: Command<'cluster.queues'> = {
  verb: 'read',
  locate: (tx, { uid }) => asObject('cluster', clusterOf(tx, uid)),
  run(tx, { uid }, { brain }) {
    const states = new Map(brain.queues(uid).map((state) => [state.name, state]));
    return {
      seq: tx.seq,
      items: queuesOf(clusterOf(tx, uid)).map(({ name, nominal, ...more }): QueueUsage => {
        const state = states.get(nameKey(name));
        const nothing = { nodes: 0, cpus: 0, gpus: 0 };
        return {
          name,
          cohort: more.cohort ?? null,
          nominal,
          borrowingLimit: more.borrowingLimit ?? null,
          lendingLimit: more.lendingLimit ?? null,
          used: state?.used ?? nothing,
          borrowed: state?.borrowed ?? nothing,
          running: state?.running ?? 0,
          waiting: state?.waiting ?? 0,
        };
      }),
    };
  },
};
