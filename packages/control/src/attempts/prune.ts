import { parseDuration } from '@trainyard/contracts/durations';
import { type Kept, kept, type PrunedPart } from '@trainyard/contracts/retention';
import type { JobRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import { ownRule } from './kept-parts.ts';
import { wantedOutputs } from './wanted-outputs.ts';

/** Parts removed in one transaction, and artifacts of them: as many as when a job is deleted. */
const partsMost = 100;
const artifactsMost = 2_000;
/** Parts looked at for that: those that must stay for now are passed over. */
const lookedAtMost = 2_000;
/** Outputs that a living job names are looked at again after this. */
const wantedMs = 60_000;

/** One word on how long a part is kept. */
interface Rule {
  rule: string;
  what: Kept;
  /** Kept so long after `at`; in the own word of a job `at` is that moment already. */
  ms: number;
}

/**
 * Removes what is due of ended jobs, at most so much as a transaction should. `more`: some is left; `nextAt`: when there will be something,
 * ms since 1970, as far as anything is to go at all.
 */
export function prune(tx: Tx): { more: boolean; nextAt: number | undefined } {
  const room = { parts: partsMost, artifacts: artifactsMost };
  const wanted = once(() => wantedOutputs(tx));
  let nextAt = Number.POSITIVE_INFINITY;
  for (const rule of rulesOf(tx)) {
    const through = tx.now - rule.ms;
    for (const part of dueOf(tx, rule, through)) {
      if (rule.what === 'outputs' && wanted().has(part.jobUid)) {
        nextAt = Math.min(nextAt, tx.now + wantedMs);
        continue;
      }
      const job = tx.get('job', part.jobUid);
      room.parts -= 1;
      if (!job || removePart(tx, job, rule.what, room)) forgetPart(tx, rule, part);
      if (room.parts === 0 || room.artifacts === 0) return { more: true, nextAt: undefined };
    }
    nextAt = Math.min(nextAt, (nextOf(tx, rule, through) ?? Number.POSITIVE_INFINITY) + rule.ms);
  }
  return { more: false, nextAt: Number.isFinite(nextAt) ? nextAt : undefined };
}

function rulesOf(tx: Tx): Rule[] {
  const own = kept.map((what) => ({ rule: ownRule, what, ms: 0 }));
  const given = tx.query('workspace', `WHERE retention <> '{}'`).flatMap(({ uid, retention }) =>
    kept.flatMap((what) => {
      const ms = parseDuration(retention[what] ?? 'forever');
      return ms === undefined ? [] : [{ rule: uid, what, ms }];
    }),
  );
  return [...own, ...given];
}

interface Part {
  jobUid: string;
  at: number;
}

function dueOf(tx: Tx, { rule, what }: Rule, through: number): Part[] {
  const sql = 'SELECT jobUid, at FROM keptParts WHERE rule = ? AND what = ? AND at <= ? ORDER BY at LIMIT ?';
  return tx.connection.prepare(sql).all(rule, what, through, lookedAtMost) as Part[];
}

function nextOf(tx: Tx, { rule, what }: Rule, through: number): number | null {
  const sql = 'SELECT min(at) FROM keptParts WHERE rule = ? AND what = ? AND at > ?';
  return tx.connection.prepare(sql).pluck().get(rule, what, through) as number | null;
}

function forgetPart(tx: Tx, { rule, what }: Rule, { at, jobUid }: Part): void {
  tx.connection
    .prepare('DELETE FROM keptParts WHERE rule = ? AND what = ? AND at = ? AND jobUid = ?')
    .run(rule, what, at, jobUid);
}

/** Says that the part is gone; true once nothing of it stands in the database any more. */
function removePart(tx: Tx, job: JobRow, what: Kept, room: { artifacts: number }): boolean {
  if (!job.pruned[what]) {
    const pruned = { ...job.pruned, [what]: why(tx, job, what) };
    tx.update('job', job.uid, { pruned }, 'job.pruned');
  }
  if (what !== 'outputs') return true;
  const some = tx.query('artifact', 'WHERE jobUid = ? LIMIT ?', [job.uid, room.artifacts]);
  for (const { uid } of some) tx.remove('artifact', uid, 'artifact.deleted');
  room.artifacts -= some.length;
  return room.artifacts > 0;
}

function why(tx: Tx, job: JobRow, what: Kept): PrunedPart {
  const own = job.spec.retention?.[what];
  const keptFor = own ?? tx.get('workspace', job.workspaceUid)?.retention[what] ?? 'forever';
  return { at: tx.now, keptFor, by: own === undefined ? 'workspace' : 'job' };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
