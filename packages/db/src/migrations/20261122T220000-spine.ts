/** The first shape of the database. */
export const sql = `
CREATE TABLE workspaces (
  uid TEXT PRIMARY KEY, path TEXT NOT NULL, workspaceUid TEXT NOT NULL, revision INTEGER NOT NULL, createdAt INTEGER NOT NULL,
  subscription TEXT NOT NULL, resourceGroup TEXT NOT NULL, name TEXT NOT NULL, nameKey TEXT NOT NULL UNIQUE, location TEXT NOT NULL,
  tags TEXT NOT NULL, state TEXT NOT NULL, createdBy TEXT NOT NULL
) STRICT;
CREATE TABLE experiments (
  uid TEXT PRIMARY KEY, path TEXT NOT NULL, workspaceUid TEXT NOT NULL, revision INTEGER NOT NULL, createdAt INTEGER NOT NULL,
  name TEXT NOT NULL, nameKey TEXT NOT NULL, state TEXT NOT NULL, createdBy TEXT NOT NULL, UNIQUE (workspaceUid, nameKey)
) STRICT;
CREATE TABLE clusters (
  uid TEXT PRIMARY KEY, path TEXT NOT NULL, workspaceUid TEXT NOT NULL, revision INTEGER NOT NULL, createdAt INTEGER NOT NULL,
  name TEXT NOT NULL, nameKey TEXT NOT NULL, spec TEXT NOT NULL, tags TEXT NOT NULL, state TEXT NOT NULL,
  allocationState TEXT NOT NULL, allocationStateAt INTEGER NOT NULL, targetNodes INTEGER NOT NULL, targetReason TEXT, errors TEXT NOT NULL,
  nodesMade INTEGER NOT NULL, createdBy TEXT NOT NULL, UNIQUE (workspaceUid, nameKey)
) STRICT;
CREATE TABLE nodes (
  uid TEXT PRIMARY KEY, path TEXT NOT NULL, workspaceUid TEXT NOT NULL, revision INTEGER NOT NULL, createdAt INTEGER NOT NULL,
  clusterUid TEXT NOT NULL, ordinal INTEGER NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL, stateAt INTEGER NOT NULL,
  schedulable INTEGER NOT NULL, health TEXT NOT NULL, healthAt INTEGER NOT NULL, reason TEXT, intent TEXT NOT NULL,
  helloAt INTEGER, enrolled INTEGER NOT NULL, ready INTEGER NOT NULL, address TEXT, portFrom INTEGER, portTo INTEGER, agentVersion TEXT,
  found TEXT, capabilities TEXT, idleSince INTEGER, UNIQUE (clusterUid, ordinal)
) STRICT;
CREATE TABLE jobs (
  uid TEXT PRIMARY KEY, path TEXT NOT NULL, workspaceUid TEXT NOT NULL, revision INTEGER NOT NULL, createdAt INTEGER NOT NULL,
  experimentUid TEXT NOT NULL, clusterUid TEXT NOT NULL, name TEXT NOT NULL, nameKey TEXT NOT NULL, spec TEXT NOT NULL, tags TEXT NOT NULL,
  state TEXT NOT NULL, stateAt INTEGER NOT NULL, toolType TEXT NOT NULL, segment TEXT NOT NULL, "order" INTEGER NOT NULL,
  reasons TEXT NOT NULL, startedAt INTEGER, endedAt INTEGER, exitCode INTEGER, errors TEXT NOT NULL, stopBy TEXT,
  deleting INTEGER NOT NULL, createdBy TEXT NOT NULL, UNIQUE (experimentUid, nameKey)
) STRICT;
CREATE INDEX jobsByWorkspace ON jobs (workspaceUid, "order");
CREATE INDEX jobsByCluster ON jobs (clusterUid, state);
CREATE INDEX jobsLive ON jobs (state) WHERE state IN ('queued', 'running', 'terminating');
CREATE TABLE units (
  uid TEXT PRIMARY KEY, path TEXT NOT NULL, workspaceUid TEXT NOT NULL, revision INTEGER NOT NULL, createdAt INTEGER NOT NULL,
  jobUid TEXT NOT NULL, clusterUid TEXT NOT NULL, "index" INTEGER NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,
  failures INTEGER NOT NULL, losses INTEGER NOT NULL, notBefore INTEGER NOT NULL, ranMs INTEGER NOT NULL, UNIQUE (jobUid, "index")
) STRICT;
CREATE INDEX unitsLive ON units (state) WHERE state IN ('queued', 'running');
CREATE TABLE attempts (
  uid TEXT PRIMARY KEY, path TEXT NOT NULL, workspaceUid TEXT NOT NULL, revision INTEGER NOT NULL, createdAt INTEGER NOT NULL,
  jobUid TEXT NOT NULL, unit INTEGER NOT NULL, number INTEGER NOT NULL, phase TEXT NOT NULL, phaseTimes TEXT NOT NULL, outcome TEXT,
  exitCode INTEGER, reason TEXT, endedAt INTEGER, UNIQUE (jobUid, unit, number)
) STRICT;
CREATE TABLE tasks (
  uid TEXT PRIMARY KEY, path TEXT NOT NULL, workspaceUid TEXT NOT NULL, revision INTEGER NOT NULL, createdAt INTEGER NOT NULL,
  jobUid TEXT NOT NULL, unit INTEGER NOT NULL, attempt INTEGER NOT NULL, "index" INTEGER NOT NULL, nodeUid TEXT NOT NULL,
  clusterUid TEXT NOT NULL, phase TEXT NOT NULL, want TEXT NOT NULL, wantReason TEXT, go INTEGER NOT NULL, plan TEXT NOT NULL, report TEXT,
  gpuIds TEXT NOT NULL, outcome TEXT, exitCode INTEGER, reason TEXT, UNIQUE (jobUid, unit, attempt, "index")
) STRICT;
CREATE INDEX tasksOfNode ON tasks (nodeUid, phase) WHERE phase <> 'ended';
CREATE TABLE allocations (
  uid TEXT PRIMARY KEY, path TEXT NOT NULL, workspaceUid TEXT NOT NULL, revision INTEGER NOT NULL, createdAt INTEGER NOT NULL,
  nodeUid TEXT NOT NULL, clusterUid TEXT NOT NULL, jobUid TEXT NOT NULL, unit INTEGER NOT NULL, attempt INTEGER NOT NULL, task INTEGER NOT NULL,
  gpuIds TEXT NOT NULL, cpus REAL NOT NULL, memoryBytes INTEGER NOT NULL, "from" INTEGER NOT NULL, "to" INTEGER
) STRICT;
CREATE INDEX allocationsHeld ON allocations (nodeUid) WHERE "to" IS NULL;
CREATE INDEX allocationsOfJob ON allocations (jobUid);
CREATE TABLE artifacts (
  uid TEXT PRIMARY KEY, path TEXT NOT NULL, workspaceUid TEXT NOT NULL, revision INTEGER NOT NULL, createdAt INTEGER NOT NULL,
  jobUid TEXT NOT NULL, unit INTEGER NOT NULL, attempt INTEGER NOT NULL, task INTEGER NOT NULL, kind TEXT NOT NULL, directory TEXT NOT NULL,
  file TEXT NOT NULL, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL
) STRICT;
CREATE INDEX artifactsOfJob ON artifacts (jobUid, unit, kind);
CREATE INDEX artifactsByHash ON artifacts (sha256);
CREATE TABLE tokens (
  uid TEXT PRIMARY KEY, path TEXT NOT NULL, workspaceUid TEXT NOT NULL, revision INTEGER NOT NULL, createdAt INTEGER NOT NULL,
  name TEXT NOT NULL, hash TEXT NOT NULL UNIQUE, role TEXT NOT NULL, scopeUid TEXT, expiresAt INTEGER, revokedAt INTEGER
) STRICT;

CREATE TABLE events (
  seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, type TEXT NOT NULL, kind TEXT NOT NULL, uid TEXT NOT NULL, path TEXT NOT NULL,
  workspaceUid TEXT, clusterUid TEXT, jobUid TEXT, revision INTEGER NOT NULL, actor TEXT NOT NULL, cause INTEGER, changed TEXT NOT NULL
) STRICT;
CREATE INDEX eventsBySubject ON events (uid, seq);
CREATE INDEX eventsByWorkspace ON events (workspaceUid, seq);
CREATE INDEX eventsByCluster ON events (clusterUid, seq) WHERE clusterUid IS NOT NULL;
CREATE INDEX eventsByJob ON events (jobUid, seq) WHERE jobUid IS NOT NULL;
CREATE INDEX eventsByTime ON events (at);
CREATE TABLE checkpoints (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, state BLOB NOT NULL) STRICT;

CREATE TABLE sessions (hash TEXT PRIMARY KEY, tokenUid TEXT NOT NULL, csrf TEXT NOT NULL, createdAt INTEGER NOT NULL, expiresAt INTEGER NOT NULL) STRICT;
CREATE TABLE links (hash TEXT PRIMARY KEY, tokenUid TEXT NOT NULL, expiresAt INTEGER NOT NULL) STRICT;
CREATE TABLE joinTokens (hash TEXT PRIMARY KEY, nodeUid TEXT NOT NULL, expiresAt INTEGER NOT NULL) STRICT;
CREATE TABLE agentKeys (nodeUid TEXT PRIMARY KEY, publicKey TEXT NOT NULL) STRICT;
CREATE TABLE secrets (owner TEXT NOT NULL, name TEXT NOT NULL, sealed TEXT NOT NULL, PRIMARY KEY (owner, name)) STRICT;
CREATE TABLE blobs (sha256 TEXT PRIMARY KEY, bytes INTEGER NOT NULL, storedAt INTEGER NOT NULL) STRICT;
`;
