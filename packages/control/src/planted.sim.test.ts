import { expect, test } from 'vitest';
import { plantedBugs } from './testing/planted.ts';
import { tell } from './testing/tell.ts';

/** As many stories as CI tells: a bug that they do not meet would pass. */
const seeds = Number(process.env.SIMULATION_SEEDS ?? 200);

test.each(plantedBugs)('the stories find it when $what', async ({ bend, noticed }) => {
  for (let seed = 1; seed <= seeds; seed++) {
    const { broken } = await tell(seed, bend);
    // Another invariant may see it first in this world; the one that is about it must see it in some.
    if (!broken?.faults.some((fault) => noticed.test(fault))) continue;
    expect(broken.text).toContain(`--seed ${seed}`);
    return;
  }
  throw new Error(`${seeds} stories went well all the same`);
});
