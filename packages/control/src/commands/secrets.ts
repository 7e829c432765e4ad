import type { Tx } from '@trainyard/db/writer';
import type { Vault } from '@trainyard/runtime/node/vault';

/** Keeps values encrypted, apart from the object they belong to. */
export function sealSecrets(
  tx: Tx,
  vault: Vault,
  owner: string,
  secrets: readonly { name: string; value?: string | undefined }[],
): void {
  const given = secrets.filter(({ value }) => value !== undefined);
  if (given.length === 0) return;
  const insert = tx.connection.prepare('INSERT OR REPLACE INTO secrets (owner, name, sealed) VALUES (?, ?, ?)');
  for (const { name, value = '' } of given) insert.run(owner, name, vault.seal(value));
}

/** The values of an object's secrets by name. */
export function openSecrets(tx: Tx, vault: Vault, owner: string): Record<string, string> {
  const rows = tx.connection.prepare('SELECT name, sealed FROM secrets WHERE owner = ?').all(owner);
  return Object.fromEntries(
    (rows as { name: string; sealed: string }[]).map(({ name, sealed }) => [name, vault.open(sealed)]),
  );
}

/** Copies what is sealed to another owner, for a job that is submitted again. */
export function copySecrets(tx: Tx, from: string, to: string): void {
  tx.connection
    .prepare('INSERT INTO secrets (owner, name, sealed) SELECT ?, name, sealed FROM secrets WHERE owner = ?')
    .run(to, from);
}

export function dropSecrets(tx: Tx, owner: string): void {
  tx.connection.prepare('DELETE FROM secrets WHERE owner = ?').run(owner);
}

export function dropSecret(tx: Tx, owner: string, name: string): void {
  tx.connection.prepare('DELETE FROM secrets WHERE owner = ? AND name = ?').run(owner, name);
}

/** Names of what is sealed for an object. */
export function sealedNames(tx: Tx, owner: string): Set<string> {
  return new Set(tx.connection.prepare('SELECT name FROM secrets WHERE owner = ?').pluck().all(owner) as string[]);
}
