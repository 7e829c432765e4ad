import type { Host } from './interface.ts';
import type { RankBlock } from './spread.ts';

/** Names and values. */
export type Pairs = [name: string, value: string][];

/** Variables of PyTorch's `env://` that are the same on every rank; the master's port is the first that it leased. */
export function worldVariables(world: number, hosts: readonly Host[]): Pairs {
  const [master] = hosts;
  const port = master?.ports[0];
  if (port === undefined) throw new RangeError('no port was leased on host 0');
  return [
    ['WORLD_SIZE', String(world)],
    ['MASTER_ADDR', master?.address as string],
    ['MASTER_PORT', String(port)],
  ];
}

/** Those that tell a rank its place, with torchrun's names for places on a node. */
export function placeVariables({ first, count }: RankBlock, localRank: number, task: number): Pairs {
  const rank = String(first + localRank);
  return [
    ['RANK', rank],
    ['LOCAL_RANK', String(localRank)],
    ['LOCAL_WORLD_SIZE', String(count)],
    ['NODE_RANK', String(task)],
    ['AZ_BATCHAI_TASK_INDEX', rank],
  ];
}
