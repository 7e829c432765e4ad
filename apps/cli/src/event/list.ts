import type { Command } from 'commander';
import { wholeNumber } from '../number-option.ts';
import type { Column } from '../output/table.ts';
import type { Cli } from '../verb.ts';

interface Options {
  after?: number;
  maxItems?: number;
  job?: string;
  cluster?: string;
}

/** Only seq and type are certain; the rest is shown when it is there. */
interface Row {
  seq: number;
  type: string;
  [field: string]: unknown;
}

const columns: Column<Row>[] = [
  { title: 'Seq', value: (event) => event.seq },
  { title: 'At', value: (event) => (typeof event.at === 'number' ? new Date(event.at).toISOString() : '') },
  { title: 'Type', value: (event) => event.type },
  { title: 'Subject', value: (event) => (event.subject as { path?: string } | undefined)?.path },
  { title: 'By', value: (event) => (event.actor as { name?: string } | undefined)?.name },
];

/** The server's own limit of one answer. */
const pageSize = 1000;

export function eventList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List recorded changes in the order they were made')
    .option('--after <seq>', 'only later ones', wholeNumber(0))
    .option('--max-items <count>', `at most this many (${pageSize} unless given)`, wholeNumber(1))
    .option('-j, --job <name>', 'only of this job')
    .option('-c, --cluster <name>', 'only of this cluster')
    .action(
      cli.verb(async (context, options: Options) => {
        const { client, globals } = context;
        const workspace = (options.job ?? options.cluster ?? globals.workspace) ? await context.workspace() : undefined;
        const job = options.job === undefined ? undefined : await jobUid(options.job);
        const cluster = options.cluster === undefined ? undefined : await clusterUid(options.cluster);
        const most = options.maxItems ?? pageSize;
        const items: Row[] = [];
        let after = options.after ?? 0;
        for (;;) {
          const limit = Math.min(pageSize, most - items.length);
          const page = await client.call('listEvents', { query: { after, limit, job, cluster, workspace } });
          items.push(...page.items);
          // An answer may be short because events of others were left out of it: only its seq says how far it looked.
          if (page.seq <= after) break;
          after = page.seq;
          if (items.length >= most) break;
        }
        context.printList(items, columns);
        if (items.length >= most) context.note(`${items.length} shown; go on with --after ${after}`);

        async function jobUid(name: string): Promise<string> {
          const params = { workspace: await context.workspace(), experiment: await context.experiment(), name };
          return (await client.call('getJob', { params })).uid;
        }
        async function clusterUid(name: string): Promise<string> {
          return (await client.call('getCluster', { params: { workspace: await context.workspace(), name } })).uid;
        }
      }),
    );
}
