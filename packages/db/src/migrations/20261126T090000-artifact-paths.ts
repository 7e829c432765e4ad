/** Artifacts by their paths, so that a directory of them is listed without reading the others. */
export const sql = `
CREATE INDEX artifactsByPath ON artifacts (jobUid, unit, kind, directory, attempt, file, task);
`;
