/** What of a cluster's settings its nodes do not get as they are written. */
export const sql = `
ALTER TABLE clusters ADD COLUMN notes TEXT;
`;
