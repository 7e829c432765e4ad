import { parseWorkspaceRef } from '@trainyard/contracts/identity';
import type { Command } from 'commander';
import { UsageError } from '../failure.ts';
import type { Cli } from '../verb.ts';
import { workspaceColumns } from './columns.ts';
import { workspaceNamed } from './named.ts';

export function workspaceCreate(noun: Command, cli: Cli): void {
  noun
    .command('create')
    .description('Create a workspace')
    .argument('[name]', 'NAME or SUBSCRIPTION:RESOURCE_GROUP:NAME')
    .option('-n, --name <name>', 'the same as the argument')
    .option('-l, --location <location>', 'where it stands')
    .action(
      cli.verb(async (context, options: { name?: string; location?: string }, argument) => {
        const ref = workspaceNamed(context, argument, options.name);
        const key = parseWorkspaceRef(ref);
        if (!key) throw new UsageError(`${ref} is no workspace: write NAME or SUBSCRIPTION:RESOURCE_GROUP:NAME`);
        const { location } = options;
        const body = { ...key, ...(location === undefined ? {} : { location }) };
        context.printOne(await context.client.call('createWorkspace', { body }), workspaceColumns);
      }),
    );
}
