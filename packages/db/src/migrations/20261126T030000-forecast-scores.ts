/** First forecasts of jobs, and what came of them: how good forecasts are is shown, and learnt from. */
export const sql = `
CREATE TABLE forecastScores (
  jobUid TEXT PRIMARY KEY, workspaceUid TEXT NOT NULL, madeAt INTEGER NOT NULL, p50 INTEGER NOT NULL, p90 INTEGER NOT NULL,
  simulatedP50 INTEGER NOT NULL, simulatedP90 INTEGER NOT NULL, startedAt INTEGER
) STRICT;
`;
