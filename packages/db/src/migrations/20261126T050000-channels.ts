/** Channels into nodes and tasks that are open now. */
export const sql = `
CREATE TABLE channels (
  uid TEXT PRIMARY KEY, path TEXT NOT NULL, workspaceUid TEXT NOT NULL, revision INTEGER NOT NULL, createdAt INTEGER NOT NULL,
  clusterUid TEXT NOT NULL, nodeUid TEXT NOT NULL, jobUid TEXT, target TEXT NOT NULL, fence TEXT, command TEXT,
  terminal INTEGER NOT NULL, port INTEGER, openedBy TEXT NOT NULL
) STRICT;
`;
