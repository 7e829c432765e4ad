/** How a job fared last: progress and finding. */
export const sql = `
ALTER TABLE jobs ADD COLUMN vitals TEXT;
`;
