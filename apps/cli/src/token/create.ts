import { roles } from '@trainyard/contracts/actors';
import { type Command, Option } from 'commander';
import { UsageError } from '../failure.ts';
import { wholeNumber } from '../number-option.ts';
import { oneText } from '../output/print.ts';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';
import { tokenColumns } from './columns.ts';

interface Options {
  name?: string;
  role: (typeof roles)[number];
  scope?: string;
  expiresInDays?: number;
}

/** `token create`: the secret is printed here and never again; with `-o tsv` it is all that is printed. */
export function tokenCreate(noun: Command, cli: Cli): void {
  noun
    .command('create')
    .description('Create an API token; its secret is printed once, with -o tsv nothing else')
    .argument('[name]', 'what people call it: who or what uses it')
    .option('-n, --name <name>', 'the same as the argument')
    .addOption(
      new Option('--role <role>', 'reader: may look; administrator: may do everything')
        .choices(roles)
        .default('reader'),
    )
    .option('--scope <workspace>', 'a reader of this workspace only; -w says the same')
    .option('--expires-in-days <days>', 'how long it is valid; without an end unless given', wholeNumber(1))
    .action(
      cli.verb(async (context, options: Options, argument) => {
        const { role, scope, expiresInDays } = options;
        const given = context.globals.workspace;
        if (scope !== undefined && given !== undefined && scope !== given)
          throw new UsageError(`two workspaces are given, ${scope} and ${given}: write one`);
        const workspace = scope ?? given;
        const body = { name: nameOf('token', argument, options.name), role, expiresInDays, workspace };
        const made = await context.client.call('createToken', { body });
        const { secret, ...token } = made;
        context.print(made, (format) =>
          format === 'tsv' ? `${secret}\n` : oneText(format, token, tokenColumns, [`secret: ${secret}`]),
        );
        context.note('the secret is not shown again: keep it now');
      }),
    );
}
