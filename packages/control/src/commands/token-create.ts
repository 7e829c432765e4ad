import type { Command } from './command.ts';
import { installation } from './find.ts';

/** Makes an API token. Its secret is answered once; only a hash is kept. */
export const tokenCreate: Command<'token.create'> = {
  verb: 'administer',
  locate: () => installation('tokens'),
  run(tx, { name, role, scopeUid, expiresAt, secret: given }, { ids, vault }) {
    // 32 bytes: 256 bits of chance need no slow hash.
    const secret = given ?? ids.secret(32);
    const uid = ids.uid();
    const row = { uid, workspaceUid: scopeUid ?? '', path: `tokens/${name}`, name, hash: vault.hash(secret) };
    tx.insert('token', { ...row, role, scopeUid, expiresAt, revokedAt: null }, 'token.created');
    return { uid, secret };
  },
};
