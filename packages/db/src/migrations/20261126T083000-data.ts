/** Storage accounts, file servers, the volumes of nodes, and how long things are kept. */
export const sql = `
ALTER TABLE workspaces ADD COLUMN retention TEXT NOT NULL DEFAULT '{}';
ALTER TABLE jobs ADD COLUMN pruned TEXT NOT NULL DEFAULT '{}';
ALTER TABLE nodes ADD COLUMN volumes TEXT NOT NULL DEFAULT '[]';
CREATE TABLE storageAccounts (
  uid TEXT PRIMARY KEY, path TEXT NOT NULL, workspaceUid TEXT NOT NULL, revision INTEGER NOT NULL, createdAt INTEGER NOT NULL,
  name TEXT NOT NULL, nameKey TEXT NOT NULL UNIQUE, backing TEXT NOT NULL, credentials TEXT NOT NULL, workspaces TEXT,
  createdBy TEXT NOT NULL
) STRICT;
CREATE TABLE fileServers (
  uid TEXT PRIMARY KEY, path TEXT NOT NULL, workspaceUid TEXT NOT NULL, revision INTEGER NOT NULL, createdAt INTEGER NOT NULL,
  name TEXT NOT NULL, nameKey TEXT NOT NULL, spec TEXT NOT NULL, state TEXT NOT NULL, stateAt INTEGER NOT NULL, place TEXT,
  bytesUsed INTEGER, errors TEXT NOT NULL, notes TEXT NOT NULL, createdBy TEXT NOT NULL,
  UNIQUE (workspaceUid, nameKey)
) STRICT;
`;
