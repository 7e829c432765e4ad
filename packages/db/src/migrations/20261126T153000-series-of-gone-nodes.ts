/** Which jobs ran on a node decides how long the node's samples are kept: asked for each node that went. */
export const sql = `
CREATE INDEX allocationsOfNode ON allocations (nodeUid, jobUid);
`;
