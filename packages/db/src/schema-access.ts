import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Tables of who may come in, and of what is sealed; no part of the recorded history, as the last ones of schema.ts. */

export const sessions = sqliteTable('sessions', {
  hash: text().primaryKey(),
  tokenUid: text().notNull(),
  csrf: text().notNull(),
  createdAt: integer().notNull(),
  expiresAt: integer().notNull(),
});

/** One-time sign-in links. */
export const links = sqliteTable('links', {
  hash: text().primaryKey(),
  tokenUid: text().notNull(),
  expiresAt: integer().notNull(),
});

/** One-time tokens with which agents enrol, and the keys they then prove themselves with. */
export const joinTokens = sqliteTable('joinTokens', {
  hash: text().primaryKey(),
  nodeUid: text().notNull(),
  expiresAt: integer().notNull(),
});
export const agentKeys = sqliteTable('agentKeys', {
  nodeUid: text().primaryKey(),
  publicKey: text().notNull(),
});

/** Encrypted values: of a job's secrets, a cluster's password. */
export const secrets = sqliteTable('secrets', {
  owner: text().notNull(),
  name: text().notNull(),
  sealed: text().notNull(),
});
