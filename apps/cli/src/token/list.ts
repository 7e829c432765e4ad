import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
import type { Cli } from '../verb.ts';
import { tokenColumns } from './columns.ts';

export function tokenList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List API tokens, without their secrets')
    .option('--all', 'revoked ones as well')
    .action(
      cli.verb(async (context, { all }: { all?: boolean }) => {
        const tokens = await everyItem(context.client, 'listTokens', {});
        context.printList(
          tokens.filter(({ revoked }) => all || !revoked),
          tokenColumns,
        );
      }),
    );
}
