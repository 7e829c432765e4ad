/** Living units of a job, jobs on their way out, who waits for whom, and how many jobs wait: each found without a scan. */
export const sql = `
CREATE INDEX unitsOfJobLive ON units (jobUid, "index") WHERE state IN ('queued', 'running');
DROP INDEX allocationsOfJob;
CREATE INDEX allocationsOfUnit ON allocations (jobUid, unit);
CREATE INDEX jobsDeleting ON jobs (state) WHERE deleting = 1;
CREATE TABLE jobDependents (
  jobUid TEXT NOT NULL, dependentUid TEXT NOT NULL, PRIMARY KEY (jobUid, dependentUid)
) STRICT, WITHOUT ROWID;
CREATE TABLE waitingJobs (
  scope TEXT NOT NULL, key TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;
INSERT INTO waitingJobs SELECT 'workspace', workspaceUid, count(*) FROM jobs WHERE state = 'queued' GROUP BY workspaceUid;
INSERT INTO waitingJobs SELECT 'user', createdBy, count(*) FROM jobs WHERE state = 'queued' GROUP BY createdBy;
CREATE TRIGGER jobsWaitFromInsert AFTER INSERT ON jobs WHEN NEW.state = 'queued' BEGIN
  INSERT INTO waitingJobs VALUES ('workspace', NEW.workspaceUid, 1) ON CONFLICT DO UPDATE SET count = count + 1;
  INSERT INTO waitingJobs VALUES ('user', NEW.createdBy, 1) ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER jobsWaitAgain AFTER UPDATE OF state ON jobs WHEN NEW.state = 'queued' AND OLD.state <> 'queued' BEGIN
  INSERT INTO waitingJobs VALUES ('workspace', NEW.workspaceUid, 1) ON CONFLICT DO UPDATE SET count = count + 1;
  INSERT INTO waitingJobs VALUES ('user', NEW.createdBy, 1) ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER jobsWaitNoMore AFTER UPDATE OF state ON jobs WHEN OLD.state = 'queued' AND NEW.state <> 'queued' BEGIN
  UPDATE waitingJobs SET count = count - 1 WHERE scope = 'workspace' AND key = OLD.workspaceUid;
  UPDATE waitingJobs SET count = count - 1 WHERE scope = 'user' AND key = OLD.createdBy;
END;
`;
