/**
 * Lists of jobs in other orders than that of submission. What a job has only once it started or ended, and a priority that is not the usual one,
 * have partial indexes, and so have those that failed: a submission writes to none of them. Orders by what never changes are kept by the reader, which must know
 * what went: `jobsGone` tells it of the newest 100,000.
 */
export const sql = `
CREATE INDEX jobFactsByStart ON jobFacts (workspaceUid, startedAt, "order") WHERE startedAt IS NOT NULL;
CREATE INDEX jobFactsByEnd ON jobFacts (workspaceUid, endedAt, "order") WHERE endedAt IS NOT NULL;
CREATE INDEX jobFactsByDuration ON jobFacts (workspaceUid, (endedAt - startedAt), "order") WHERE endedAt - startedAt IS NOT NULL;
CREATE INDEX jobFactsByExit ON jobFacts (workspaceUid, exitCode, "order") WHERE exitCode IS NOT NULL;
CREATE INDEX jobFactsByPriority ON jobFacts (workspaceUid, priority, "order") WHERE priority <> 1;
CREATE INDEX jobFactsFailed ON jobFacts (workspaceUid, "order") WHERE state = 'failed';
CREATE TABLE jobsGone (id INTEGER PRIMARY KEY AUTOINCREMENT, workspaceUid TEXT NOT NULL, "order" INTEGER NOT NULL) STRICT;
CREATE TRIGGER jobsGoneNoted AFTER DELETE ON jobs BEGIN
  INSERT INTO jobsGone (workspaceUid, "order") VALUES (OLD.workspaceUid, OLD."order");
  DELETE FROM jobsGone WHERE id <= last_insert_rowid() - 100000;
END;
`;
