import type { Command } from 'commander';
import { confirm } from '../confirm.ts';
import type { Context } from '../context.ts';
import { exitCodeOf, exitCodes, messageOf } from '../failure.ts';
import { statusLine } from '../output/status-line.ts';
import { isInteractive } from '../terminal.ts';
import type { Cli } from '../verb.ts';
import { readDeclared } from './declared.ts';
import { kinds } from './kinds.ts';
import { type DeclaredOptions, pathsOf, withFiles } from './options.ts';
import { fieldOf, planOf, type Step } from './plan.ts';
import { nameOfStep, planText, planTsv, stepJson, summary } from './report.ts';

interface Options extends DeclaredOptions {
  yes?: boolean;
}

/** What became of a step. */
type Done = 'created' | 'changed' | 'unchanged' | 'failed' | 'not reached';

/** `apply`: the plan, a question, then each step in order of dependence; says what was done when one fails. */
export function verb(apply: Command, cli: Cli): void {
  withFiles(apply)
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', '\nNothing is deleted. What cannot change is told before anything is done: exit code 4.')
    .action(
      cli.verb(async (context, options: Options) => {
        const declared = await readDeclared(context, pathsOf(options), options.recursive);
        const steps = await planOf(context, declared);
        const changing = steps.filter(({ action }) => action !== 'same');
        if (steps.some(({ action }) => action === 'cannot')) return refuse(context, steps);
        // A script that prints JSON gets the end only; people see what they are asked about.
        if (changing.length > 0 && !options.yes) {
          if (isInteractive(context.terminal)) context.terminal.err.write(planText(steps, context.coloured));
          await confirm(context, `make it so: ${summary(steps)}`, options.yes);
        }
        await carryOut(context, steps);
      }),
    );
}

/** Half of what files say is rarely what anybody wants. */
function refuse(context: Context, steps: readonly Step[]): void {
  print(context, steps, () => 'not reached');
  context.note('nothing was done: what is marked ! cannot be changed in place');
  context.outcome.exitCode = exitCodes.refused;
}

async function carryOut(context: Context, steps: readonly Step[]): Promise<void> {
  const done = new Map<Step, Done>();
  const line = statusLine(context.terminal);
  let failure: { step: Step; error: unknown } | undefined;
  for (const [at, step] of steps.entries()) {
    line.show(`${at} of ${steps.length}: ${nameOfStep(step.of)}`);
    try {
      done.set(step, await perform(context, step));
    } catch (error) {
      done.set(step, 'failed');
      failure = { step, error };
      break;
    }
  }
  line.end();
  print(context, steps, (step) => done.get(step) ?? 'not reached');
  if (!failure) return;
  const did = [...done.values()].filter((what) => what === 'created' || what === 'changed').length;
  const left = steps.length - done.size;
  context.note(`${nameOfStep(failure.step.of)} (${failure.step.of.where}) failed: ${messageOf(failure.error)}`);
  context.outcome.exitCode = exitCodeOf(failure.error);
  context.note(
    `${did} done before it and kept, ${left} not reached: mend it and apply again, what is done is not done twice`,
  );
}

async function perform(context: Context, { of, action, changes }: Step): Promise<Done> {
  const kind = kinds[of.kind];
  if (action === 'create') {
    await kind.create(context, of);
    return 'created';
  }
  if (action === 'same') return 'unchanged';
  await kind.update(context, of, [...new Set(changes.map(({ path }) => fieldOf(path)))]);
  return 'changed';
}

function print(context: Context, steps: readonly Step[], done: (step: Step) => Done): void {
  context.print(
    steps.map((step) => stepJson(step, done(step))),
    (format) => {
      if (format === 'tsv') return planTsv(steps);
      const lines = steps.map((step) => `${nameOfStep(step.of)}: ${done(step)}`);
      return steps.some(({ action }) => action === 'cannot')
        ? planText(steps, context.coloured)
        : `${lines.join('\n')}\n`;
    },
  );
}
