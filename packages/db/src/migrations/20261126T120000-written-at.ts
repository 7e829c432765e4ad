/** When somebody last wrote a resource, as against what became of it since. */
export const sql = `
ALTER TABLE workspaces ADD COLUMN writtenAt INTEGER;
ALTER TABLE experiments ADD COLUMN writtenAt INTEGER;
ALTER TABLE clusters ADD COLUMN writtenAt INTEGER;
`;
