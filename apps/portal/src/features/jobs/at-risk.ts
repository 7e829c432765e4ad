/** What would be lost of a running job if it were stopped now, and when it next saves itself. Pure. */
import type { Artifact } from '@trainyard/contracts/artifact';
import type { Attempt } from '@trainyard/contracts/attempt';
import { instant } from './job-facts.ts';

export interface AtRisk {
  /** ms of work since it last saved itself, or since it began to run. */
  ms: number;
  /** Server's ms of its last checkpoint; null while it has none in this attempt. */
  checkpointAt: number | null;
  /** Usual ms between two checkpoints; null before there were three. */
  every: number | null;
  /** Hardly anything is lost now: it saved itself a moment ago. */
  safe: boolean;
}

/** Without a known rhythm: shorter than anybody needs to decide. */
const safeMs = 30_000;
/** Of the time between two checkpoints. */
const safeShare = 0.2;
/** Files of one checkpoint are stored within this. */
const together = 5_000;

/** Null for an attempt that does not run. */
export function atRisk(attempt: Attempt | undefined, files: readonly Artifact[], now: number): AtRisk | null {
  const began = attempt?.phaseTimes.running;
  if (attempt === undefined || began === undefined || attempt.phaseTimes.ended !== undefined) return null;
  const times = files
    .filter((file) => file.kind === 'checkpoint' && file.attempt === attempt.number && file.unit === attempt.unit)
    .flatMap(({ storedAt }) => instant(storedAt) ?? [])
    .sort((a, b) => a - b)
    .filter((at, place, all) => place === all.length - 1 || (all[place + 1] as number) - at > together);
  const checkpointAt = times.at(-1) ?? null;
  const steps = times.slice(1).map((at, place) => at - (times[place] as number));
  const every = steps.length < 2 ? null : (steps.toSorted((a, b) => a - b)[steps.length >> 1] ?? null);
  const ms = Math.max(0, now - (checkpointAt ?? began));
  return { ms, checkpointAt, every, safe: checkpointAt !== null && ms <= Math.max(safeMs, (every ?? 0) * safeShare) };
}
