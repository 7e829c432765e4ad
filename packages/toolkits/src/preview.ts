import type { OperationOutput } from '@trainyard/contracts/api';
import type { JobSpec } from '@trainyard/contracts/job';
import type { PlannedProcess } from '@trainyard/contracts/task-plan';
import type { ToolkitField } from '@trainyard/contracts/toolkits';
import type { Host } from './interface.ts';
import { mustLaunch, toolkits } from './registry.ts';
import { serviceVariables, withServices } from './services.ts';
import { literal } from './shell-words.ts';

/** A row of `POST …/jobs/plan`. */
export type PreviewRow = NonNullable<OperationOutput<'planJob'>['processes']>[number];

/** What a preview reads of a job. */
export type PreviewJob = Pick<JobSpec, 'nodeCount' | 'services' | 'environmentVariables' | 'secrets'> &
  Partial<Record<ToolkitField, unknown>>;

/** 1,000 rows, as many as a page of any list: enough to see how ranks are spread. */
const mostRows = 1000;
/** A host list of 10,000 nodes in each of 1,000 rows would be 100 MB: values are cut after so many characters. */
const longestValue = 1024;
/** Stands for ports that are leased when the job starts, unless the toolkit has its own: PyTorch's usual one. */
const usualPort = 29_500;
const mask = '***';

/**
 * The processes that a job would start on nodes of which it gets so many GPUs each (Infinity when nobody knows), node by node: hosts
 * are called node-0, node-1 … and secrets are masked. The toolkit's variables win over the job's own, as on the node.
 * @throws Fault InvalidBody when the settings do not follow their schema, ProcessesNotPlaceable when they do not fit the nodes
 */
export function preview(field: ToolkitField, job: PreviewJob, gpusPerNode: number): PreviewRow[] {
  const toolkit = toolkits[field];
  const input = { nodeCount: job.nodeCount, settings: job[field] };
  mustLaunch(field, input, gpusPerNode);
  const gpus = Number.isFinite(gpusPerNode) ? gpusPerNode : 0;
  const hosts = Array.from({ length: job.nodeCount }, (_, task): Host => {
    const ports = Array.from({ length: toolkit.ports(input, task) }, (_, i) => (toolkit.usualPort ?? usualPort) + i);
    const gpuIds = Array.from({ length: gpus }, (_, id) => id);
    return { task, address: `node-${task}`, host: `node-${task}`, gpuIds, ports };
  });
  const services = job.services ?? [];
  // Behind those of the toolkit, as on the node.
  const free = (toolkit.usualPort ?? usualPort) + (hosts[0]?.ports.length ?? 0);
  const told = serviceVariables(
    services,
    services.map((_, at) => free + at),
  );
  const own = [...told.map(({ name, value }): [string, string] => [name, value]), ...ownVariables(job)];
  const rows: PreviewRow[] = [];
  for (const [task, processes] of withServices(toolkit.launch(input, hosts, '0-1'), services).entries()) {
    for (const process of processes) {
      if (rows.length >= mostRows) return rows;
      rows.push(rowOf(task, process, own));
    }
  }
  return rows;
}

function ownVariables(job: PreviewJob): [string, string][] {
  const plain = job.environmentVariables?.map(({ name, value }): [string, string] => [name, cut(value)]) ?? [];
  const secret = job.secrets?.map(({ name }): [string, string] => [name, mask]) ?? [];
  return [...plain, ...secret];
}

function rowOf(task: number, process: PlannedProcess, own: readonly [string, string][]): PreviewRow {
  const { role, rank, command, startedBy, exitRule, log } = process;
  const theirs = process.env.map((one): [string, string] => [one.name, 'value' in one ? cut(one.value) : mask]);
  return {
    task,
    rank,
    role,
    startedBy,
    exitRule,
    log,
    command: 'shell' in command ? command.shell : command.argv.map(literal).join(' '),
    env: Object.fromEntries([...own, ...theirs]),
  };
}

function cut(value: string): string {
  return value.length > longestValue ? `${value.slice(0, longestValue)}…` : value;
}
