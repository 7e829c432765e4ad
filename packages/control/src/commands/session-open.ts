import { Fault } from '@trainyard/contracts/errors';
import type { Tx } from '@trainyard/db/writer';
import type { Vault } from '@trainyard/runtime/node/vault';
import type { Command } from './command.ts';

/** Twelve hours: a working day; a wall screen pairs and does not sign in. */
const sessionMs = 12 * 3_600_000;

/** Opens a session for a token's secret or a link's one-time code. Each sign-in gets a new session. */
export const sessionOpen: Command<'session.open'> = {
  verb: 'read',
  run(tx, input, { ids, vault }) {
    const tokenUid = 'token' in input ? tokenOf(tx, vault, input.token) : redeem(tx, vault, input.link);
    const token = tokenUid === undefined ? undefined : tx.get('token', tokenUid);
    if (!token || token.revokedAt !== null || (token.expiresAt ?? Infinity) <= tx.now)
      throw new Fault('BadCredentials');
    const secret = ids.secret(32);
    const csrf = ids.secret(32);
    const expiresAt = Math.min(tx.now + sessionMs, token.expiresAt ?? Infinity);
    tx.connection
      .prepare('INSERT INTO sessions (hash, tokenUid, csrf, createdAt, expiresAt) VALUES (?, ?, ?, ?, ?)')
      .run(vault.hash(secret), token.uid, csrf, tx.now, expiresAt);
    return { secret, csrf, expiresAt };
  },
};

function tokenOf(tx: Tx, vault: Vault, secret: string): string | undefined {
  return tx.where('token', { hash: vault.hash(secret) })[0]?.uid;
}

function redeem(tx: Tx, vault: Vault, code: string): string | undefined {
  const found = tx.connection
    .prepare('DELETE FROM links WHERE hash = ? RETURNING tokenUid, expiresAt')
    .get(vault.hash(code)) as { tokenUid: string; expiresAt: number } | undefined;
  return found && found.expiresAt > tx.now ? found.tokenUid : undefined;
}
