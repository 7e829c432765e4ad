import { openJobShell } from '../../ssh/job-shell.ts';
import type { Step } from '../step.ts';

/** Lets the nodes of a job reach each other by ssh. A job that does not use it must not fail for it. */
export const jobShell: Step = {
  name: 'ssh',
  when: 'forward',
  resumes: true,
  async run(context) {
    try {
      await openJobShell(context);
    } catch (error) {
      context.stopping.throwIfAborted();
      context.note(`ssh between the nodes of this job is not to be had: ${(error as Error).message}`);
    }
  },
};
