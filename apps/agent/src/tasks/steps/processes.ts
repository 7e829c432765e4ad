import { connectJobShell } from '../../ssh/job-shell.ts';
import { awaitLaunched } from '../await-launched.ts';
import { launch } from '../launch.ts';
import type { Step } from '../step.ts';

/** Starts every process of the task on this node, or takes over those of an earlier agent; those of a launcher as it starts them. */
export const processes: Step = {
  name: 'processes',
  when: 'forward',
  resumes: true,
  async run(context) {
    const { record } = context;
    record.prepared = true;
    record.phase = 'running';
    context.checkpoints.start();
    connectJobShell(context);
    for (const [index, planned] of record.plan.processes.entries()) {
      const process = record.processes[index];
      if (!process) throw new Error(`the journal has no process ${index}`);
      if (process.state === 'exited') context.logs.add('run', index);
      else if (planned.startedBy === 'launcher') awaitLaunched(context, process);
      else context.running.set(index, await launch(context, { phase: 'run', record: process, planned }));
    }
  },
};
