import type { PlannedProcess, PlannedVariable } from '@trainyard/contracts/task-plan';

/** What tells a process from another; the rest is as of most. */
type Told = Pick<PlannedProcess, 'role' | 'rank' | 'command'> & Partial<PlannedProcess>;

/** A process that the agent starts, that must end with 0, and that sees all GPUs of its task; unless told otherwise. */
export function plannedProcess(told: Told): PlannedProcess {
  return {
    localRank: 0,
    env: [],
    cwd: null,
    exitRule: 'required',
    startedBy: 'agent',
    log: null,
    gpuIds: null,
    ...told,
  };
}

/** Variables in the order of their entries. */
export function variables(of: readonly (readonly [string, string])[]): PlannedVariable[] {
  return of.map(([name, value]) => ({ name, value }));
}

/** The one process of a job that needs nothing to start it. The other nodes, if there are any, are held and prepared. */
export function onlyOnMaster(nodeCount: number, shell: string): PlannedProcess[][] {
  const master = plannedProcess({ role: 'master', rank: 0, command: { shell } });
  return Array.from({ length: nodeCount }, (_, task) => (task === 0 ? [master] : []));
}
