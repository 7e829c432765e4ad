import { expect, test } from 'vitest';
import { endsWell } from './testing/story.ts';

/** A night's worth of stories that CI does not tell: seeds from 1,000 on. */
const from = 1_000;
const seeds = Number(process.env.SIMULATION_SEEDS ?? 10_000);

test(`control survives ${seeds} stories`, async () => {
  const failed: string[] = [];
  for (let seed = from; seed < from + seeds; seed++) {
    const faults = await endsWell(seed).catch((error: unknown) => [String(error)]);
    if (faults.length > 0) failed.push(`seed ${seed}: ${faults.join('; ')}`);
  }
  expect(failed).toEqual([]);
});
