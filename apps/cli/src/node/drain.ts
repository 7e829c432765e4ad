import type { Node } from '@trainyard/contracts/node';
import type { Command } from 'commander';
import { nodeColumns } from '../cluster/columns.ts';
import { confirm } from '../confirm.ts';
import { seconds } from '../duration-option.ts';
import { UsageError } from '../failure.ts';
import type { Cli } from '../verb.ts';
import { nodePlace } from './place.ts';

interface Options {
  cluster?: string;
  deadline?: number;
  now?: boolean;
  yes?: boolean;
}

export function nodeDrain(noun: Command, cli: Cli): void {
  noun
    .command('drain')
    .description(
      'Let a node take no new work, and stop what still runs on it at a deadline, or now; "node update --uncordon" ends that',
    )
    .argument('[node]')
    .option('-c, --cluster <name>', 'its cluster, unless there is only one')
    .option('--deadline <time>', 'what still runs then is stopped and goes on elsewhere: 90s, 10m, 1h30m', seconds)
    .option('--now', 'stop what runs on it at once')
    .option('-y, --yes', 'do not ask')
    .action(
      cli.verb(async (context, { cluster, deadline, now, yes }: Options, argument) => {
        if (deadline !== undefined && now) throw new UsageError('give --deadline or --now, not both');
        const params = await nodePlace(context, argument, cluster);
        if (now) await confirm(context, `stop everything on node ${argument} now`, yes);
        const body = { ...(deadline !== undefined && { deadlineSeconds: deadline }), ...(now && { force: true }) };
        const node = await context.client.call('drainNode', { params, body });
        context.printOne(node, nodeColumns, drainNotes(node));
      }),
    );
}

/** What is still to come of a node that is drained. */
export function drainNotes({ drain, jobs }: Pick<Node, 'drain' | 'jobs'>): string[] {
  if (!drain) return [];
  const by = `drained by ${drain.by}`;
  if (jobs.length === 0) return [`${by}: nothing runs on it`];
  const names = jobs.map(({ name }) => name).join(', ');
  return [
    drain.deadline === null ? `${by}: ${names} may run to the end` : `${by}: ${names} stopped at ${drain.deadline}`,
  ];
}
