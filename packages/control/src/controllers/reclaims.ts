import { controllerActor } from '@trainyard/contracts/actors';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import { reason } from '@trainyard/contracts/reasons';
import type { ClusterRow, NodeRow } from '@trainyard/db/entities';
import { loseNode } from '../attempts/lose-node.ts';
import { giveNotice, lowPriorityOf } from '../attempts/notice.ts';
import { nextStop, stopForReclaim, takeForReclaim } from '../attempts/reclaim.ts';
import type { Controller, ControllerPorts } from './controller.ts';
import { WorkQueue } from './work-queue.ts';

const hourMs = 3_600_000;

const actor = controllerActor('reclaims');

/**
 * Plays the owner of low-priority nodes: gives notice at random, as often as the cluster says, stops what runs on a node in time for its
 * grace, and takes the node away when the notice is over. The draw is made up, the end is not.
 */
export function createReclaims(ports: ControllerPorts): Controller {
  const { writer, clock, chance, logger } = ports;
  /** Nodes for which a time was drawn. Lost with this process: what was drawn anew is as likely. */
  const drawn = new Map<string, () => void>();
  const queue = new WorkQueue(clock, 8, check, (key, error) =>
    logger.warn({ key, error }, 'a node could not be taken back; tried again'),
  );

  return {
    name: 'reclaims',
    resync() {
      for (const uid of [...drawn.keys()]) forget(uid);
      for (const { uid } of writer.rows.where('node', {})) look(uid);
    },
    wake(events) {
      for (const event of events) hear(event);
    },
    stop() {
      for (const uid of [...drawn.keys()]) forget(uid);
      queue.stop();
    },
  };

  function hear({ type, subject, changed }: TrainyardEvent): void {
    if (type === 'node.created' || 'reclaimAt' in changed) look(subject.uid);
    else if (type === 'node.deleted') forget(subject.uid);
    else if (type === 'cluster.updated' && 'spec' in changed) {
      for (const { uid } of writer.rows.where('node', { clusterUid: subject.uid })) {
        forget(uid);
        look(uid);
      }
    }
  }

  function look(uid: string): void {
    const node = writer.rows.get('node', uid);
    const cluster = node && writer.rows.get('cluster', node.clusterUid);
    if (!node || !cluster || cluster.spec.vmPriority !== 'lowpriority') return;
    if (node.reclaimAt !== null) queue.add(uid);
    else draw(node, cluster);
  }

  /** Reclaims come like accidents: the time to the next one is exponential, whatever has passed. */
  function draw(node: NodeRow, cluster: ClusterRow): void {
    const rate = lowPriorityOf(cluster).reclaimsPerNodeHour;
    if (rate <= 0 || drawn.has(node.uid) || node.intent === 'remove') return;
    const ms = (-Math.log(1 - chance.next()) * hourMs) / rate;
    const due = () => {
      drawn.delete(node.uid);
      notify(node.uid);
    };
    drawn.set(node.uid, clock.setTimeout(due, ms));
  }

  function forget(uid: string): void {
    drawn.get(uid)?.();
    drawn.delete(uid);
  }

  function notify(uid: string): void {
    ports
      .change(actor, (tx) => {
        const node = tx.get('node', uid);
        const cluster = node && tx.get('cluster', node.clusterUid);
        if (node && cluster && node.intent === 'keep') giveNotice(tx, node, cluster);
      })
      .catch((error: unknown) => logger.error({ error, node: uid }, 'a notice could not be given'));
  }

  async function check(uid: string): Promise<void> {
    const node = writer.rows.get('node', uid);
    const cluster = node && writer.rows.get('cluster', node.clusterUid);
    if (!node || !cluster || node.reclaimAt === null || node.state === 'leaving') return;
    const why = reason('nodeReclaimed', { node: node.name });
    const now = clock.now();
    if (now < node.reclaimAt) {
      const next = nextStop(writer.rows, node, cluster);
      if (next <= now) await ports.change(actor, (tx) => stopForReclaim(tx, node, cluster, why, ports.ids));
      const then = nextStop(writer.rows, node, cluster);
      queue.addAfter(uid, Math.min(node.reclaimAt, Math.max(then, now + 1)) - now);
      return;
    }
    const provisioner = ports.provisioners[cluster.spec.provisioner.kind];
    if (!provisioner) return;
    await provisioner.reclaim(uid);
    await ports.change(actor, (tx) => {
      const row = tx.get('node', uid);
      if (!row || row.state === 'leaving') return;
      takeForReclaim(tx, row, why, ports.ids);
      loseNode(tx, row, why);
    });
  }
}
