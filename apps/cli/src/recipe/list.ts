import type { Recipe } from '@trainyard/recipes/catalogue';
import type { Command } from 'commander';
import type { Column } from '../output/table.ts';
import type { Cli } from '../verb.ts';

const columns: Column<Omit<Recipe, 'files'>>[] = [
  { title: 'Name', value: (recipe) => recipe.name },
  { title: 'Nodes', value: (recipe) => recipe.job.nodeCount ?? 1 },
  { title: 'What', value: (recipe) => recipe.summary },
];

/** Needs no server: recipes come with the command. */
export function recipeList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List sample jobs')
    .action(
      cli.local(async (printer) => {
        const { recipes } = await import('@trainyard/recipes/catalogue');
        printer.printList(
          recipes.map(({ name, summary, job }) => ({ name, summary, job })),
          columns,
        );
      }),
    );
}
