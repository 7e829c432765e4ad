import type { NodeReport } from '@trainyard/contracts/fleet';
import { mayMove, nodeMoves } from '@trainyard/contracts/lifecycles';
import { reason } from '@trainyard/contracts/reasons';
import type { AttemptRow, NodeRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import { settleAttempt, takeReport } from '../attempts/report.ts';
import { sayFaults } from '../volumes/check-volumes.ts';
import { volumesOfCluster } from '../volumes/look-up.ts';
import type { Command } from './command.ts';
import { nodeOf } from './find.ts';

/** What an agent says of its node and tasks. Sent until acknowledged, so a doubled or late one must change nothing. */
export const nodeReport: Command<'node.report'> = {
  verb: 'report',
  locate: (tx, { nodeUid }) => ({ ...nodeOf(tx, nodeUid), kind: 'node', nodeUid }),
  run(tx, { nodeUid, report }, { storageHome }) {
    const node = nodeOf(tx, nodeUid);
    if (report.node) takeNodeReport(tx, node, readily(tx, node, report.node, storageHome));
    const touched = new Map<string, AttemptRow>();
    for (const task of report.tasks) {
      const attempt = takeReport(tx, nodeUid, task, report.at);
      if (attempt) touched.set(attempt.uid, attempt);
    }
    for (const attempt of touched.values()) settleAttempt(tx, attempt);
    return { n: report.n };
  },
};

function takeNodeReport(tx: Tx, node: NodeRow, report: NodeReport): void {
  tx.update('node', node.uid, { volumes: report.volumes ?? [] }, 'node.updated');
  if (report.round !== undefined && report.round < node.setupRound) return;
  switch (report.phase) {
    case 'setup':
      tx.update('node', node.uid, { ready: false, reason: reason('nodeSettingUp'), setup: null }, 'node.updated');
      return;
    case 'ready': {
      const busy = tx.where('allocation', { nodeUid: node.uid, to: null }).length > 0;
      const next = busy ? 'running' : 'idle';
      const state = node.state !== 'running' && mayMove(nodeMoves, node.state, next) ? next : node.state;
      const idleSince = busy ? null : (node.idleSince ?? tx.now);
      const moved = state === node.state ? {} : { state, stateAt: tx.now, idleSince };
      tx.update('node', node.uid, { ready: true, reason: null, setup: null, ...moved }, 'node.updated');
      return;
    }
    case 'failed': {
      // One that is unusable may come to be so for another reason.
      const stays = node.state === 'unusable';
      if (!stays && !mayMove(nodeMoves, node.state, 'unusable')) return;
      const moved = stays ? {} : { state: 'unusable' as const, stateAt: tx.now };
      const why = { ready: false, reason: report.reason, setup: report.setup ?? null };
      tx.update('node', node.uid, { ...moved, ...why }, 'node.updated');
      return;
    }
    case 'left':
      // Whether it takes work is the operator's word, which an agent that goes does not change.
      tx.update('node', node.uid, { ready: false }, 'node.updated');
  }
}

/** A node whose cluster names a volume that cannot be had now is not ready, whatever else it has mounted. */
function readily(tx: Tx, { clusterUid }: NodeRow, report: NodeReport, storageHome: string): NodeReport {
  const cluster = report.phase === 'ready' && tx.get('cluster', clusterUid);
  const faults = cluster ? volumesOfCluster(tx, cluster, storageHome).faults : [];
  if (faults.length === 0) return report;
  return { ...report, phase: 'failed', reason: reason('volumesNotMountable', { why: sayFaults(faults).join('; ') }) };
}
