/** Which contents jobs name, and until when what ended jobs left is kept. */
export const sql = `
CREATE TABLE jobFiles (sha256 TEXT NOT NULL, jobUid TEXT NOT NULL, PRIMARY KEY (sha256, jobUid)) STRICT, WITHOUT ROWID;
CREATE INDEX jobFilesOfJob ON jobFiles (jobUid);
CREATE TRIGGER jobFilesNamed AFTER INSERT ON jobs BEGIN
  INSERT OR IGNORE INTO jobFiles (sha256, jobUid)
    SELECT json_extract(value, '$.sha256'), NEW.uid FROM json_each(NEW.spec, '$.files')
    WHERE json_extract(value, '$.sha256') IS NOT NULL;
END;
CREATE TRIGGER jobFilesForgotten AFTER DELETE ON jobs BEGIN
  DELETE FROM jobFiles WHERE jobUid = OLD.uid;
END;
INSERT OR IGNORE INTO jobFiles (sha256, jobUid)
  SELECT json_extract(value, '$.sha256'), jobs.uid FROM jobs, json_each(jobs.spec, '$.files')
  WHERE json_extract(value, '$.sha256') IS NOT NULL;

CREATE TABLE keptParts (rule TEXT NOT NULL, what TEXT NOT NULL, at INTEGER NOT NULL, jobUid TEXT NOT NULL,
  PRIMARY KEY (rule, what, at, jobUid)) STRICT, WITHOUT ROWID;
INSERT INTO keptParts (rule, what, at, jobUid)
  SELECT workspaceUid, parts.value, endedAt, uid FROM jobs, json_each('["logs","outputs","series"]') AS parts WHERE endedAt IS NOT NULL;

CREATE INDEX artifactsOfWorkspace ON artifacts (workspaceUid, sha256, bytes);
CREATE INDEX blobsByAge ON blobs (storedAt);
`;
