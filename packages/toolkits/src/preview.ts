import type { OperationOutput } from '@trainyard/contracts/api';
import type { JobSpec } from '@trainyard/contracts/job';
import type { PlannedProcess } from '@trainyard/contracts/task-plan';
import type { ToolkitField } from '@trainyard/contracts/toolkits';
import type { Host } from './interface.ts';
import { findToolkit } from './registry.ts';

/** A row of `POST …/jobs/plan`. */
export type PreviewRow = NonNullable<OperationOutput<'planJob'>['processes']>[number];

/** What a preview reads of a job. */
export type PreviewJob = Pick<JobSpec, 'nodeCount' | 'environmentVariables' | 'secrets'> &
  Partial<Record<ToolkitField, unknown>>;

/** 1,000 rows, as many as a page of any list: enough to see how ranks are spread. */
const mostRows = 1000;
/** A host list of 10,000 nodes in each of 1,000 rows would be 100 MB: values are cut after so many characters. */
const longestValue = 1024;
/** Stands for ports that are leased when the job starts: PyTorch's usual one. */
const placeholderPort = 29_500;
const mask = '***';

/**
 * The processes that a job would start, in order of rank: hosts are called node-0, node-1 … and secrets are masked.
 * The toolkit's variables win over the job's own, as on the node.
 * @throws Fault ToolkitNotAvailable, or InvalidBody when the settings do not follow their schema or cannot be launched
 */
export function preview(field: ToolkitField, job: PreviewJob): PreviewRow[] {
  const toolkit = findToolkit(field);
  const input = { nodeCount: job.nodeCount, settings: job[field] };
  const hosts = Array.from({ length: job.nodeCount }, (_, task): Host => {
    const ports = Array.from({ length: toolkit.ports(input, task) }, (_, i) => placeholderPort + i);
    return { task, address: `node-${task}`, host: `node-${task}`, gpuIds: [], ports };
  });
  const own = ownVariables(job);
  const rows: PreviewRow[] = [];
  for (const [task, processes] of toolkit.launch(input, hosts).entries()) {
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
    command: 'shell' in command ? command.shell : command.argv.map(quote).join(' '),
    env: Object.fromEntries([...own, ...theirs]),
  };
}

function cut(value: string): string {
  return value.length > longestValue ? `${value.slice(0, longestValue)}…` : value;
}

/** As a shell would read it back. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
