import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RigServer } from '../cluster/server.ts';
import { Fuzzed } from '../compat/fuzz/fuzz.ts';

/** `WIRE_FUZZ_RUNS` and `WIRE_FUZZ_SEED` do more and other; `WIRE_FUZZ_PATH` with the seed of a failure shows it at once. */
const { WIRE_FUZZ_RUNS = '40', WIRE_FUZZ_SEED = '20180501', WIRE_FUZZ_PATH } = process.env;
const options = {
  numRuns: Number(WIRE_FUZZ_RUNS),
  seed: Number(WIRE_FUZZ_SEED),
  ...(WIRE_FUZZ_PATH !== undefined && { path: WIRE_FUZZ_PATH }),
};

const fuzzed = new Fuzzed();
let server: RigServer;
beforeAll(async () => {
  server = await new RigServer().start();
  await fuzzed.open(server);
});
afterAll(() => server?.dispose());

test.each(fuzzed.claims())(`$name (seed ${options.seed})`, async ({ property }) => {
  await fc.assert(property, options);
  expect(await fuzzed.isWell()).toBe(true);
});
