import type { JobCreateInput } from '@trainyard/contracts/job';
import type { Chance } from '@trainyard/runtime/chance';

type Kind = Partial<JobCreateInput>;

/** Shards of the largest array: a few times as many as a small cluster runs at once. */
const shardsMost = 12;

/** Of a story's jobs some ask for parts of nodes, some are arrays, some wait for an earlier one by name, some are held. */
export function kindOfJob(chance: Chance, earlier: readonly string[]): Kind {
  const kind: Kind = {};
  if (chance.next() < 0.4) Object.assign(kind, shareOfNode(chance));
  if (chance.next() < 0.25) kind.array = arrayOf(chance);
  const before = earlier[Math.floor(chance.next() * earlier.length)];
  if (before !== undefined && chance.next() < 0.15) {
    kind.dependsOn = [{ job: before, condition: chance.next() < 0.5 ? 'any' : 'succeeded' }];
  }
  if (chance.next() < 0.08) kind.held = true;
  return kind;
}

/** Of nodes with two GPUs and twelve CPUs. */
function shareOfNode(chance: Chance): Kind {
  const dice = chance.next();
  if (dice < 0.4) return { gpusPerNode: 1 };
  if (dice < 0.7) return { cpusPerNode: 1 + Math.floor(chance.next() * 6) };
  return { gpusPerNode: 1, cpusPerNode: 2.5, memoryPerNode: '8GiB' };
}

function arrayOf(chance: Chance): NonNullable<Kind['array']> {
  const count = 1 + Math.floor(chance.next() * shardsMost);
  return {
    count,
    ...(chance.next() < 0.5 && { maxParallel: 1 + Math.floor(chance.next() * 4) }),
    ...(chance.next() < 0.3 && { minSucceeded: Math.floor(chance.next() * count) }),
    ...(chance.next() < 0.3 && { maxFailed: Math.floor(chance.next() * count) }),
  };
}
