import { Fault } from '@trainyard/contracts/errors';
import type { Tx } from '@trainyard/db/writer';

/** A week: whoever has not heard an answer by then looks by hand. */
export const answersKeptMs = 7 * 24 * 3_600_000;

/** Answers forgotten in one transaction: each may be 400 kB long. */
const forgottenMost = 100;

/** An actor's own word for a request, and the hash of what it sent with it. */
export interface Key {
  text: string;
  hash: string;
}

/**
 * uids of the jobs that this actor's key stands for in an experiment; undefined when it is new. Throws IdempotencyKeyReused when it stands
 * for another body.
 */
export function answeredBefore(tx: Tx, experimentUid: string, { text, hash }: Key): string[] | undefined {
  const found = tx.connection
    .prepare('SELECT hash, uids FROM submissions WHERE experimentUid = ? AND actor = ? AND key = ? AND at > ?')
    .get(experimentUid, tx.actor.id, text, tx.now - answersKeptMs) as { hash: string; uids: string } | undefined;
  if (!found) return undefined;
  if (found.hash !== hash) throw new Fault('IdempotencyKeyReused', { key: text });
  return JSON.parse(found.uids);
}

/** Keeps an answer in the transaction that made it true; one that the key had before is over its time. */
export function keepAnswer(tx: Tx, experimentUid: string, { text, hash }: Key, uids: readonly string[]): void {
  tx.connection
    .prepare('INSERT OR REPLACE INTO submissions (experimentUid, actor, key, hash, at, uids) VALUES (?, ?, ?, ?, ?, ?)')
    .run(experimentUid, tx.actor.id, text, hash, tx.now, JSON.stringify(uids));
}

/** Forgets answers that are over their time, at most so many as a transaction should. `nextAt`: when there will be one, ms since 1970. */
export function forgetAnswers(tx: Tx): { more: boolean; nextAt: number } {
  const { connection } = tx;
  const { changes } = connection
    .prepare(
      `DELETE FROM submissions WHERE (experimentUid, actor, key) IN
       (SELECT experimentUid, actor, key FROM submissions WHERE at <= ? ORDER BY at LIMIT ?)`,
    )
    .run(tx.now - answersKeptMs, forgottenMost);
  const oldest = connection.prepare('SELECT min(at) FROM submissions').pluck().get() as number | null;
  return {
    more: changes === forgottenMost,
    nextAt: oldest === null ? Number.POSITIVE_INFINITY : oldest + answersKeptMs,
  };
}
