import { reason, sayReason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import { volumesUsed } from '../../volumes/used.ts';
import type { Step, StepContext } from '../step.ts';

/**
 * What the volumes of a task may take to store what is still cached: 300 GB at 100 MB/s. One that cannot be used has less, since only its
 * coming back would help; and so has a task that somebody ended.
 */
const drainMs = { most: 3_600_000, stopped: 600_000, failing: 30_000 } as const;
/** What a last look at the volumes of a task that failed may take. */
const lookMs = 5_000;

/** Stores what is still cached of the job's volumes and takes them away. What could not be stored makes a task fail that succeeded. */
export const unmount: Step = {
  name: 'unmount',
  when: 'always',
  async run(context) {
    const { record, volumes, detail, dropped } = context;
    await nameVolume(context);
    const total = volumes.all.length;
    if (total === 0) return;
    detail(reason('volumesLeaving', { total }));
    const mostMs = record.stop ? drainMs.stopped : drainMs.most;
    const lost = await volumes.unmount({ mostMs, failingMs: drainMs.failing, hurry: dropped });
    const [why] = lost.filter(({ code }) => code === 'volumeNotFlushed');
    if (why && record.outcome === 'succeeded') Object.assign(record, { outcome: 'failed', reason: why });
    detail(reason('volumesLeft', { total }));
  },
};

/** A failure names the volume that the task had and could not use; its exit code stays. */
async function nameVolume(context: StepContext): Promise<void> {
  const { record, volumes, dropped } = context;
  if (record.outcome !== 'failed' || record.reason === null || dropped.aborted) return;
  await volumes.look(lookMs);
  const [trouble] = volumesUsed(context).flatMap(({ planned, record: { trouble: found } }) =>
    found && found.at >= (record.steps[0]?.startedAt ?? 0) ? [{ label: planned.label, why: found.reason }] : [],
  );
  if (trouble && !isOf(record.reason, trouble.label)) {
    const what = sayReason(record.reason);
    record.reason = reason('failedWithVolume', { what, label: trouble.label, why: sayReason(trouble.why) });
  }
}

/** Whether a reason speaks of a volume already. */
function isOf({ code, params }: Text, label: string): boolean {
  return code.startsWith('volume') && params.label === label;
}
