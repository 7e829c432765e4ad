/** Answers to who submitted many jobs at once with a key. */
export const sql = `
CREATE TABLE submissions (experimentUid TEXT NOT NULL, actor TEXT NOT NULL, key TEXT NOT NULL, hash TEXT NOT NULL, at INTEGER NOT NULL,
  uids TEXT NOT NULL, PRIMARY KEY (experimentUid, actor, key)) STRICT, WITHOUT ROWID;
CREATE INDEX submissionsByAge ON submissions (at);
`;
