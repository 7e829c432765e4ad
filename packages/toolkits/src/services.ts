import { type Service, servicePortVariable } from '@trainyard/contracts/services';
import type { PlannedProcess } from '@trainyard/contracts/task-plan';
import { plannedProcess } from './processes.ts';

/** How every process of the job learns the ports of its services, which are in their order. */
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
