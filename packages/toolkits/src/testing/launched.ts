import type { PlannedProcess } from '@trainyard/contracts/task-plan';
import type { Toolkit } from '../interface.ts';
import { hostsFor } from './hosts.ts';

/** What a toolkit starts on nodes with so many GPUs each, in the first attempt of a job. */
export function launched(toolkit: Toolkit, settings: unknown, gpus: readonly number[]): PlannedProcess[][] {
  return toolkit.launch({ nodeCount: gpus.length, settings }, hostsFor(toolkit, settings, gpus), '0-1');
}

/** The variables of a process by name. */
export function variablesOf(process: PlannedProcess | undefined): Record<string, string> {
  return Object.fromEntries((process?.env ?? []).map((one) => [one.name, 'value' in one ? one.value : '***']));
}

/** One process of a job as golden tests write it: everything that is not as of most. */
export const processWith = (told: Partial<PlannedProcess>): PlannedProcess => ({
  role: 'master',
  rank: 0,
  localRank: 0,
  command: { shell: 'true' },
  env: [],
  cwd: null,
  exitRule: 'required',
  startedBy: 'agent',
  log: null,
  gpuIds: null,
  ...told,
});
