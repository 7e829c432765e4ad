import { Fault } from '@trainyard/contracts/errors';
import type { Command } from './command.ts';
import { installation } from './find.ts';

/** Revokes a token with all sessions and links that came from it. */
export const tokenRevoke: Command<'token.revoke'> = {
  verb: 'administer',
  locate: () => installation('tokens'),
  run(tx, { uid }) {
    const row = tx.get('token', uid);
    if (!row) throw new Fault('TokenNotFound', { name: uid });
    if (row.revokedAt === null) tx.update('token', uid, { revokedAt: tx.now }, 'token.revoked');
    tx.connection.prepare('DELETE FROM sessions WHERE tokenUid = ?').run(uid);
    tx.connection.prepare('DELETE FROM links WHERE tokenUid = ?').run(uid);
    return { uid };
  },
};
