import type { Kept } from '@trainyard/contracts/retention';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Tables of what is kept and for how long; no part of the recorded history, as the last ones of schema.ts. */

/** Contents that jobs name among their files: kept by triggers, so that whatever writes a job cannot forget it. */
export const jobFiles = sqliteTable('jobFiles', {
  sha256: text().notNull(),
  jobUid: text().notNull(),
});

/**
 * What of ended jobs is still kept and may go one day: `rule` is the workspace whose word counts, `at` then the job's end; or `own`, and `at`
 * then the moment that the job's own word names. What is kept for ever by a job's own word stands nowhere here.
 */
export const keptParts = sqliteTable('keptParts', {
  rule: text().notNull(),
  what: text().$type<Kept>().notNull(),
  at: integer().notNull(),
  jobUid: text().notNull(),
});

/** File content that was uploaded for jobs; the bytes are in the archive. */
export const blobs = sqliteTable('blobs', {
  sha256: text().primaryKey(),
  bytes: integer().notNull(),
  storedAt: integer().notNull(),
});

/**
 * What was answered to who submitted many jobs with a key: they are in the order of the request, whose hash says that it is the same. Kept for
 * a while, so that a client that never heard the answer may ask again.
 */
export const submissions = sqliteTable('submissions', {
  experimentUid: text().notNull(),
  /** Id of the actor: a key is only its own. */
  actor: text().notNull(),
  key: text().notNull(),
  hash: text().notNull(),
  at: integer().notNull(),
  uids: text({ mode: 'json' }).$type<string[]>().notNull(),
});
