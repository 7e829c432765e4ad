import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { wholeNumber } from '../number-option.ts';
import type { Cli } from '../verb.ts';
import { type EventRow, eventColumns } from './columns.ts';
import { followEvents } from './follow.ts';

interface Options {
  after?: number;
  last?: number;
  maxItems?: number;
  job?: string;
  cluster?: string;
  follow?: boolean;
}

/** Whose events are asked for, by uid; nothing: all that may be seen. */
export interface EventScope {
  job?: string | undefined;
  cluster?: string | undefined;
  /** By name for the list and by uid for the topic. */
  workspace?: { ref: string; uid: string } | undefined;
}

/** The server's own limit of one answer. */
const pageSize = 1000;

export function eventList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List recorded changes in the order they were made, or follow them as they are made')
    .option('--after <seq>', 'only later ones', wholeNumber(0))
    .option('--last <count>', `only the newest so many, at most ${pageSize}; with -f these first`, wholeNumber(1))
    .option('--max-items <count>', `at most this many (${pageSize} unless given; with -f no end)`, wholeNumber(1))
    .option('-j, --job <name>', 'only of this job')
    .option('-c, --cluster <name>', 'only of this cluster')
    .option('-f, --follow', 'print each as it is made, from now on or from --after on; a JSON object a line')
    .action(
      cli.verb(async (context, options: Options) => {
        const scope = await scopeOf(context, options);
        if (options.follow)
          await followEvents(context, scope, await startOf(context, scope, options), options.maxItems);
        else if (options.last !== undefined)
          context.printList((await newest(context, scope, options)).items.slice(0, options.maxItems), eventColumns);
        else await listEvents(context, scope, options);
      }),
    );
}

async function scopeOf(context: Context, { job, cluster }: Options): Promise<EventScope> {
  const { client, globals } = context;
  if ((job ?? cluster ?? globals.workspace) === undefined) return {};
  const ref = await context.workspace();
  const scope: EventScope = {};
  if (job !== undefined) {
    const params = { workspace: ref, experiment: await context.experiment(), name: job };
    scope.job = (await client.call('getJob', { params })).uid;
  }
  if (cluster !== undefined) {
    scope.cluster = (await client.call('getCluster', { params: { workspace: ref, name: cluster } })).uid;
  }
  // Only for the topic of a workspace its uid is needed: whoever names a job or a cluster has named where it stands.
  if (job === undefined && cluster === undefined) {
    scope.workspace = { ref, uid: (await client.call('getWorkspace', { params: { workspace: ref } })).uid };
  }
  return scope;
}

/** The newest events in the order they were made. */
function newest(context: Context, { job, cluster, workspace }: EventScope, { after, last }: Options) {
  return context.client.call('listEvents', { query: { after, last, job, cluster, workspace: workspace?.ref } });
}

/** The seq after which to follow; undefined: from now on. */
async function startOf(context: Context, scope: EventScope, options: Options): Promise<number | undefined> {
  if (options.last === undefined) return options.after;
  const { items, seq } = await newest(context, scope, options);
  return items[0] === undefined ? seq : items[0].seq - 1;
}

async function listEvents(context: Context, scope: EventScope, options: Options): Promise<void> {
  const most = options.maxItems ?? pageSize;
  const items: EventRow[] = [];
  let after = options.after ?? 0;
  for (;;) {
    const limit = Math.min(pageSize, most - items.length);
    const query = { after, limit, job: scope.job, cluster: scope.cluster, workspace: scope.workspace?.ref };
    const page = await context.client.call('listEvents', { query });
    items.push(...page.items);
    // An answer may be short because events of others were left out of it: only its seq says how far it looked.
    if (page.seq <= after) break;
    after = page.seq;
    if (items.length >= most) break;
  }
  context.printList(items, eventColumns);
  if (items.length >= most) context.note(`${items.length} shown; go on with --after ${after}`);
}
