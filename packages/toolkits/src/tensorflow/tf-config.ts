import type { MasterTaskType } from '@trainyard/contracts/toolkit-words';

/** A process as Batch AI counts them: within its role. */
export interface TaskOfRole {
  role: 'worker' | 'ps';
  index: number;
}

export interface Addresses {
  workers: readonly string[];
  parameterServers: readonly string[];
}

/**
 * The value of TF_CONFIG. With a chief (or master) the first worker is that, and the workers behind it count from 0: estimators and
 * strategies elect no chief by themselves.
 */
export function tfConfig({ role, index }: TaskOfRole, addresses: Addresses, masterTaskType: MasterTaskType): string {
  const { workers, parameterServers } = addresses;
  const [first, ...others] = workers;
  const alone = masterTaskType === 'worker';
  const lists: Record<string, readonly string[]> = {
    ps: parameterServers,
    ...(alone ? { worker: workers } : { [masterTaskType]: first === undefined ? [] : [first], worker: others }),
  };
  const cluster = Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));
  return JSON.stringify({ cluster, task: taskOf({ role, index }, masterTaskType), environment: 'cloud' });
}

function taskOf({ role, index }: TaskOfRole, masterTaskType: MasterTaskType): { type: string; index: number } {
  if (role === 'ps' || masterTaskType === 'worker') return { type: role, index };
  return index === 0 ? { type: masterTaskType, index: 0 } : { type: 'worker', index: index - 1 };
}
