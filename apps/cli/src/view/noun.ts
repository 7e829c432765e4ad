import type { SavedView } from '@trainyard/contracts/view';
import type { Command } from 'commander';
import type { Noun } from '../noun.ts';
import type { Column } from '../output/table.ts';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';

const columns: Column<SavedView>[] = [
  { title: 'Name', value: ({ name }) => name },
  { title: 'Query', value: ({ query }) => query },
  { title: 'By', value: ({ createdBy }) => createdBy },
];

function viewList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List the saved views of the jobs of a workspace')
    .action(
      cli.verb(async (context) => {
        const params = { workspace: await context.workspace() };
        context.printList((await context.client.call('listViews', { params })).items, columns);
      }),
    );
}

function viewSave(noun: Command, cli: Cli): void {
  noun
    .command('save')
    .description("Save a view under a name: the parameters of the list's address, such as 'state=failed&sort=-ended'")
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .requiredOption('--view-query <query>', 'what stands after ? in the address of the list')
    .action(
      cli.verb(async (context, options: { name?: string; viewQuery: string }, argument) => {
        const params = { workspace: await context.workspace(), name: nameOf('view', argument, options.name) };
        context.printOne(
          await context.client.call('saveView', { params, body: { query: options.viewQuery } }),
          columns,
        );
      }),
    );
}

function viewDelete(noun: Command, cli: Cli): void {
  noun
    .command('delete')
    .description('Delete a saved view')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .action(
      cli.verb(async (context, options: { name?: string }, argument) => {
        const params = { workspace: await context.workspace(), name: nameOf('view', argument, options.name) };
        await context.client.call('deleteView', { params });
      }),
    );
}

/** What `trainyard view` can do. */
export const noun: Noun = { verbs: [viewList, viewSave, viewDelete] };
