import { Fault } from '@trainyard/contracts/errors';
import type { BulkDone } from '@trainyard/contracts/job-list';
import { isTerminal, jobMoves } from '@trainyard/contracts/lifecycles';
import { freeName } from '@trainyard/contracts/next-name';
import type { JobRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import type { CommandInput } from '../interface.ts';
import { isStopping } from '../scheduling/unit-feed.ts';
import type { Command, CommandPorts } from './command.ts';
import { asObject, workspaceOf } from './find.ts';
import { deleteJob } from './job-delete.ts';
import { jobResubmit } from './job-resubmit.ts';
import { terminateJob } from './job-terminate.ts';
import { jobUpdate } from './job-update.ts';

type Input = CommandInput<'job.many'>;
type Done = BulkDone['done'][number];

/** One verb for many jobs of a workspace. A job that refuses is answered with why; nothing else is undone for it. */
export const jobMany: Command<'job.many'> = {
  // Whoever may not do it is turned away at the door by the route's own verb; here stands the least of the four.
  verb: 'update',
  locate: (tx, { workspaceUid }) => ({ ...asObject('workspace', workspaceOf(tx, workspaceUid)), workspaceUid }),
  run(tx, input, ports) {
    const done: Done[] = [];
    const refused: BulkDone['refused'] = [];
    for (const uid of input.uids) {
      const job = tx.get('job', uid);
      // One of another workspace is not there; one that is gone needs nothing more.
      if (job?.workspaceUid !== input.workspaceUid) continue;
      try {
        done.push(doTo(tx, job, input, ports));
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        refused.push({ uid, name: job.name, why: { code: error.code, params: error.params } });
      }
    }
    return { done, refused };
  },
};

function doTo(tx: Tx, job: JobRow, input: Input, ports: CommandPorts): Done {
  const { uid, name, held } = job;
  const over = isTerminal(jobMoves, job.state);
  if (job.deleting) throw new Fault('BeingDeleted', { kind: 'job', name });
  switch (input.verb) {
    case 'terminate':
      if (over || isStopping(job)) throw new Fault('AlreadySo', { name });
      terminateJob(tx, job);
      return { uid, name };
    case 'delete':
      if (!over) throw new Fault('NotEnded', { name, state: job.state });
      deleteJob(tx, uid);
      return { uid, name };
    case 'resubmit': {
      if (!over) throw new Fault('NotEnded', { name, state: job.state });
      const made = nameFor(tx, job);
      const result = jobResubmit.run(tx, { uid, name: made }, ports);
      return { uid, name, made: { uid: result.uid, name: made } };
    }
    case 'update': {
      const { change } = input;
      const { schedulingPriority } = job.spec;
      const same =
        (change.held ?? held) === held && (change.schedulingPriority ?? schedulingPriority) === schedulingPriority;
      if (same) throw new Fault('AlreadySo', { name });
      jobUpdate.run(tx, { uid, change }, ports);
      return { uid, name, before: { held, schedulingPriority } };
    }
  }
}

function nameFor(tx: Tx, { experimentUid, name }: JobRow): string {
  return freeName(name, (nameKey) => tx.where('job', { experimentUid, nameKey }).length > 0);
}
