/**
 * Why attempts failed, by what they have in common. An attempt that failed and has no family yet waits for one: whoever reads logs
 * finds it by the partial index, also after a restart and in databases of an earlier version.
 */
export const sql = `
ALTER TABLE attempts ADD COLUMN failure TEXT;
ALTER TABLE attempts ADD COLUMN family TEXT;
CREATE INDEX attemptsByFamily ON attempts (workspaceUid, endedAt, family) WHERE family IS NOT NULL;
CREATE INDEX attemptsUnread ON attempts (endedAt) WHERE family IS NULL AND outcome IN ('failed', 'lost');
`;
