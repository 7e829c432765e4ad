/** What jobs of a workspace held over the last day is asked for by the overview; what is held still is found by `allocationsHeld`. */
export const sql = `
CREATE INDEX allocationsEnded ON allocations (workspaceUid, "to") WHERE "to" IS NOT NULL;
`;
