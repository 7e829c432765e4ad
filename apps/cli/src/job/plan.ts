import type { JobPlan } from '@trainyard/contracts/api/jobs';
import { jobCreate as jobBody } from '@trainyard/contracts/job';
import { sayReason } from '@trainyard/contracts/reasons';
import type { Command } from 'commander';
import { readBody, toNative } from '../body-file.ts';
import { exitCodes } from '../failure.ts';
import { localTime } from '../output/local-time.ts';
import type { Column } from '../output/table.ts';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';
import { forecastText } from './forecast-text.ts';

const columns: Column<JobPlan>[] = [
  { title: 'Accepted', value: ({ faults }) => (faults.length === 0 ? 'yes' : 'no') },
  { title: 'Nodes', value: ({ placement }) => placement?.nodes.map(({ node }) => node.name).join(', ') },
  { title: 'Starts', value: ({ start }) => start && startText(start) },
  { title: 'Price/h', value: ({ price }) => price && priceText(price) },
  { title: 'Pre-empts', value: ({ preempts }) => preempts?.length },
];

interface Options {
  file?: string;
  configFile?: string;
  name?: string;
  cluster?: string;
}

/** `job plan`: the same options as `job submit`; exits with 4 when the job would be refused. */
export function jobPlan(noun: Command, cli: Cli): void {
  noun
    .command('plan')
    .description('Say what a job would do, where it would go and when, without submitting it')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .option('-f, --file <file>', 'JSON body, native or of Batch AI; - is stdin')
    .option('-c, --cluster <name>', 'cluster of the same workspace')
    .option('--config-file <file>', 'the same as --file')
    .action(
      cli.verb(async (context, options: Options, argument) => {
        const file = nameOf('file (-f)', options.file, options.configFile);
        const body = toNative(await readBody(file, context.terminal), jobBody, context.note);
        body.name = argument ?? options.name ?? body.name ?? 'planned';
        if (options.cluster !== undefined) body.cluster = { name: options.cluster };
        const params = { workspace: await context.workspace(), experiment: await context.experiment() };
        const plan = await context.client.call('planJob', { params, body });
        context.printOne(plan, columns, linesOf(plan));
        if (plan.faults.length > 0) context.outcome.exitCode = exitCodes.refused;
      }),
    );
}

function startText({ now, forecast }: NonNullable<JobPlan['start']>): string {
  if (now) return 'now';
  return forecast ? `about ${localTime(forecast.p50, forecast.at)}` : 'later';
}

function priceText({ perHour, currency }: NonNullable<JobPlan['price']>): string {
  return perHour === null ? 'n/a' : `${Number(perHour.toFixed(4))} ${currency ?? ''}`.trimEnd();
}

function linesOf({ faults, processes, placement, start, preempts }: JobPlan): string[] {
  return [
    ...faults.map(({ path, message }) => `refused: ${path ? `${path}: ` : ''}${message}`),
    ...(placement?.reasons ?? []).map(sayReason),
    ...(start?.forecast ? [forecastText(start.forecast)] : []),
    ...(placement?.nodes ?? []).map(
      ({ task, node, gpuIds, cpus }) =>
        `task ${task} on ${node.name}: ${cpus} CPU${gpuIds.length > 0 ? `, GPU ${gpuIds.join(', ')}` : ''}`,
    ),
    ...(preempts ?? []).map(
      ({ job, nodes, lostMs }) =>
        `takes ${nodes} ${nodes === 1 ? 'node' : 'nodes'} of ${job.experiment}/${job.name}, which loses ${(lostMs / 1000).toFixed(0)} s of work`,
    ),
    ...(processes ?? []).map(({ task, rank, role, command }) => `rank ${rank} (${role}, task ${task}): ${command}`),
  ];
}
