/** What forecasts of a start say now, and how those of the past came out. Pure. */
import type { ForecastScore, StartForecast } from '@trainyard/contracts/standing';

/** The newer of what came with the job and what came with the explanation; null where there is none. */
export function newest(
  one: StartForecast | null | undefined,
  other: StartForecast | null | undefined,
): StartForecast | null {
  if (!one || !other) return one ?? other ?? null;
  return one.at >= other.at ? one : other;
}

export interface ScorePoint {
  jobUid: string;
  /** ms from the forecast to its p90, and to the start that came. */
  p90: number;
  came: number;
  late: boolean;
}

export interface ScorePlot {
  points: ScorePoint[];
  /** Where both axes end, ms. */
  end: number;
}

const minutes = [
  ...[1, 2, 5, 10, 15, 30, 45, 60, 90],
  ...[2, 3, 4, 6, 8, 12, 18, 24, 36, 48, 72].map((hours) => hours * 60),
];
const round = [10_000, 30_000, ...minutes.map((each) => each * 60_000)];

/** The first round time that is no shorter, ms. */
export const roundUp = (ms: number): number =>
  round.find((each) => each >= ms) ?? Math.ceil(ms / 86_400_000) * 86_400_000;

/** Past starts on two equal axes: whatever lies under the diagonal came before its p90. */
export function scorePlot(recent: ForecastScore['recent']): ScorePlot {
  const points = recent.map(({ jobUid, madeAt, p90, startedAt }) => ({
    jobUid,
    p90: Math.max(0, p90 - madeAt),
    came: Math.max(0, startedAt - madeAt),
    late: startedAt > p90,
  }));
  const most = Math.max(0, ...points.flatMap(({ p90, came }) => [p90, came]));
  return { points, end: roundUp(most) };
}
