import type { Step } from '../step.ts';

/** Waits until every byte of every stream is on the server's disk. */
export const logs: Step = {
  name: 'logs',
  when: 'always',
  resumes: true,
  async run(context) {
    await context.logs.finish();
  },
};
