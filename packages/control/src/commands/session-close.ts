import type { Command } from './command.ts';

/** Signs out: the cookie's secret is the credential. */
export const sessionClose: Command<'session.close'> = {
  verb: 'read',
  run(tx, { secret }, { vault }) {
    const { changes } = tx.connection.prepare('DELETE FROM sessions WHERE hash = ?').run(vault.hash(secret));
    return { closed: changes > 0 };
  },
};
