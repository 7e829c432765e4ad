import { Fault } from '@trainyard/contracts/errors';
import type { Command } from './command.ts';
import { installation } from './find.ts';
import { whose } from './limit-set.ts';

/** Removes a limit; throws LimitNotFound when there is none of its own. */
export const limitDelete: Command<'limit.delete'> = {
  verb: 'administer',
  locate: () => installation('limits'),
  run(tx, { scope, name }) {
    const { key } = whose(tx, scope, name);
    const row = tx.where('limit', { scope, key })[0];
    if (!row) throw new Fault('LimitNotFound', { scope, name });
    tx.remove('limit', row.uid, 'limit.deleted');
    return { uid: row.uid };
  },
};
