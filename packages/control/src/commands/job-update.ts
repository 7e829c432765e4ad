import { Fault } from '@trainyard/contracts/errors';
import { blockedBy } from '../scheduling/unit-feed.ts';
import type { Command } from './command.ts';
import { asObject, jobOf } from './find.ts';

/** Changes the priority of a job that waits, holds it or lets it go. One that runs or is over cannot be changed so. */
export const jobUpdate: Command<'job.update'> = {
  verb: 'update',
  locate: (tx, { uid }) => asObject('job', jobOf(tx, uid)),
  run(tx, { uid, change }) {
    const job = jobOf(tx, uid);
    if (job.state !== 'queued' || job.deleting) throw new Fault('NotWaiting', { name: job.name, state: job.state });
    const { schedulingPriority = job.spec.schedulingPriority, held = job.held } = change;
    const spec = { ...job.spec, schedulingPriority };
    const blocked = blockedBy({ ...job, held });
    // What a hold hid is said again by the next pass.
    const reasons = blocked ? [blocked] : job.held ? [] : job.reasons;
    tx.update('job', uid, { spec, held, reasons }, 'job.updated');
    return { uid };
  },
};
