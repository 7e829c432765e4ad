import type { TokenRow } from '../entities.ts';
import { type PageInput, type PageOf, pageOf, type ReadDb } from './read-db.ts';

/** The token whose secret has this hash, revoked and expired ones included. */
export function tokenByHash(db: ReadDb, { hash }: { hash: string }): TokenRow | null {
  return db.rows.where('token', { hash })[0] ?? null;
}

export interface SessionView {
  csrf: string;
  expiresAt: number;
  token: TokenRow;
}

/** The session whose secret has this hash, with the token it came from. */
export function sessionByHash(db: ReadDb, { hash }: { hash: string }): SessionView | null {
  const row = db.statement('SELECT tokenUid, csrf, expiresAt FROM sessions WHERE hash = ?').get(hash) as
    | { tokenUid: string; csrf: string; expiresAt: number }
    | undefined;
  const token = row && db.rows.get('token', row.tokenUid);
  return row && token ? { csrf: row.csrf, expiresAt: row.expiresAt, token } : null;
}

export function getToken(db: ReadDb, { uid }: { uid: string }): TokenRow | null {
  return db.rows.get('token', uid) ?? null;
}

export interface TokenView {
  row: TokenRow;
  /** Name of the workspace it is limited to; null for all. */
  scope: { subscription: string; resourceGroup: string; name: string } | null;
}

export function listTokens(db: ReadDb, input: PageInput): PageOf<TokenView> {
  const rows = db.rows.query('token', 'WHERE uid > ? ORDER BY uid LIMIT ?', [input.after ?? '', input.limit + 1]);
  return pageOf(
    db,
    rows,
    input.limit,
    (row) => row.uid,
    (row) => ({ row, scope: (row.scopeUid !== null && db.rows.get('workspace', row.scopeUid)) || null }),
  );
}

/** The oldest administrator's token that still holds; null before the first start has made one. */
export function firstAdministrator(db: ReadDb, { now }: { now: number }): TokenRow | null {
  const tail =
    "WHERE role = 'administrator' AND revokedAt IS NULL AND (expiresAt IS NULL OR expiresAt > ?) ORDER BY uid";
  return db.rows.query('token', `${tail} LIMIT 1`, [now])[0] ?? null;
}
