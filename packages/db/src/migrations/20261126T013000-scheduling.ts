/** Queues, shares, arrays, holds, reservations, limits and receipts of pre-emptions. */
export const sql = `
ALTER TABLE clusters ADD COLUMN hindrance TEXT;
ALTER TABLE nodes ADD COLUMN labels TEXT NOT NULL DEFAULT '{}';
ALTER TABLE nodes ADD COLUMN reclaimAt INTEGER;
ALTER TABLE jobs ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN dependencies TEXT NOT NULL DEFAULT '[]';
ALTER TABLE jobs ADD COLUMN shards TEXT;
ALTER TABLE jobs ADD COLUMN forecast TEXT;
ALTER TABLE jobs ADD COLUMN preemptions INTEGER NOT NULL DEFAULT 0;
ALTER TABLE units ADD COLUMN startedAt INTEGER;
ALTER TABLE units ADD COLUMN checkpointAt INTEGER;
ALTER TABLE units ADD COLUMN stopping INTEGER NOT NULL DEFAULT 0;
ALTER TABLE units ADD COLUMN avoid TEXT NOT NULL DEFAULT '[]';
ALTER TABLE tasks ADD COLUMN grace INTEGER;
CREATE TABLE reservations (
  uid TEXT PRIMARY KEY, path TEXT NOT NULL, workspaceUid TEXT NOT NULL, revision INTEGER NOT NULL, createdAt INTEGER NOT NULL,
  clusterUid TEXT NOT NULL, name TEXT NOT NULL, nameKey TEXT NOT NULL, nodeCount INTEGER NOT NULL, forUid TEXT, "from" INTEGER NOT NULL,
  "to" INTEGER, createdBy TEXT NOT NULL, UNIQUE (clusterUid, nameKey)
) STRICT;
CREATE TABLE limits (
  uid TEXT PRIMARY KEY, path TEXT NOT NULL, workspaceUid TEXT NOT NULL, revision INTEGER NOT NULL, createdAt INTEGER NOT NULL,
  scope TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL, limits TEXT NOT NULL, UNIQUE (scope, key)
) STRICT;
CREATE TABLE preemptions (
  uid TEXT PRIMARY KEY, path TEXT NOT NULL, workspaceUid TEXT NOT NULL, revision INTEGER NOT NULL, createdAt INTEGER NOT NULL,
  clusterUid TEXT NOT NULL, jobUid TEXT NOT NULL, unit INTEGER NOT NULL, attempt INTEGER NOT NULL, takerUid TEXT, nodes TEXT NOT NULL,
  why TEXT NOT NULL, at INTEGER NOT NULL, stoppedAt INTEGER, lostMs INTEGER NOT NULL, checkpointAt INTEGER, resumedAt INTEGER
) STRICT;
CREATE INDEX preemptionsOfVictim ON preemptions (jobUid, at);
CREATE INDEX preemptionsOfTaker ON preemptions (takerUid, at) WHERE takerUid IS NOT NULL;
`;
