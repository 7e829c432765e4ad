import { controllerActor } from '@trainyard/contracts/actors';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import { fleetLimits } from '@trainyard/contracts/fleet';
import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import type { NodeRow } from '@trainyard/db/entities';
import type { Provisioner } from '@trainyard/provisioners/port';
import { loseNode } from '../attempts/lose-node.ts';
import type { Controller, ControllerPorts } from './controller.ts';
import { nodeRequest } from './nodes.ts';
import { WorkQueue } from './work-queue.ts';

/** A silent node whose agent still runs is cut off: with the 4 s that noticing took, its work runs elsewhere within 8 s. */
const cutOffMs = 2_000;
/** A new agent reports within a minute or its node is unusable. */
const arrivalMs = 60_000;
/** An agent that dies this often in a row does so for a reason that another start will not cure. */
const revivalsMost = 5;

const actor = controllerActor('contact');

/**
 * What follows when a node falls silent: an agent that died alone is started again and adopts its tasks; one that stays away is
 * fenced, and only then do its jobs run elsewhere. Silence is counted from this process's own start.
 */
export function createContact(ports: ControllerPorts): Controller {
  const { writer, clock, logger } = ports;
  const startedAt = clock.now();
  const heard = new Set<string>();
  const revivals = new Map<string, number>();
  const queue = new WorkQueue(clock, 8, check, (key, error) =>
    logger.warn({ key, error }, 'a silent node could not be dealt with; tried again'),
  );
  const provisioners = Object.values(ports.provisioners);
  const notRevived = (error: unknown): void => logger.warn({ error }, 'an agent could not be started again');
  const stops = provisioners.map((provisioner) =>
    provisioner.onExit((nodeUid, how) => void exited(provisioner, nodeUid, how).catch(notRevived)),
  );

  return {
    name: 'contact',
    resync() {
      for (const { uid } of writer.rows.where('node', {})) queue.add(uid);
      for (const provisioner of provisioners) void lookForDead(provisioner).catch(notRevived);
    },
    wake(events) {
      for (const event of events) hear(event);
    },
    stop() {
      for (const stop of stops) stop();
      queue.stop();
    },
  };

  function hear({ subject, type, changed }: TrainyardEvent): void {
    if (subject.kind !== 'node') return;
    if ('helloAt' in changed && changed.helloAt !== null) {
      heard.add(subject.uid);
      revivals.delete(subject.uid);
    }
    const made = 'reason' in changed && (changed.reason as Text | null)?.code === 'nodeStarting';
    if (type === 'node.created' || type === 'node.lost' || made) queue.add(subject.uid);
    if (type === 'node.deleted') heard.delete(subject.uid);
  }

  /** Agents may have ended while nobody listened. */
  async function lookForDead(provisioner: Provisioner): Promise<void> {
    for (const { nodeUid, agent } of await provisioner.observe()) {
      if (agent === 'ended') await exited(provisioner, nodeUid, 'while the server was away');
    }
  }

  /** An agent ended by itself: its tasks may live, so it is started again at once. */
  async function exited(provisioner: Provisioner, nodeUid: string, how: string): Promise<void> {
    const node = writer.rows.get('node', nodeUid);
    const cluster = node && writer.rows.get('cluster', node.clusterUid);
    if (!node || !cluster || node.state === 'leaving') return;
    await ports.change(actor, (tx) => {
      const row = tx.get('node', nodeUid);
      const why = reason('nodeAgentDied', { how });
      if (row?.health === 'ok') {
        tx.update('node', nodeUid, { health: 'silent', healthAt: tx.now, reason: why }, 'node.lost');
      } else if (row?.reason?.code === 'nodeSilent') {
        // Its connection ended before its end was seen: it is not cut off, and has the time of one that died alone.
        tx.update('node', nodeUid, { reason: why }, 'node.updated');
      }
    });
    const count = (revivals.get(nodeUid) ?? 0) + 1;
    revivals.set(nodeUid, count);
    if (count <= revivalsMost && node.enrolled) await provisioner.revive(nodeRequest(node, cluster, null));
  }

  async function check(uid: string): Promise<void> {
    const node = writer.rows.get('node', uid);
    const cluster = node && writer.rows.get('cluster', node.clusterUid);
    if (!node || !cluster || node.state === 'leaving') return;
    if (!node.enrolled || (node.state === 'preparing' && !heard.has(uid) && node.health === 'ok'))
      return awaitArrival(node);
    if (node.health === 'ok') return heard.has(uid) ? undefined : missedSinceStart(uid);
    const provisioner = ports.provisioners[cluster.spec.provisioner.kind];
    if (!provisioner) return;
    const since = Math.max(node.healthAt, heard.has(uid) ? 0 : startedAt + fleetLimits.silenceMs);
    const alone = node.reason?.code === 'nodeAgentDied';
    const due = since + (alone ? fleetLimits.returnMs : cutOffMs);
    const now = clock.now();
    if (now < due) return queue.addAfter(uid, due - now);
    if ((await provisioner.fence(uid)) === 'fenced') return giveUp(uid, 'nodeFenced', now - since);
    const stopped = since + fleetLimits.stoppedMs;
    if (!stopsByItself(uid)) return;
    if (now < stopped) return queue.addAfter(uid, stopped - now);
    await giveUp(uid, 'nodeStoppedItself', now - since);
  }

  /** Not a word since this process began: after the usual silence the node counts as silent. */
  async function missedSinceStart(uid: string): Promise<void> {
    const due = startedAt + fleetLimits.silenceMs;
    const now = clock.now();
    if (now < due) return queue.addAfter(uid, due - now);
    const why = reason('nodeSilent', { why: 'it has not reported since the server started' });
    await ports.change(actor, (tx) => {
      if (tx.get('node', uid)?.health !== 'ok') return;
      tx.update('node', uid, { health: 'silent', healthAt: tx.now, reason: why }, 'node.lost');
    });
  }

  async function awaitArrival(node: NodeRow): Promise<void> {
    // A provisioner may take its time; the agent is waited for from when it says that the node is made.
    if (node.state !== 'preparing' || node.reason?.code === 'nodeBeingMade') return;
    const due = Math.max(node.healthAt, startedAt) + arrivalMs;
    const now = clock.now();
    if (now < due) return queue.addAfter(node.uid, due - now);
    const log = `the agent's log on the node`;
    const late = reason('nodeNeverArrived', { seconds: arrivalMs / 1000, log });
    await ports.change(actor, (tx) => {
      const row = tx.get('node', node.uid);
      if (row?.state !== 'preparing' || row.ready) return;
      tx.update('node', node.uid, { state: 'unusable', stateAt: tx.now, reason: late }, 'node.updated');
    });
  }

  async function giveUp(uid: string, code: 'nodeFenced' | 'nodeStoppedItself', silentMs: number): Promise<void> {
    await ports.change(actor, (tx) => {
      const row = tx.get('node', uid);
      // An agent that came back between the fence and here was killed by the fence: its hello is from before.
      if (row && row.state !== 'leaving') loseNode(tx, row, reason(code, { seconds: Math.round(silentMs / 1000) }));
    });
  }

  /** True when every task of the node was told to stop by itself without contact. */
  function stopsByItself(nodeUid: string): boolean {
    const tasks = writer.rows.query('task', `WHERE nodeUid = ? AND phase <> 'ended'`, [nodeUid]);
    return tasks.every(({ plan }) => plan.onLostContact === 'stop');
  }
}
