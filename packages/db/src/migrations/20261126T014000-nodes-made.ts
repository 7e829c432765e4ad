/** How many nodes a cluster had at a moment is counted from its nodes' first and last events, without reading the others. */
export const sql = `
CREATE INDEX eventsOfNodesMade ON events (clusterUid, seq, type) WHERE type IN ('node.created', 'node.deleted');
`;
