/** What was found of a job while it ran, from when to when, by its events. Pure. */
import type { Attempt } from '@trainyard/contracts/attempt';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import { type Finding, type RecordedVitals, recordedVitals } from '@trainyard/contracts/vitals';

export interface FindingSpan {
  finding: Finding;
  attempt: number;
  /** Server's ms; null while it goes on. */
  until: number | null;
}

type Found = Pick<RecordedVitals, 'unit' | 'attempt' | 'finding'>;

/** `events`: those of the job itself, in their order. What an attempt ended with is over with the attempt. */
export function findingSpans(
  events: readonly Pick<TrainyardEvent, 'type' | 'at' | 'changed'>[],
  attempts: readonly Attempt[],
): FindingSpan[] {
  const spans: (FindingSpan & { unit: number })[] = [];
  for (const { type, at, changed } of events) {
    if (type !== 'job.findingBegan' && type !== 'job.findingEnded') continue;
    const found = readFound(changed.vitals);
    if (found === undefined) continue;
    const { unit, attempt, finding } = found;
    // One at a time stands out of a unit: the next takes the place of the one before.
    for (const span of spans)
      if (span.unit === unit && span.until === null) span.until = Math.max(span.finding.since, at);
    if (finding !== null) spans.push({ finding, attempt, unit, until: null });
  }
  return spans.map(({ finding, attempt, unit, until }) => {
    const ended = attempts.find((one) => one.unit === unit && one.number === attempt)?.phaseTimes.ended;
    return { finding, attempt, until: until ?? ended ?? null };
  });
}

/** A newer server may say what is not known here: that is left out. */
function readFound(vitals: unknown): Found | undefined {
  const read = recordedVitals.pick({ unit: true, attempt: true, finding: true }).safeParse(vitals);
  return read.success ? read.data : undefined;
}
