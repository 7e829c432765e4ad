import type { RecordedVitals } from '@trainyard/contracts/vitals';
import type { Command } from './command.ts';
import { asObject, jobOf } from './find.ts';

/**
 * Keeps how a job fared last: a finding that begins or ends is news, the last progress of an attempt is kept with the job. What
 * comes late, of an attempt before the one that is known, changes nothing.
 */
export const jobFare: Command<'job.fare'> = {
  verb: 'report',
  locate: (tx, { uid }) => asObject('job', jobOf(tx, uid)),
  run(tx, { uid, vitals }) {
    const { vitals: before } = jobOf(tx, uid);
    const stale = before?.unit === vitals.unit && before.attempt > vitals.attempt;
    if (!stale) tx.update('job', uid, { vitals }, typeOf(before, vitals));
    return { uid };
  },
};

/** A finding that only grew older is the same one. */
function typeOf(
  before: RecordedVitals | null,
  { unit, attempt, finding }: RecordedVitals,
): 'job.findingBegan' | 'job.findingEnded' | 'job.updated' {
  const same = before?.unit === unit && before.attempt === attempt;
  const known = same ? before.finding : null;
  if (finding !== null && keyOf(finding) !== keyOf(known)) return 'job.findingBegan';
  return finding === null && known !== null ? 'job.findingEnded' : 'job.updated';
}

const keyOf = (finding: RecordedVitals['finding']): string =>
  finding === null ? '' : `${finding.kind} ${finding.ranks.join(',')}`;
