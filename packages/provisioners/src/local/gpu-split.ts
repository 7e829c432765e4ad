import { ProvisionFailure } from '../port.ts';

/**
 * Gives a node as many of the machine's GPUs as it asks for, none that another node has. Null: the machine has none
 * to split, the agent simulates what the node size promises.
 */
export function splitGpus(
  machine: readonly number[],
  taken: ReadonlySet<number>,
  wanted: number,
  name: string,
): number[] | null {
  if (machine.length === 0) return null;
  const free = machine.filter((index) => !taken.has(index));
  if (free.length < wanted) {
    throw new ProvisionFailure(
      'quota',
      `node ${name} needs ${wanted} GPUs, ${free.length} of this machine's ${machine.length} are free: release nodes or choose a smaller node size`,
    );
  }
  return free.slice(0, wanted);
}
