import { defaultScheduling, type QueueUsage } from '@trainyard/contracts/queues';
import { nameKey } from '@trainyard/contracts/workspace-key';
import type { Command } from './command.ts';
import { asObject, clusterOf } from './find.ts';

const defaultQueue = 'default';

/** The queues of a cluster as the scheduler sees them now. A command, since only this thread has the scheduler; it changes nothing. */
export const clusterQueues: Command<'cluster.queues'> = {
  verb: 'read',
  locate: (tx, { uid }) => asObject('cluster', clusterOf(tx, uid)),
  run(tx, { uid }, { brain }) {
    const { queues } = clusterOf(tx, uid).spec.scheduling ?? defaultScheduling;
    const states = new Map(brain.queues(uid).map((state) => [state.name, state]));
    const listed = queues.some(({ name }) => nameKey(name) === defaultQueue);
    const all = listed ? queues : [{ name: defaultQueue, nominal: {} }, ...queues];
    return {
      seq: tx.seq,
      items: all.map(({ name, nominal, ...more }): QueueUsage => {
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
