/** Who failed first in an attempt, and how the set-up task of a node failed. */
export const sql = `
ALTER TABLE attempts ADD COLUMN culprit TEXT;
ALTER TABLE nodes ADD COLUMN setup TEXT;
ALTER TABLE nodes ADD COLUMN setupRound INTEGER NOT NULL DEFAULT 0;
`;
