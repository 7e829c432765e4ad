import type { JobState } from '@trainyard/contracts/lifecycles';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { entity } from './schema.ts';

/** Saved views of lists of jobs. */
export const views = sqliteTable('views', {
  ...entity(),
  name: text().notNull(),
  nameKey: text().notNull(),
  query: text().notNull(),
  createdBy: text().notNull(),
});

/** What jobs are listed by, kept by triggers on `jobs`: see the migration. */
export const jobFacts = sqliteTable('jobFacts', {
  workspaceUid: text().notNull(),
  order: integer().notNull(),
  jobUid: text().notNull(),
  turn: integer().notNull(),
  state: text().$type<JobState>().notNull(),
  createdAt: integer().notNull(),
  startedAt: integer(),
  endedAt: integer(),
  exitCode: integer(),
  held: integer().notNull(),
  deleting: integer().notNull(),
  priority: integer().notNull(),
  nodes: integer(),
  nameKey: text().notNull(),
  experimentUid: text().notNull(),
  experimentKey: text().notNull(),
  clusterUid: text().notNull(),
  clusterKey: text().notNull(),
  owner: text().notNull(),
  family: text(),
  tags: text().notNull(),
  words: text().notNull(),
});

/** Jobs that were deleted, newest last: what readers that keep an order of jobs take out of it. */
export const jobsGone = sqliteTable('jobsGone', {
  id: integer().primaryKey(),
  workspaceUid: text().notNull(),
  order: integer().notNull(),
});
