import type { JobSpec } from '@trainyard/contracts/job';
import { type Service, servicePortVariable } from '@trainyard/contracts/services';
import type { PlannedProcess } from '@trainyard/contracts/task-plan';
import type { ToolkitField } from '@trainyard/contracts/toolkits';
import { plannedProcess } from './processes.ts';
import { toolkitOf, toolkits } from './registry.ts';

/** What is read of a job to know its services. */
export type ServedJob = Pick<JobSpec, 'nodeCount' | 'services'> & Partial<Record<ToolkitField, unknown>>;

/** All services of a job, on its master node: those of its toolkit, whose own processes listen there, then the job's. */
export function servicesOf(job: ServedJob): Service[] {
  const { field, settings } = toolkitOf(job);
  const own = toolkits[field].services?.({ nodeCount: job.nodeCount, settings }) ?? [];
  return [...own.map((name) => ({ name })), ...(job.services ?? [])];
}

/** How every process of the job learns the ports of its services, which are in the order of {@link servicesOf}. */
export function serviceVariables(services: readonly Service[], ports: readonly number[]) {
  return services.map(({ name }, at) => ({ name: servicePortVariable(name), value: String(ports[at] ?? '') }));
}

/**
 * The processes of each task with the programs of the job's services on the master. They count for nothing, and their numbers come
 * after all others: a rank has the number that it would have without them.
 */
export function withServices(processes: readonly PlannedProcess[][], services: readonly Service[]): PlannedProcess[][] {
  const next = processes.flat().reduce((most, { rank }) => Math.max(most, rank + 1), 0);
  const programs = services.filter(({ commandLine }) => commandLine !== undefined);
  const beside = programs.map(({ name, commandLine = '' }, at) =>
    plannedProcess({
      role: 'service',
      rank: next + at,
      localRank: (processes[0]?.length ?? 0) + at,
      command: { shell: commandLine },
      exitRule: 'helper',
      log: name,
    }),
  );
  return processes.map((own, task) => (task === 0 ? [...own, ...beside] : own));
}
