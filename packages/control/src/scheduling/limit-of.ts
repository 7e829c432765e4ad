import type { LimitAmounts, LimitScope } from '@trainyard/contracts/limits';
import type { Tx } from '@trainyard/db/writer';

/** What a workspace (its uid) or user (its name) may use: its own limit, else that of each without one, else nothing is limited. */
export function limitOf(tx: Pick<Tx, 'where'>, scope: LimitScope, key: string): LimitAmounts {
  const own = tx.where('limit', { scope, key })[0] ?? tx.where('limit', { scope, key: '*' })[0];
  return own?.limits ?? {};
}
