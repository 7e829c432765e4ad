/**
 * `jobFacts`: what jobs are listed, narrowed, sorted and counted by, kept by triggers. A row is a hundred bytes beside a job's kilobytes, and
 * those of a workspace lie together in the order of submission: a list in any order over 100,000 jobs is one walk over a few MB.
 * `turn` is the portal's order: 2 runs, 1 waits, 0 has ended.
 */
const values = (row: string) => `${row}.workspaceUid, ${row}."order", ${row}.uid,
  CASE ${row}.state WHEN 'running' THEN 2 WHEN 'terminating' THEN 2 WHEN 'queued' THEN 1 ELSE 0 END,
  ${row}.state, ${row}.createdAt, ${row}.startedAt, ${row}.endedAt, ${row}.exitCode, ${row}.held, ${row}.deleting,
  CASE json_extract(${row}.spec, '$.schedulingPriority') WHEN 'high' THEN 2 WHEN 'low' THEN 0 ELSE 1 END,
  json_extract(${row}.spec, '$.nodeCount'), ${row}.nameKey, ${row}.experimentUid,
  coalesce((SELECT nameKey FROM experiments WHERE uid = ${row}.experimentUid), ''), ${row}.clusterUid,
  coalesce((SELECT nameKey FROM clusters WHERE uid = ${row}.clusterUid), ''), ${row}.createdBy, ${row}.family, ${row}.tags,
  lower(${row}.name || char(10) || coalesce((SELECT name FROM experiments WHERE uid = ${row}.experimentUid), '') || char(10) ||
    ${row}.createdBy || char(10) || ${row}.tags)`;

export const sql = `
ALTER TABLE jobs ADD COLUMN failure TEXT;
ALTER TABLE jobs ADD COLUMN family TEXT;
CREATE TABLE jobFacts (workspaceUid TEXT NOT NULL, "order" INTEGER NOT NULL, jobUid TEXT NOT NULL, turn INTEGER NOT NULL, state TEXT NOT NULL,
  createdAt INTEGER NOT NULL, startedAt INTEGER, endedAt INTEGER, exitCode INTEGER, held INTEGER NOT NULL, deleting INTEGER NOT NULL,
  priority INTEGER NOT NULL, nodes INTEGER, nameKey TEXT NOT NULL, experimentUid TEXT NOT NULL, experimentKey TEXT NOT NULL,
  clusterUid TEXT NOT NULL, clusterKey TEXT NOT NULL, owner TEXT NOT NULL, family TEXT, tags TEXT NOT NULL, words TEXT NOT NULL,
  PRIMARY KEY (workspaceUid, "order", jobUid)) STRICT, WITHOUT ROWID;
INSERT INTO jobFacts SELECT ${values('jobs')} FROM jobs ORDER BY workspaceUid, "order";
CREATE INDEX jobFactsByTurn ON jobFacts (workspaceUid, turn, "order", state);
CREATE INDEX jobFactsCured ON jobFacts (workspaceUid, experimentUid, nameKey) WHERE state = 'succeeded';
CREATE TRIGGER jobFactsMade AFTER INSERT ON jobs BEGIN
  INSERT INTO jobFacts SELECT ${values('NEW')};
END;
CREATE TRIGGER jobFactsMoved AFTER UPDATE OF state, startedAt, endedAt, exitCode, held, deleting, family ON jobs BEGIN
  UPDATE jobFacts SET state = NEW.state, startedAt = NEW.startedAt, endedAt = NEW.endedAt, exitCode = NEW.exitCode, held = NEW.held,
    deleting = NEW.deleting, family = NEW.family,
    turn = CASE NEW.state WHEN 'running' THEN 2 WHEN 'terminating' THEN 2 WHEN 'queued' THEN 1 ELSE 0 END
  WHERE workspaceUid = NEW.workspaceUid AND "order" = NEW."order" AND jobUid = NEW.uid;
END;
CREATE TRIGGER jobFactsPriority AFTER UPDATE OF spec ON jobs BEGIN
  UPDATE jobFacts SET priority = CASE json_extract(NEW.spec, '$.schedulingPriority') WHEN 'high' THEN 2 WHEN 'low' THEN 0 ELSE 1 END
  WHERE workspaceUid = NEW.workspaceUid AND "order" = NEW."order" AND jobUid = NEW.uid;
END;
CREATE TRIGGER jobFactsGone AFTER DELETE ON jobs BEGIN
  DELETE FROM jobFacts WHERE workspaceUid = OLD.workspaceUid AND "order" = OLD."order" AND jobUid = OLD.uid;
END;
CREATE TABLE views (uid TEXT PRIMARY KEY, path TEXT NOT NULL, workspaceUid TEXT NOT NULL, revision INTEGER NOT NULL, createdAt INTEGER NOT NULL,
  name TEXT NOT NULL, nameKey TEXT NOT NULL, query TEXT NOT NULL, createdBy TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX viewsByName ON views (workspaceUid, nameKey);
`;
