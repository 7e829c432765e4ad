import type { Cluster, ClusterUpdate } from '@trainyard/contracts/cluster';
import { fairShareKinds, type SchedulingSettings } from '@trainyard/contracts/queues';
import { type Command, Option } from 'commander';
import { type Body, readBody } from '../body-file.ts';
import { UsageError } from '../failure.ts';
import { amount } from '../number-option.ts';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';
import { aboutCluster, clusterColumns } from './columns.ts';

interface Options {
  name?: string;
  file?: string;
  preemption?: 'on' | 'off';
  preemptionGrace?: string;
  ageing?: string;
  fairShare?: SchedulingSettings['fairShare']['by'];
  /** false: `--no-price`. */
  price?: number | false;
  currency?: string;
  reclaims?: number;
  notice?: string;
  setupTask?: string;
}

/** What the options change; the rest of a setting stays as the cluster has it. Options override what a file says. */
function changeOf(options: Options, { scheduling, price, lowPriority, nodeSetup }: Cluster, file: Body): ClusterUpdate {
  const change: ClusterUpdate = { ...file };
  const before = change.scheduling ?? scheduling;
  const { preemption, preemptionGrace, ageing, fairShare } = options;
  if ([preemption, preemptionGrace, ageing, fairShare].some((given) => given !== undefined)) {
    change.scheduling = {
      ...before,
      ...(ageing !== undefined && { ageing }),
      ...(fairShare !== undefined && { fairShare: { ...before.fairShare, by: fairShare } }),
      preemption: {
        ...before.preemption,
        ...(preemption !== undefined && { enabled: preemption === 'on' }),
        ...(preemptionGrace !== undefined && { grace: preemptionGrace }),
      },
    };
  }
  if (options.price === false) change.price = null;
  else if (options.price !== undefined || options.currency !== undefined) {
    const [perNodeHour, currency] = [options.price ?? price?.perNodeHour, options.currency ?? price?.currency];
    if (perNodeHour === undefined || currency === undefined)
      throw new UsageError('give --price and --currency together');
    change.price = { perNodeHour, currency };
  }
  if (options.reclaims !== undefined || options.notice !== undefined) {
    change.lowPriority = {
      reclaimsPerNodeHour: options.reclaims ?? lowPriority?.reclaimsPerNodeHour ?? 0,
      notice: options.notice ?? lowPriority?.notice ?? 'PT30S',
    };
  }
  if (options.setupTask !== undefined) {
    const before = (change.nodeSetup ?? nodeSetup ?? {}) as NonNullable<ClusterUpdate['nodeSetup']>;
    change.nodeSetup = { ...before, setupTask: { ...before.setupTask, commandLine: options.setupTask } };
  }
  if (Object.keys(change).length === 0) throw new UsageError('say what to change: an option, or -f FILE');
  return change;
}

export function clusterUpdate(noun: Command, cli: Cli): void {
  noun
    .command('update')
    .description('Change how a cluster shares its queue, what its nodes cost, how they are set up or taken back')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .option(
      '-f, --file <file>',
      'JSON of what changes: scaleSettings, nodeSetup, scheduling (queues…), price, lowPriority; - is stdin',
    )
    .addOption(
      new Option('--preemption <switch>', 'whether higher priorities take nodes of lower ones').choices(['on', 'off']),
    )
    .option('--preemption-grace <duration>', 'between SIGTERM and SIGKILL of a job that is pre-empted, such as PT30S')
    .option('--ageing <duration>', 'after each such time a waiting job counts as one priority higher, such as PT12H')
    .addOption(new Option('--fair-share <by>', 'between whom a priority is shared').choices(fairShareKinds))
    .option('--price <amount>', 'of a node and hour', amount)
    .option('--no-price', 'costs nothing that is known')
    .option('--currency <currency>', 'of the price, such as EUR')
    .option('--reclaims <rate>', 'how often an hour each low-priority node is taken back, in the mean', amount)
    .option('--notice <duration>', 'between the notice and the end of a low-priority node, such as PT2M')
    .option('--setup-task <command>', 'what sets up a node; each runs it before it takes new work')
    .action(
      cli.verb(async (context, options: Options, argument) => {
        const params = { workspace: await context.workspace(), name: nameOf('cluster', argument, options.name) };
        const file = options.file === undefined ? {} : await readBody(options.file, context.terminal);
        // Commander sets an option that has a `--no-` form to true when neither is written.
        const price = (options.price as number | boolean | undefined) === true ? undefined : options.price;
        const { price: _default, ...given } = options;
        const now = await context.client.call('getCluster', { params });
        const body = changeOf({ ...given, ...(price !== undefined && { price }) }, now, file);
        const cluster = await context.client.call('updateCluster', { params, body });
        context.printOne(cluster, clusterColumns, aboutCluster(cluster));
      }),
    );
}
