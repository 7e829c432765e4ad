import { controllerActor } from '@trainyard/contracts/actors';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import { fleetLimits } from '@trainyard/contracts/fleet';
import { findNodeSize } from '@trainyard/contracts/node-sizes';
import { reason } from '@trainyard/contracts/reasons';
import type { ClusterRow, NodeRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import type { NodeRequest, Provisioner } from '@trainyard/provisioners/port';
import { liveAttempts } from '../attempts/live.ts';
import { stopTasks } from '../attempts/stop.ts';
import type { Controller, ControllerPorts } from './controller.ts';
import type { ProvisionBackoff } from './provision-backoff.ts';
import { WorkQueue } from './work-queue.ts';

/** Node rows added per pass: the rest follows as these arrive, so that a typing slip is cheap to undo. */
const madePerPass = 64;

const actor = controllerActor('nodes');

/** Brings each cluster to its target: makes node rows, has the provisioner make the nodes, and takes away those that are to go. */
export function createNodes(ports: ControllerPorts, backoff: ProvisionBackoff): Controller {
  const { writer, logger } = ports;
  /** Nodes that the provisioner has made, as far as this process knows. */
  const made = new Set<string>();
  const clusters = new WorkQueue(ports.clock, 8, reconcileCluster, failed);
  /** One a kind of provisioner: a slow one holds up its own nodes only. */
  const nodes = new Map(
    Object.entries(ports.provisioners).map(([kind, { parallel }]) => [
      kind,
      new WorkQueue(ports.clock, parallel, reconcileNode, failed),
    ]),
  );

  return {
    name: 'nodes',
    resync() {
      made.clear();
      void adopt().catch((error: unknown) => logger.error({ error }, 'nodes could not be observed'));
    },
    wake(events) {
      for (const event of events) look(event);
    },
    stop() {
      clusters.stop();
      for (const queue of nodes.values()) queue.stop();
    },
  };

  function look({ subject, clusterUid, type }: TrainyardEvent): void {
    if (subject.kind === 'cluster' || subject.kind === 'allocation') clusterUid && clusters.add(clusterUid);
    if (subject.kind === 'node') {
      if (clusterUid) clusters.add(clusterUid);
      addNode(subject.uid);
    }
    if (type === 'allocation.released') {
      const held = writer.rows.get('allocation', subject.uid);
      if (held) addNode(held.nodeUid);
    }
  }

  function addNode(uid: string, ms = 0): void {
    const node = writer.rows.get('node', uid);
    const cluster = node && writer.rows.get('cluster', node.clusterUid);
    const queue = cluster && nodes.get(cluster.spec.provisioner.kind);
    if (ms > 0) queue?.addAfter(uid, ms);
    else queue?.add(uid);
  }

  /** After a start: what the provisioners have is compared with the rows; what nobody wants is taken away. */
  async function adopt(): Promise<void> {
    for (const provisioner of Object.values(ports.provisioners)) {
      for (const { nodeUid } of await provisioner.observe()) {
        if (writer.rows.get('node', nodeUid)) {
          made.add(nodeUid);
          await ports.change(actor, (tx) => isMade(tx, nodeUid));
        } else await provisioner.release(nodeUid);
      }
    }
    for (const cluster of writer.rows.where('cluster', {})) {
      await sayNotes(cluster.uid);
      clusters.add(cluster.uid);
    }
    for (const { uid } of writer.rows.where('node', {})) addNode(uid);
  }

  async function reconcileCluster(uid: string): Promise<void> {
    const cluster = writer.rows.get('cluster', uid);
    if (cluster) await settleTrouble(cluster);
    // Most wakes come from jobs that start and end, and find nothing to do: no transaction for them.
    if (!cluster || isAsWanted(cluster)) return;
    await ports.change(actor, (tx) => {
      const row = tx.get('cluster', uid);
      if (!row) return;
      if (row.state === 'deleting') emptyCluster(tx, row);
      else addNodes(tx, row);
      stateSteadiness(tx, uid);
    });
  }

  function addNodes(tx: Tx, cluster: ClusterRow): void {
    const kept = tx.where('node', { clusterUid: cluster.uid, intent: 'keep' }).length;
    const missing = Math.min(madePerPass, cluster.targetNodes - kept);
    if (missing <= 0) return;
    for (let at = 0; at < missing; at++) tx.insert('node', freshNode(cluster, cluster.nodesMade + at), 'node.created');
    tx.update('cluster', cluster.uid, { nodesMade: cluster.nodesMade + missing }, 'cluster.updated');
  }

  function freshNode(cluster: ClusterRow, ordinal: number): Omit<NodeRow, 'revision' | 'createdAt'> {
    const name = `${cluster.name}-${ordinal}`;
    const now = ports.clock.now();
    return {
      uid: ports.ids.uid(),
      workspaceUid: cluster.workspaceUid,
      path: `${cluster.path}/nodes/${name}`,
      clusterUid: cluster.uid,
      ordinal,
      name,
      state: 'preparing',
      stateAt: now,
      schedulable: true,
      health: 'ok',
      healthAt: now,
      reason: reason('nodeBeingMade', { kind: cluster.spec.provisioner.kind }),
      intent: 'keep',
      helloAt: null,
      enrolled: false,
      ready: false,
      address: null,
      portFrom: null,
      portTo: null,
      agentVersion: null,
      found: null,
      capabilities: null,
      idleSince: null,
      labels: {},
      reclaimAt: null,
      drain: null,
      setup: null,
      setupRound: 0,
      volumes: [],
    };
  }

  /** A cluster that goes takes its nodes along; what ran on them waits again. */
  function emptyCluster(tx: Tx, cluster: ClusterRow): void {
    for (const node of tx.where('node', { clusterUid: cluster.uid, intent: 'keep' })) {
      tx.update('node', node.uid, { intent: 'remove' }, 'node.updated');
    }
    for (const job of tx.query('job', `WHERE clusterUid = ? AND state IN ('queued', 'running')`, [cluster.uid])) {
      const attempts = liveAttempts(tx, job.uid);
      for (const attempt of attempts) stopTasks(tx, attempt, reason('clusterDeleting', { cluster: cluster.name }));
      if (attempts.length === 0) tx.update('job', job.uid, { reasons: [reason('clusterMissing')] }, 'job.updated');
    }
  }

  function isAsWanted(cluster: ClusterRow): boolean {
    if (cluster.state === 'deleting') return false;
    const nodes = writer.rows.where('node', { clusterUid: cluster.uid });
    const kept = nodes.filter(({ intent }) => intent === 'keep').length;
    return kept >= cluster.targetNodes && cluster.allocationState === allocationStateOf(cluster, nodes);
  }

  function stateSteadiness(tx: Tx, uid: string): void {
    const cluster = tx.get('cluster', uid);
    if (!cluster) return;
    const allocationState = allocationStateOf(cluster, tx.where('node', { clusterUid: uid }));
    if (cluster.allocationState !== allocationState) {
      tx.update('cluster', uid, { allocationState, allocationStateAt: tx.now }, 'cluster.updated');
    }
  }

  async function reconcileNode(uid: string): Promise<void> {
    const node = writer.rows.get('node', uid);
    const cluster = node && writer.rows.get('cluster', node.clusterUid);
    if (!node || !cluster) return;
    const provisioner = provisionerOf(cluster);
    if (node.intent === 'remove') {
      backoff.dropNode(cluster.uid, uid);
      await takeAway(node, provisioner);
      clusters.add(cluster.uid);
    } else if (!made.has(uid)) await make(node, cluster, provisioner);
  }

  /** Makes a node, unless its cluster's provisioner failed a moment ago: then all its nodes wait, and one tries first. */
  async function make(node: NodeRow, cluster: ClusterRow, provisioner: Provisioner): Promise<void> {
    const wait = backoff.waitFor(cluster.uid, node.uid, ports.clock.now());
    if (wait > 0) return addNode(node.uid, wait);
    const joinToken = node.enrolled ? null : await ports.change(actor, (tx) => freshJoinToken(tx, node.uid));
    try {
      await provisioner.provision(nodeRequest(node, cluster, joinToken));
    } catch (error) {
      logger.warn({ node: node.path, error }, 'a node could not be made');
      backoff.failed(cluster.uid, node.uid, error, ports.clock.now());
      const why = reason('provisionFailed', { why: error instanceof Error ? error.message : String(error) });
      await sayTrouble(cluster, [why]);
      return addNode(node.uid, backoff.waitFor(cluster.uid, node.uid, ports.clock.now()));
    }
    made.add(node.uid);
    await ports.change(actor, (tx) => isMade(tx, node.uid));
    await sayNotes(cluster.uid);
    const over = backoff.succeeded(cluster.uid, node.uid);
    if (over || cluster.errors.length > 0) await sayTrouble(cluster, []);
    if (!over) return;
    for (const { uid } of writer.rows.where('node', { clusterUid: cluster.uid, intent: 'keep' })) {
      if (!made.has(uid)) addNode(uid);
    }
  }

  /** What its nodes do not get of its settings can change with the rights of the server, and shows when nodes are made. */
  async function sayNotes(clusterUid: string): Promise<void> {
    const cluster = writer.rows.get('cluster', clusterUid);
    const provisioner = cluster && ports.provisioners[cluster.spec.provisioner.kind];
    if (!provisioner) return;
    const notes = provisioner.notes(cluster.spec);
    if (JSON.stringify(notes) === JSON.stringify(cluster.notes ?? [])) return;
    await ports.change(actor, (tx) => {
      if (tx.get('cluster', clusterUid)) tx.update('cluster', clusterUid, { notes }, 'cluster.updated');
    });
  }

  /** From now on its agent is waited for. */
  function isMade(tx: Tx, nodeUid: string): void {
    const node = tx.get('node', nodeUid);
    if (node?.reason?.code !== 'nodeBeingMade') return;
    tx.update('node', nodeUid, { reason: reason('nodeStarting'), healthAt: tx.now }, 'node.updated');
  }

  /** Writes down how the provisioner does: what went wrong last, and why the cluster does not grow. */
  async function sayTrouble(cluster: ClusterRow, errors: ClusterRow['errors']): Promise<void> {
    await ports.change(actor, (tx) => {
      if (!tx.get('cluster', cluster.uid)) return;
      const kept = tx.where('node', { clusterUid: cluster.uid, intent: 'keep' });
      const counts = { made: kept.filter(({ uid }) => made.has(uid)).length, wanted: kept.length };
      const hindrance = backoff.why(cluster.uid, cluster.spec.provisioner.kind, counts) ?? null;
      const still = errors.length === 0 && hindrance !== null;
      tx.update('cluster', cluster.uid, { hindrance, ...(!still && { errors }) }, 'cluster.updated');
    });
  }

  /** A trouble is over when nobody is left to try whether it is. */
  async function settleTrouble(cluster: ClusterRow): Promise<void> {
    const until = backoff.until(cluster.uid);
    if (until === undefined) return;
    const unmade = writer.rows
      .where('node', { clusterUid: cluster.uid, intent: 'keep' })
      .some(({ uid }) => !made.has(uid));
    const wait = until - ports.clock.now();
    if (unmade) return;
    if (wait > 0) return clusters.addAfter(cluster.uid, wait);
    backoff.forget(cluster.uid);
    await sayTrouble(cluster, []);
  }

  /** Earlier ones stay good until they expire: a machine that was slow to come carries the one it was asked for with. */
  function freshJoinToken(tx: Tx, nodeUid: string): string {
    const secret = ports.ids.secret(32);
    tx.connection
      .prepare('INSERT INTO joinTokens (hash, nodeUid, expiresAt) VALUES (?, ?, ?)')
      .run(ports.vault.hash(secret), nodeUid, tx.now + fleetLimits.joinTokenMs);
    return secret;
  }

  /** Waits for what the node holds, then has it removed with all it left. */
  async function takeAway(node: NodeRow, provisioner: Provisioner): Promise<void> {
    const { rows } = writer;
    if (rows.where('allocation', { nodeUid: node.uid, to: null }).length > 0) return;
    await ports.change(actor, (tx) => {
      if (tx.get('node', node.uid)?.state !== 'leaving') {
        tx.update('node', node.uid, { state: 'leaving', stateAt: tx.now }, 'node.updated');
      }
    });
    await provisioner.release(node.uid);
    made.delete(node.uid);
    await ports.change(actor, (tx) => {
      tx.connection.prepare('DELETE FROM agentKeys WHERE nodeUid = ?').run(node.uid);
      tx.connection.prepare('DELETE FROM joinTokens WHERE nodeUid = ?').run(node.uid);
      tx.remove('node', node.uid, 'node.deleted');
    });
  }

  function provisionerOf(cluster: ClusterRow): Provisioner {
    const { kind } = cluster.spec.provisioner;
    const provisioner = ports.provisioners[kind];
    if (!provisioner) throw new Error(`provisioner ${kind} of cluster ${cluster.path} is not configured`);
    return provisioner;
  }

  function failed(key: string, error: unknown): void {
    logger.warn({ key, error }, 'a node could not be brought to what is wanted; tried again');
  }
}

/** What a provisioner needs to know of a node. */
export function nodeRequest(node: NodeRow, cluster: ClusterRow, joinToken: string | null): NodeRequest {
  return {
    nodeUid: node.uid,
    name: node.name,
    clusterUid: cluster.uid,
    clusterName: cluster.name,
    ordinal: node.ordinal,
    joinToken,
    vmSize: cluster.spec.vmSize,
    gpus: findNodeSize(cluster.spec.vmSize)?.gpus ?? 0,
    subnet: cluster.spec.subnet?.id ?? null,
  };
}

/** Steady: as many nodes as wanted and none on its way out. Batch AI counts nodes that still prepare. */
function allocationStateOf({ targetNodes }: ClusterRow, nodes: readonly NodeRow[]): ClusterRow['allocationState'] {
  return nodes.length === targetNodes && nodes.every(({ intent }) => intent === 'keep') ? 'steady' : 'resizing';
}
