/** How many warnings and errors a log has: what the server counted, and what came since. Pure. */
import type { LogOverview } from '@trainyard/contracts/api/logs';
import { placeIn } from './hit-search.ts';
import type { Tally } from './level-tally.ts';

export interface Trouble {
  warnings: number;
  errors: number;
}

/** Counts each line once: what the server has counted is left out of what was looked at here. */
export function troubleOf(overviews: readonly (LogOverview | undefined)[], live: readonly Tally[]): Trouble {
  const sum = { warnings: 0, errors: 0 };
  for (const [stream, tally] of live.entries()) {
    const overview = overviews[stream];
    const known = overview?.lines ?? 0;
    sum.warnings += counted(overview?.warnings) + tally.warned - placeIn(tally.warnings, known);
    sum.errors += counted(overview?.errors) + tally.failed - placeIn(tally.errors, known);
  }
  return sum;
}

function counted(parts: readonly number[] = []): number {
  let sum = 0;
  for (const part of parts) sum += part;
  return sum;
}
