import type { Job } from '@trainyard/contracts/job';
import { sayReason } from '@trainyard/contracts/reasons';
import type { Explanation, Lever } from '@trainyard/contracts/standing';
import type { Command } from 'commander';
import { localTime } from '../output/local-time.ts';
import type { Column } from '../output/table.ts';
import type { Cli } from '../verb.ts';
import { forecastText, scoreText } from './forecast-text.ts';
import { nodeLines } from './node-lines.ts';
import { jobPlace } from './place.ts';

const columns: Column<Explanation>[] = [
  { title: 'Waits', value: ({ waiting }) => (waiting ? 'yes' : 'no') },
  { title: 'Position', value: ({ position }) => position },
  { title: 'Levers', value: ({ levers }) => levers.length },
  { title: 'Starts about', value: ({ forecast, at }) => forecast && localTime(forecast.p50, at) },
  { title: 'At the latest', value: ({ forecast, at }) => forecast && localTime(forecast.p90, at) },
];

export function jobExplain(noun: Command, cli: Cli): void {
  noun
    .command('explain')
    .description('Say why a job waits, what would start it now, and when it is likely to start')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .action(
      cli.verb(async (context, options: { name?: string }, argument) => {
        const params = await jobPlace(context, argument, options.name);
        const [job, told] = await Promise.all([
          context.client.call('getJob', { params }),
          context.client.call('explainJob', { params }),
        ]);
        context.printOne(told, columns, linesOf(told, job));
      }),
    );
}

function linesOf(told: Explanation, job: Job): string[] {
  const { waiting, reasons, ahead, levers, forecast, score } = told;
  if (!waiting) return [`job ${job.name} does not wait: it is ${job.executionState}`];
  return [
    ...(reasons.length === 0 ? ['starts in a moment'] : reasons.map(sayReason)),
    ...(ahead.length === 0 ? [] : ['', 'just ahead of it:', ...ahead.map(aheadText)]),
    ...(levers.length === 0
      ? []
      : ['', 'each of these would start it now:', ...levers.map((one) => leverText(one, job))]),
    ...nodeLines(told),
    ...(forecast ? ['', forecastText(forecast), ...(score ? [scoreText(score)] : [])] : []),
  ];
}

function aheadText({ experiment, name, nodeCount, priority }: Explanation['ahead'][number]): string {
  return `  ${experiment}/${name}: ${nodeCount} ${nodeCount === 1 ? 'node' : 'nodes'}, priority ${priority}`;
}

/** What to do, and what to type for it. */
function leverText(lever: Lever, { name, cluster }: Job): string {
  switch (lever.kind) {
    case 'fewerNodes':
      return `  fewer nodes: submit it again with "nodeCount": ${lever.nodeCount}`;
    case 'otherCluster':
      return `  another cluster: trainyard job submit -f FILE --cluster ${lever.cluster.name}`;
    case 'moreNodes': {
      const more = lever.more === 1 ? '1 node' : `${lever.more} nodes`;
      const of = cluster?.name ?? 'NAME';
      return `  ${more} more: trainyard cluster resize ${of} --target ${lever.target}, or cluster auto-scale ${of} with at least --max ${lever.target}`;
    }
    case 'higherPriority': {
      const takes = lever.preempts > 0 ? ` (takes the nodes of ${lever.preempts} running)` : '';
      return `  a higher priority: trainyard job update ${name} --priority ${lever.priority}${takes}`;
    }
    case 'smallerShare': {
      const { gpusPerNode, cpusPerNode, memoryPerNode } = lever;
      return `  a smaller part of a node: submit it again with "gpusPerNode": ${gpusPerNode}, "cpusPerNode": ${cpusPerNode}, "memoryPerNode": ${memoryPerNode}`;
    }
    case 'otherQueue':
      return `  another queue: submit it again with "queue": "${lever.queue}"`;
    case 'release':
      return `  its release: trainyard job release ${name}`;
  }
}
