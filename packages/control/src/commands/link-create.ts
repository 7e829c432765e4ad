import { Fault } from '@trainyard/contracts/errors';
import type { Command } from './command.ts';
import { installation } from './find.ts';

/** A day: the link is printed when the server starts and may be opened much later; it works once. */
const linkMs = 24 * 3_600_000;

/** Makes a one-time sign-in link for a token. */
export const linkCreate: Command<'link.create'> = {
  verb: 'administer',
  locate: () => installation('sign-in links'),
  run(tx, { tokenUid }, { ids, vault }) {
    if (!tx.get('token', tokenUid)) throw new Fault('TokenNotFound', { name: tokenUid });
    const code = ids.secret(24);
    const expiresAt = tx.now + linkMs;
    tx.connection
      .prepare('INSERT INTO links (hash, tokenUid, expiresAt) VALUES (?, ?, ?)')
      .run(vault.hash(code), tokenUid, expiresAt);
    return { code, expiresAt };
  },
};
