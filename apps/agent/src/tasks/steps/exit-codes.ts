import { judge } from '../explain.ts';
import { unlessStopped } from '../launch.ts';
import { helpersStay, type Verdict } from '../outcome.ts';
import type { Step, StepContext } from '../step.ts';

/** Waits until the exit codes say how the task ends. */
export const exitCodes: Step = {
  name: 'exit codes',
  when: 'forward',
  resumes: true,
  async run(context) {
    const { record } = context;
    const verdict = await waitForVerdict(context);
    record.outcome = verdict.outcome;
    record.exitCode = verdict.exitCode;
    record.reason = verdict.reason;
    if (verdict.outcome === 'succeeded' && helpersStay(record.plan)) await allEnd(context);
  },
};

async function waitForVerdict(context: StepContext): Promise<Verdict> {
  const { running, stopping } = context;
  const waiting = new Map([...running].map(([index, { exit }]) => [index, exit.then(() => index)]));
  for (;;) {
    const verdict = await judge(context);
    if (verdict) return verdict;
    // Only helpers that ended are left: what is missing now is the word to stop.
    const next = waiting.size > 0 ? Promise.race(waiting.values()) : new Promise<number>(() => {});
    waiting.delete(await unlessStopped(stopping, next));
  }
}

async function allEnd({ running, stopping }: StepContext): Promise<void> {
  await unlessStopped(stopping, Promise.all([...running.values()].map(({ exit }) => exit)));
}
