import type { SimWorld } from './sim-world.ts';

/** One of a list, by the world's own chance. */
export function pick<T>(world: SimWorld, list: readonly T[]): T | undefined {
  return list[Math.floor(world.chance.next() * list.length)];
}

/** A whole number in [from, to]. */
export function between(world: SimWorld, from: number, to: number): number {
  return from + Math.floor(world.chance.next() * (to - from + 1));
}

type Trouble = (world: SimWorld, node: string) => void | Promise<void>;

/** Each kind of trouble with its weight. */
const kinds: readonly [number, Trouble][] = [
  [10, (world) => world.crashControl(world.chance.next() * 20_000)],
  [10, (world, node) => tell(world, 'the agent', node, 'dies', () => world.fleet.crashAgent(node))],
  [7, (world, node) => tell(world, 'the machine', node, 'dies', () => world.fleet.crashMachine(node))],
  [13, (world, node) => cut(world, node, world.chance.next() * 30_000)],
  [6, (world, node) => slow(world, node, world.chance.next() * 30_000)],
  [4, (world) => world.fillDisk(world.chance.next() * 10_000)],
  [6, (world, node) => tell(world, 'the machine', node, 'is wanted back', () => world.reclaim(node))],
  [6, (world, node) => drain(world, node)],
];
const total = kinds.reduce((sum, [weight]) => sum + weight, 0);

/** Something bad happens somewhere. */
export async function makeTrouble(world: SimWorld): Promise<void> {
  const node = pick(world, [...world.fleet.nodes.keys()]);
  let dice = world.chance.next() * total;
  for (const [weight, trouble] of kinds) {
    dice -= weight;
    if (dice < 0) return trouble(world, node ?? '');
  }
}

function tell(world: SimWorld, what: string, node: string, does: string, happen: () => void): void {
  if (!world.fleet.nodes.has(node)) return;
  world.step(`${what} of ${world.nameOf(node)} ${does}`);
  happen();
}

/** An operator wants a machine for a while: with a deadline, or at once. */
function drain(world: SimWorld, node: string): void {
  const seconds = between(world, 0, 40);
  const says = seconds === 0 ? 'is drained at once' : `is drained within ${seconds} s`;
  tell(world, 'the machine', node, says, () => world.drain(node, seconds, between(world, 1_000, 90_000)));
}

function cut(world: SimWorld, node: string, ms: number): void {
  tell(world, 'the network', node, `is cut for ${Math.round(ms)} ms`, () => world.fleet.nodes.get(node)?.partition(ms));
}

function slow(world: SimWorld, node: string, ms: number): void {
  tell(world, 'the network', node, `is slow for ${Math.round(ms)} ms`, () => world.fleet.nodes.get(node)?.slow(ms));
}
