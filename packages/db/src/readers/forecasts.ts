import type { ForecastScore } from '@trainyard/contracts/standing';
import type { Connection } from '../open.ts';
import type { ReadDb } from './read-db.ts';

/** Starts that are scored: those kept. */
export const scoresMost = 1_000;

type Scored = ForecastScore['recent'][number];

/** How good forecasts were over the newest starts, of one workspace or (null) of all. */
export function forecastScore(db: ReadDb, { workspaceUid }: { workspaceUid: string | null }): ForecastScore {
  return scoreOf(db.connection, workspaceUid);
}

/** The same, for whoever has a connection of its own. */
export function scoreOf(connection: Connection, workspaceUid: string | null): ForecastScore {
  const scope = workspaceUid === null ? '' : 'AND workspaceUid = ?';
  const newest = connection
    .prepare(
      `SELECT jobUid, madeAt, p50, p90, startedAt FROM forecastScores WHERE startedAt IS NOT NULL ${scope}
       ORDER BY startedAt DESC, jobUid DESC LIMIT ${scoresMost}`,
    )
    .all(...(workspaceUid === null ? [] : [workspaceUid])) as Scored[];
  const share = (key: 'p50' | 'p90') =>
    newest.length === 0 ? null : newest.filter((one) => one.startedAt <= one[key]).length / newest.length;
  const errors = newest.map(({ p50, startedAt }) => Math.abs(startedAt - p50)).sort((a, b) => a - b);
  return {
    count: newest.length,
    beforeP50: share('p50'),
    beforeP90: share('p90'),
    medianErrorMs: errors[errors.length >> 1] ?? null,
    recent: newest.reverse(),
  };
}
