import type { JobPlan } from '@trainyard/contracts/api/jobs';
import { sayReason } from '@trainyard/contracts/reasons';
import type { Command } from 'commander';
import { exitCodes } from '../failure.ts';
import { localTime } from '../output/local-time.ts';
import type { Column } from '../output/table.ts';
import type { Cli } from '../verb.ts';
import { type BodyOptions, bodyOf, withBody } from './body.ts';
import { forecastText } from './forecast-text.ts';

const columns: Column<JobPlan>[] = [
  { title: 'Accepted', value: ({ faults }) => (faults.length === 0 ? 'yes' : 'no') },
  { title: 'Nodes', value: ({ placement }) => placement?.nodes.map(({ node }) => node.name).join(', ') },
  { title: 'Starts', value: ({ start }) => start && startText(start) },
  { title: 'Price/h', value: ({ price }) => price && priceText(price) },
  { title: 'Pre-empts', value: ({ preempts }) => preempts?.length },
];

/** `job plan`: the same options as `job submit`; exits with 4 when the job would be refused. */
export function jobPlan(noun: Command, cli: Cli): void {
  const verb = noun
    .command('plan')
    .description('Say what a job would do, where it would go and when, without submitting it');
  withBody(verb).action(
    cli.verb(async (context, options: BodyOptions, argument) => {
      const body = { name: 'planned', ...(await bodyOf(context, options, argument)) };
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

function linesOf({ faults, processes, volumes, placement, start, preempts }: JobPlan): string[] {
  return [
    ...faults.map(({ path, message }) => `refused: ${path ? `${path}: ` : ''}${message}`),
    ...(placement?.reasons ?? []).map(sayReason),
    ...(start?.forecast ? [forecastText(start.forecast)] : []),
    ...(placement?.nodes ?? []).map(
      ({ task, node, gpuIds, cpus }) =>
        `task ${task} on ${node.name}: ${cpus} CPU${gpuIds.length > 0 ? `, GPU ${gpuIds.join(', ')}` : ''}`,
    ),
    ...(volumes ?? []).map(
      ({ at, label, readOnly }) =>
        `mounts ${label} at $AZ_BATCHAI_JOB_MOUNT_ROOT/${at}${readOnly ? ', read-only' : ''}`,
    ),
    ...(preempts ?? []).map(
      ({ job, nodes, lostMs }) =>
        `takes ${nodes} ${nodes === 1 ? 'node' : 'nodes'} of ${job.experiment}/${job.name}, which loses ${(lostMs / 1000).toFixed(0)} s of work`,
    ),
    ...(processes ?? []).map(processText),
  ];
}

/** A launcher is no rank; its line may be several, which stand below each other. */
function processText({
  task,
  rank,
  role,
  startedBy,
  exitRule,
  command,
}: NonNullable<JobPlan['processes']>[number]): string {
  const who = role === 'launcher' ? `launcher (task ${task})` : `rank ${rank} (${role}, task ${task})`;
  const how =
    startedBy === 'launcher' ? ', started by the launcher' : exitRule === 'helper' ? ', stopped at the end' : '';
  return `${who}${how}: ${command.replaceAll('\n', '\n  ')}`;
}
