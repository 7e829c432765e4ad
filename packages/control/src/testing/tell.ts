import type { Bend } from './bend.ts';
import { Broken, type SimWorld } from './sim-world.ts';
import { story } from './story.ts';

/** Jobs that a world must have accepted: fewer prove nothing. */
const jobsLeast = 5;

/** How a story went: null when all held, else what broke, what led to it and how to see it again. */
export interface Ending {
  world: SimWorld | undefined;
  broken: { faults: readonly string[]; text: string } | null;
}

/** Tells the story of a seed to its end. */
export async function tell(seed: number, bend?: Bend): Promise<Ending> {
  try {
    const world = await story(seed, bend);
    const few = world.accepted.length < jobsLeast;
    return {
      world,
      broken: few ? inWords(seed, ['too few jobs were accepted: the story proves nothing'], world) : null,
    };
  } catch (error) {
    const { world } = error as { world?: SimWorld };
    const faults = error instanceof Broken ? error.faults : [String((error as Error).stack ?? error)];
    return { world, broken: inWords(seed, faults, world) };
  }
}

function inWords(seed: number, faults: readonly string[], world: SimWorld | undefined): Ending['broken'] {
  const lines = [
    `seed ${seed} broke what must hold:`,
    ...faults.map((fault) => `  ${fault}`),
    'its story (minutes:seconds since its start; * is a step, a number is an event):',
    ...(world?.chronicle.tell(faults) ?? []),
    `replay: npm run soak simulate -- --seed ${seed}`,
  ];
  return { faults, text: lines.join('\n') };
}
