import type { Connection } from '@trainyard/db/open';
import { scoresMost } from '@trainyard/db/readers/forecasts';

/** The first forecast of a job's start: as it was told, and as it was simulated. ms since 1970. */
export interface FirstForecast {
  jobUid: string;
  workspaceUid: string;
  madeAt: number;
  p50: number;
  p90: number;
  simulatedP50: number;
  simulatedP90: number;
}

const columns = 'jobUid, workspaceUid, madeAt, p50, p90, simulatedP50, simulatedP90';

/** First forecasts whose jobs have not started. */
export function openForecasts(connection: Connection): FirstForecast[] {
  return connection.prepare(`SELECT ${columns} FROM forecastScores WHERE startedAt IS NULL`).all() as FirstForecast[];
}

/** Forecasts that came to a start, oldest start first. */
export function closedForecasts(connection: Connection): (FirstForecast & { startedAt: number })[] {
  const rows = connection
    .prepare(
      `SELECT ${columns}, startedAt FROM forecastScores WHERE startedAt IS NOT NULL ORDER BY startedAt DESC LIMIT ${scoresMost}`,
    )
    .all() as (FirstForecast & { startedAt: number })[];
  return rows.reverse();
}

export function keepForecast(connection: Connection, forecast: FirstForecast): void {
  connection
    .prepare(
      `INSERT OR IGNORE INTO forecastScores (${columns}, startedAt)
       VALUES (@jobUid, @workspaceUid, @madeAt, @p50, @p90, @simulatedP50, @simulatedP90, NULL)`,
    )
    .run(forecast);
}

/** What became of jobs: when they started, or null for those that never will. Only the newest scores are kept. */
export function closeForecasts(connection: Connection, ends: ReadonlyMap<string, number | null>): void {
  const start = connection.prepare('UPDATE forecastScores SET startedAt = ? WHERE jobUid = ? AND startedAt IS NULL');
  const forget = connection.prepare('DELETE FROM forecastScores WHERE jobUid = ? AND startedAt IS NULL');
  for (const [jobUid, startedAt] of ends) {
    if (startedAt === null) forget.run(jobUid);
    else start.run(startedAt, jobUid);
  }
  connection
    .prepare(
      `DELETE FROM forecastScores WHERE startedAt IS NOT NULL AND jobUid NOT IN
       (SELECT jobUid FROM forecastScores WHERE startedAt IS NOT NULL ORDER BY startedAt DESC LIMIT ${scoresMost})`,
    )
    .run();
}
