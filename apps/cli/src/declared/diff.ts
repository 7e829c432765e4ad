import type { Command } from 'commander';
import { exitCodes } from '../failure.ts';
import type { Cli } from '../verb.ts';
import { readDeclared } from './declared.ts';
import { type DeclaredOptions, pathsOf, withFiles } from './options.ts';
import { planOf } from './plan.ts';
import { planText, planTsv, stepJson } from './report.ts';

/** What `diff` of files ends with where something differs, as other programs of that name do. */
const differs = exitCodes.failed;

/** `diff`: what `apply` would do, object by object and field by field; changes nothing. */
export function verb(diff: Command, cli: Cli): void {
  withFiles(diff)
    .addHelpText(
      'after',
      '\nExit codes: 0 all is as the files say, 1 something differs or it failed, which stderr says, 2 usage, 4 refused',
    )
    .action(
      cli.verb(async (context, options: DeclaredOptions) => {
        const declared = await readDeclared(context, pathsOf(options), options.recursive);
        const steps = await planOf(context, declared);
        context.print(
          steps.map((step) => stepJson(step)),
          (format) => (format === 'tsv' ? planTsv(steps) : planText(steps, context.coloured)),
        );
        if (steps.some(({ action }) => action !== 'same')) context.outcome.exitCode = differs;
      }),
    );
}
