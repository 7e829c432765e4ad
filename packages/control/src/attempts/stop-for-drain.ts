import { reason } from '@trainyard/contracts/reasons';
import type { NodeRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import type { Ids } from '@trainyard/runtime/ids';
import { receiptFor, runningOn, runsFor } from './reclaim.ts';
import { stopTasks } from './stop.ts';

/**
 * Stops what still runs on a drained node, each with the grace of its job: their attempts count as taken, their receipts name no taker, and
 * their units wait again, elsewhere. What is stopping already is left alone.
 */
export function stopForDrain(tx: Tx, node: NodeRow, ids: Ids): void {
  const why = reason('nodeDrained', { node: node.name, actor: node.drain?.by ?? tx.actor.name });
  for (const task of runningOn(tx, node)) {
    const attempt = runsFor(tx, task);
    if (!attempt) continue;
    receiptFor(tx, attempt, node, why, ids);
    stopTasks(tx, attempt, why);
  }
}
