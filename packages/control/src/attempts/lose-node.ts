import { mayMove, nodeMoves } from '@trainyard/contracts/lifecycles';
import { reason, sayReason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import type { AttemptRow, NodeRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import { loseTask, settleAttempt } from './report.ts';

/**
 * Gives up a node that is proven dead: its tasks are lost, their units start again elsewhere, and the node leaves its cluster,
 * which makes another one if it wants as many.
 */
export function loseNode(tx: Tx, node: NodeRow, why: Text): void {
  const lost = reason('nodeLost', { node: node.name, why: sayReason(why) });
  const touched = new Map<string, AttemptRow>();
  for (const task of tx.query('task', `WHERE nodeUid = ? AND phase <> 'ended'`, [node.uid])) {
    const attempt = loseTask(tx, task, lost);
    if (attempt) touched.set(attempt.uid, attempt);
  }
  for (const attempt of touched.values()) settleAttempt(tx, attempt);
  const now = tx.get('node', node.uid);
  if (!now) return;
  const state = mayMove(nodeMoves, now.state, 'leaving') ? { state: 'leaving' as const, stateAt: tx.now } : {};
  tx.update(
    'node',
    node.uid,
    { ...state, health: 'failed', healthAt: tx.now, intent: 'remove', ready: false, reason: why },
    'node.updated',
  );
}
