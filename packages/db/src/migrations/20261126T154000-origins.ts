/** Which job another one was submitted again from: what it is compared with, and which failure it may have cured. */
export const sql = `
ALTER TABLE jobs ADD COLUMN resubmittedFrom TEXT;
CREATE INDEX jobsByOrigin ON jobs (json_extract(resubmittedFrom, '$.uid')) WHERE resubmittedFrom IS NOT NULL;
`;
