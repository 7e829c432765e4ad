/** That a node is drained, by whom, and until when its jobs may go on: JSON, kept so that a deadline outlives the server. */
export const sql = `
ALTER TABLE nodes ADD COLUMN drain TEXT;
`;
