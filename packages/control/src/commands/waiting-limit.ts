import { Fault } from '@trainyard/contracts/errors';
import { type LimitScope, waitingMost } from '@trainyard/contracts/limits';
import { formatWorkspaceRef } from '@trainyard/contracts/workspace-key';
import type { WorkspaceRow } from '@trainyard/db/entities';
import type { Connection } from '@trainyard/db/open';
import type { Tx } from '@trainyard/db/writer';
import { limitOf } from '../scheduling/limit-of.ts';

/** When to ask again: a queue that is full for one needs some jobs to end, which takes seconds at best. */
const againAfterSeconds = 10;

/**
 * Refuses further jobs of a user or workspace that would have more waiting than it may: a flood of one must not bury the others. Costs
 * the same however many wait. Throws TooManyWaiting.
 */
export function mustHaveRoom(tx: Tx, workspace: WorkspaceRow, jobs = 1): void {
  check(tx, jobs, 'user', tx.actor.name, tx.actor.name);
  check(tx, jobs, 'workspace', workspace.uid, formatWorkspaceRef(workspace));
}

function check(tx: Tx, jobs: number, scope: LimitScope, key: string, name: string): void {
  const limit = limitOf(tx, scope, key).waiting ?? waitingMost;
  const waiting = waitingJobs(tx.connection, scope, key);
  if (waiting + jobs > limit)
    throw new Fault('TooManyWaiting', { scope, name, waiting, limit, seconds: againAfterSeconds });
}

type Count = (scope: LimitScope, key: string) => number | undefined;
/** Compiled once per connection: every submission asks twice. */
const counts = new WeakMap<Connection, Count>();

/** Jobs of a user or workspace that wait, held ones and those that wait for others included; an array counts as one. */
function waitingJobs(connection: Connection, scope: LimitScope, key: string): number {
  let count = counts.get(connection);
  if (!count) {
    const statement = connection.prepare('SELECT count FROM waitingJobs WHERE scope = ? AND key = ?').pluck();
    count = (...of) => statement.get(...of) as number | undefined;
    counts.set(connection, count);
  }
  return count(scope, key) ?? 0;
}
