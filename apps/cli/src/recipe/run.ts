import type { Recipe } from '@trainyard/recipes/catalogue';
import { uploadFiles } from '@trainyard/sdk/upload-files';
import type { Command } from 'commander';
import { UsageError } from '../failure.ts';
import { aboutJob, jobColumns } from '../job/columns.ts';
import { progressLine } from '../job/submit/progress-line.ts';
import { waitForJob } from '../job/wait.ts';
import { onlyCluster } from '../places.ts';
import type { Cli } from '../verb.ts';

interface Options {
  name?: string;
  cluster?: string;
  wait?: boolean;
}

/** Uploads a recipe's files and submits its job. */
export function recipeRun(noun: Command, cli: Cli): void {
  noun
    .command('run')
    .description('Upload the files of a sample job and submit it')
    .argument('<recipe>', 'its name: see "trainyard recipe list"')
    .option('-n, --name <name>', "name of the job; the recipe's with the time unless given")
    .option('-c, --cluster <name>', 'cluster; the only one of the workspace unless given')
    .option('--wait', "wait for its end; the exit code is the job's own")
    .action(
      cli.verb(async (context, options: Options, argument) => {
        const recipe = await recipeNamed(argument);
        const [workspace, experiment] = [await context.workspace(), await context.experiment()];
        const cluster = { name: options.cluster ?? (await onlyCluster(context.client, workspace)) };
        const sources = await recipe.files(context.settings.cacheDir);
        const line = progressLine(context.terminal);
        const files = await uploadFiles(context.client, sources, line.show).finally(line.end);
        const body = { ...recipe.job, name: options.name ?? nameNow(recipe.name), cluster, files };
        const job = await context.client.call('submitJob', { params: { workspace, experiment }, body });
        context.printOne(job, jobColumns, aboutJob(job));
        if (options.wait) await waitForJob(context, job);
      }),
    );
}

async function recipeNamed(name: string | undefined): Promise<Recipe> {
  const { recipes } = await import('@trainyard/recipes/catalogue');
  const found = recipes.find((recipe) => recipe.name === name);
  if (found) return found;
  throw new UsageError(`there is no recipe ${name}: recipes are ${recipes.map((recipe) => recipe.name).join(', ')}`);
}

/** `digits-20180601-120000`, in UTC. */
function nameNow(recipe: string): string {
  const [date = '', time = ''] = new Date()
    .toISOString()
    .replace(/[-:]|\.\d+Z/g, '')
    .split('T');
  return `${recipe}-${date}-${time}`;
}
