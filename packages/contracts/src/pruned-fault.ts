import { Fault } from './errors.ts';
import type { Kept, PrunedPart } from './retention.ts';
import { formatTime } from './times.ts';

const codes = { logs: 'LogsPruned', outputs: 'OutputsPruned', series: 'SeriesPruned' } as const;

/** The refusal to show what was removed from a job: says when, and by what rule. */
export function prunedFault(job: string, what: Kept, { at, keptFor, by }: PrunedPart): Fault {
  return new Fault(codes[what], { name: job, at: formatTime(at), keptFor, by });
}
