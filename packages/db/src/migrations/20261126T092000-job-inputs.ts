/** Which jobs' outputs a job reads, by uid: their names may be used again. */
export const sql = `
ALTER TABLE jobs ADD COLUMN inputs TEXT NOT NULL DEFAULT '{}';
`;
