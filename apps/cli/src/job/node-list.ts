import type { Attempt } from '@trainyard/contracts/attempt';
import type { Node } from '@trainyard/contracts/node';
import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
import { loginsOf } from '../cluster/node-list.ts';
import type { Column } from '../output/table.ts';
import type { Cli } from '../verb.ts';
import { jobPlace } from './place.ts';

interface JobNode {
  id: string;
  ip: string | null;
  port: number | null;
  state: string;
  task: number;
  unit: number;
  ranks: number[];
}

const columns: Column<JobNode>[] = [
  { title: 'ID', value: (node) => node.id },
  { title: 'IP', value: (node) => node.ip },
  { title: 'SSH Port', value: (node) => node.port },
  { title: 'State', value: (node) => node.state },
  { title: 'Task', value: (node) => node.task },
  { title: 'Ranks', value: (node) => node.ranks.join(', ') },
];

export function jobNodeList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List the nodes that run a job, or ran its latest attempt and still exist')
    .argument('[job]')
    .option('-j, --job <name>', 'the same as the argument')
    .action(
      cli.verb(async (context, options: { job?: string }, argument) => {
        const params = await jobPlace(context, argument, options.job);
        const job = await context.client.call('getJob', { params });
        const attempts: Attempt[] = await everyItem(context.client, 'listAttempts', { params, query: {} });
        const nodes: Node[] =
          job.cluster === null
            ? []
            : await everyItem(context.client, 'listNodes', {
                params: { workspace: job.cluster.workspace, name: job.cluster.name },
              });
        const logins = job.cluster === null ? [] : await loginsOf(context, job.cluster);
        const listed = latestNodes(attempts, nodes).map(({ uid, ...node }): JobNode => {
          const login = logins.find(({ nodeId }) => nodeId === uid);
          return { ...node, ip: login?.ipAddress ?? node.ip, port: login?.port ?? null };
        });
        context.printList(listed, columns);
      }),
    );
}

/** Nodes of the newest attempt of each unit, as far as they exist. */
function latestNodes(
  attempts: readonly Attempt[],
  nodes: readonly Node[],
): (Omit<JobNode, 'port'> & { uid: string })[] {
  const newest = new Map<number, Attempt>();
  for (const attempt of attempts) {
    if (attempt.number > (newest.get(attempt.unit)?.number ?? 0)) newest.set(attempt.unit, attempt);
  }
  return [...newest.values()].flatMap(({ unit, tasks }) =>
    tasks.flatMap(({ index, node: { uid }, processes }) => {
      const node = nodes.find((one) => one.uid === uid);
      if (!node) return [];
      const ranks = processes.map(({ rank }) => rank).sort((a, b) => a - b);
      return [{ uid, id: node.name, ip: node.address, state: node.state, task: index, unit, ranks }];
    }),
  );
}
