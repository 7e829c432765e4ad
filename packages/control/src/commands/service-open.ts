import { fenceKey } from '@trainyard/contracts/attempt';
import { Fault } from '@trainyard/contracts/errors';
import { isServicePort } from '@trainyard/contracts/services';
import type { TaskRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import type { Command } from './command.ts';
import { asObject, jobOf, nodeOf } from './find.ts';

/**
 * Opens a service of a running job to somebody. It is recorded as the one channel that it is to people, and closed as one: a page makes
 * dozens of connections, which are nobody's deed.
 */
export const serviceOpen: Command<'service.open'> = {
  verb: 'operate',
  locate: (tx, { jobUid }) => asObject('job', jobOf(tx, jobUid)),
  run(tx, { uid, jobUid, service }) {
    const job = jobOf(tx, jobUid);
    const { name } = job;
    const task = masterOf(tx, jobUid);
    const named = (task?.plan.ports ?? []).filter((one) => isServicePort(one.name));
    const found = named.find((one) => one.name === service);
    if (!task || !found) {
      const known = task ? named : (job.spec.services ?? []);
      // What exists and does not run is another answer than what does not exist.
      if (!task && (known.some((one) => one.name === service) || known.length === 0)) throw new Fault('TaskNotRunning');
      const services = known.length > 0 ? known.map((one) => one.name) : ['none'];
      throw new Fault('ServiceNotFound', { job: name, name: service, services });
    }
    const node = nodeOf(tx, task.nodeUid);
    const fence = { job: jobUid, unit: task.unit, attempt: task.attempt, task: task.index };
    tx.insert(
      'channel',
      {
        uid,
        workspaceUid: node.workspaceUid,
        path: `${job.path}/services/${service}`,
        clusterUid: node.clusterUid,
        nodeUid: node.uid,
        jobUid,
        target: 'port',
        fence: fenceKey(fence),
        command: null,
        terminal: false,
        port: found.port,
        openedBy: tx.actor.name,
      },
      'channel.opened',
    );
    return { fence, taskUid: task.uid, port: found.port, nodeUid: node.uid, node: node.name };
  },
};

/** The living task on the master node; shards of an array have none in common. */
function masterOf(tx: Tx, jobUid: string): TaskRow | undefined {
  const living = tx.query('task', `WHERE jobUid = ? AND "index" = 0 AND phase <> 'ended' LIMIT 2`, [jobUid]);
  return living.length === 1 ? living[0] : undefined;
}
