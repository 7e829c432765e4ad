/** Lanes of tests: unit beside the code, simulation (`*.sim.test.ts`), integration (`e2e/specs`), browser (`e2e/specs/browser`), engines (`e2e/specs/engines`: what needs Docker, MPI or PyTorch), soak (long, by hand). */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));
const outside = ['**/node_modules/**', '**/dist/**'];

const lane = (name, test) => ({ root, test: { name, environment: 'node', exclude: outside, ...test } });

export default defineConfig({
  root,
  test: {
    // Two cores on the smallest machine that must pass.
    maxWorkers: 2,
    passWithNoTests: true,
    projects: [
      lane('unit', {
        include: ['{packages,apps}/*/src/**/*.test.ts', '.dev/**/*.test.mjs'],
        exclude: [...outside, '**/*.sim.test.ts'],
        // Far over what a test takes: a busy machine is no failure, a hang still is.
        testTimeout: 30_000,
      }),
      lane('simulation', {
        include: ['{packages,apps}/*/src/**/*.sim.test.ts', 'e2e/**/*.sim.test.ts'],
        testTimeout: 60_000,
      }),
      lane('integration', {
        include: ['e2e/specs/*.spec.ts'],
        fileParallelism: false,
        testTimeout: 120_000,
        hookTimeout: 120_000,
      }),
      lane('browser', {
        include: ['e2e/specs/browser/**/*.spec.ts'],
        fileParallelism: false,
        testTimeout: 120_000,
        hookTimeout: 120_000,
      }),
      lane('engines', {
        include: ['e2e/specs/engines/**/*.spec.ts'],
        fileParallelism: false,
        testTimeout: 180_000,
        hookTimeout: 180_000,
      }),
      lane('soak', {
        include: ['{packages,apps}/*/src/**/*.soak.ts', 'e2e/**/*.soak.ts'],
        fileParallelism: false,
        testTimeout: 6 * 3_600_000,
        hookTimeout: 600_000,
      }),
    ],
  },
});
