/**
 * `npm run soak fuzz-wire -- [--rounds N] [--runs N] [--seed SEED]`: what `e2e/specs/wire-fuzz.spec.ts` claims of the wire dialect, with new seeds
 * in every round. A failure is told with the seed and the path that show it again; the first ends the run.
 */
import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { RigServer } from '../cluster/server.ts';
import { Fuzzed } from '../compat/fuzz/fuzz.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string' },
  },
});

/** A positive whole number of the command line, or a word on what is wrong. */
function whole(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  console.error(`--${name} must be a whole number above 0, not ${text}`);
  process.exit(2);
}

const [rounds, numRuns] = [whole('rounds', values.rounds), whole('runs', values.runs)];
// From source, so that what was just changed is tried and nothing has to be built: no agent runs here.
const source = fileURLToPath(new URL('../../apps/bff/src/main.ts', import.meta.url));
const server = await new RigServer({}, source).start();
try {
  const fuzzed = new Fuzzed();
  await fuzzed.open(server);
  for (let round = 1; round <= rounds; round++) {
    const seed = values.seed === undefined ? randomInt(2 ** 31) : whole('seed', values.seed) + round - 1;
    for (const { name, property } of fuzzed.claims()) {
      console.log(`round ${round} of ${rounds}, seed ${seed}: ${name}`);
      await fc.assert(property, { numRuns, seed });
    }
    if (!(await fuzzed.isWell())) throw new Error(`the server is not well: ${server.output.slice(-10_000)}`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await server.dispose();
}
