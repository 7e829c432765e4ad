import type { Command } from 'commander';
import { confirm } from '../confirm.ts';
import type { Cli } from '../verb.ts';
import { type Whose, whose, withWhose } from './whose.ts';

export function limitDelete(noun: Command, cli: Cli): void {
  withWhose(noun.command('delete'))
    .description('Remove a limit')
    .option('-y, --yes', 'do not ask')
    .action(
      cli.verb(async (context, options: Whose & { yes?: boolean }) => {
        const params = whose(options);
        await confirm(context, `remove the limit of ${params.scope} ${params.name}`, options.yes);
        await context.client.call('deleteLimit', { params });
      }),
    );
}
