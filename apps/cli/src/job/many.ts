import type { BulkDone } from '@trainyard/contracts/job-list';
import type { Command } from 'commander';
import { confirm } from '../confirm.ts';
import type { Context } from '../context.ts';
import { UsageError } from '../failure.ts';
import type { Column } from '../output/table.ts';
import type { Cli } from '../verb.ts';
import { type FilterOptions, filterOf, filterOptions } from './list-options.ts';

interface Options extends FilterOptions {
  all?: boolean;
  to?: 'low' | 'normal' | 'high';
  yes?: boolean;
}

const verbs = ['terminate', 'delete', 'resubmit', 'hold', 'release', 'priority'] as const;
type Verb = (typeof verbs)[number];

interface Row {
  name: string;
  outcome: string;
}
const columns: Column<Row>[] = [
  { title: 'Name', value: ({ name }) => name },
  { title: 'Outcome', value: ({ outcome }) => outcome },
];

export function jobMany(noun: Command, cli: Cli): void {
  filterOptions(noun.command('many'))
    .description(`Do one thing to many jobs, named as EXPERIMENT/NAME or found by a filter: ${verbs.join(', ')}`)
    .argument('[verb]')
    .argument('[jobs...]')
    .option('--all', 'all jobs of the workspace to which it applies, where nothing narrows them')
    .option('--to <priority>', 'for priority: low, normal or high')
    .option('-y, --yes', 'do not ask')
    .action(
      cli.verb(async (context, options: Options, argument, jobs) => {
        const verb = verbs.find((one) => one === argument);
        if (verb === undefined) throw new UsageError(`say what to do: ${verbs.join(', ')}`);
        if (verb === 'priority' && options.to === undefined)
          throw new UsageError('priority: add --to low, normal or high');
        // Those at the end come as a list.
        const names = (jobs ?? []) as unknown as readonly string[];
        const filter = filterOf(options, context.globals.experiment);
        if (names.length === 0 && Object.keys(filter).length === 0 && options.all !== true)
          throw new UsageError('name jobs as EXPERIMENT/NAME, narrow them with options, or say --all');
        const workspace = await context.workspace();
        const uids = names.length === 0 ? undefined : await uidsOf(context, workspace, names);
        if (verb === 'terminate' || verb === 'delete') {
          const { sum } = uids
            ? { sum: uids.length }
            : await context.client.call('countJobs', { params: { workspace }, query: filter });
          await confirm(context, `${verb} up to ${sum} jobs of workspace ${workspace}`, options.yes);
        }
        context.printList(await doAll(context, workspace, verb, uids ? { uids } : { filter }, options.to), columns);
      }),
    );
}

async function uidsOf(context: Context, workspace: string, names: readonly string[]): Promise<string[]> {
  const uids: string[] = [];
  for (const text of names) {
    const [experiment = '', name = ''] = text.includes('/') ? text.split('/') : [context.globals.experiment, text];
    if (experiment === '') throw new UsageError(`${text}: name it as EXPERIMENT/NAME, or add -e`);
    uids.push((await context.client.call('getJob', { params: { workspace, experiment, name } })).uid);
  }
  return uids;
}

async function doAll(
  context: Context,
  workspace: string,
  verb: Verb,
  target: { uids: string[] } | { filter: object },
  to: Options['to'],
): Promise<Row[]> {
  const rows: Row[] = [];
  let after: string | undefined;
  do {
    const answer = await doSome(context, workspace, verb, { ...target, ...(after !== undefined && { after }) }, to);
    rows.push(...answer.done.map(({ name, made }) => ({ name, outcome: made ? `submitted as ${made.name}` : 'done' })));
    rows.push(...answer.refused.map(({ name, why }) => ({ name, outcome: why.code })));
    after = answer.next ?? undefined;
  } while (after !== undefined);
  return rows;
}

function doSome(context: Context, workspace: string, verb: Verb, body: object, to: Options['to']): Promise<BulkDone> {
  const params = { workspace };
  const { client } = context;
  if (verb === 'terminate') return client.call('terminateJobs', { params, body });
  if (verb === 'delete') return client.call('deleteJobs', { params, body });
  if (verb === 'resubmit') return client.call('resubmitJobs', { params, body });
  const change = verb === 'priority' ? { schedulingPriority: to ?? 'normal' } : { held: verb === 'hold' };
  return client.call('updateJobs', { params, body: { ...body, change } });
}
