/** What was lost at the end of an attempt, and where the next one went on. Pure. */
import type { Artifact } from '@trainyard/contracts/artifact';
import type { Attempt } from '@trainyard/contracts/attempt';
import { instant } from '../job-facts.ts';

export interface Course {
  /** ms of running since the last checkpoint of the attempt (or since it began to run); null where nothing was lost, or it goes on. */
  lostMs: number | null;
  /** The newest checkpoint of an attempt before it, from which it could go on; null: it began anew. */
  resumed: { at: number; path: string; attempt: number } | null;
}

const lossless: ReadonlySet<string> = new Set(['succeeded']);

/** What became of the work of an attempt of one unit, by the checkpoints that were stored. */
export function courseOf(attempt: Attempt, files: readonly Artifact[]): Course {
  const saved = files
    .filter(({ kind, unit }) => kind === 'checkpoint' && unit === attempt.unit)
    .flatMap((file) => {
      const at = instant(file.storedAt);
      return at === null ? [] : [{ at, path: file.path, attempt: file.attempt }];
    })
    .sort((a, b) => a.at - b.at);
  const { running, stopping, ended } = attempt.phaseTimes;
  const stopped = stopping ?? ended;
  const lost =
    running !== undefined && stopped !== undefined && attempt.outcome !== null && !lossless.has(attempt.outcome);
  const own = saved.findLast((file) => file.attempt === attempt.number);
  return {
    lostMs: lost ? Math.max(0, stopped - Math.max(running, own?.at ?? 0)) : null,
    resumed: attempt.number > 1 ? (saved.findLast((file) => file.attempt < attempt.number) ?? null) : null,
  };
}
