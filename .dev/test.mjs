/**
 * `npm test [-- LANE… FILTER…]`: installs what the tests need and runs the lanes one after another.
 * Words that name no lane are file filters for the test lanes. The last line is `N passed, N failed`.
 */
import { ensureInstalled } from './install.mjs';
import { lanes } from './lanes.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

const words = process.argv.slice(2);
const named = words.filter((word) => word in lanes);
const filters = words.filter((word) => !(word in lanes));
const testLanes = ['unit', 'simulation', 'integration', 'browser', 'engines'];
let chosen = named;
if (chosen.length === 0) chosen = filters.length > 0 ? testLanes : Object.keys(lanes);

let passed = 0;
const failed = [];
const summary = [];

async function timed(name, work) {
  const from = performance.now();
  console.log(`\n── ${name}`);
  let result;
  try {
    result = await work();
  } catch (error) {
    result = { passed: 0, failed: [`${name}: ${error.message}`] };
  }
  passed += result.passed;
  failed.push(...result.failed.map((what) => `${name}: ${what}`));
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  const verdict = result.failed.length === 0 ? 'ok  ' : 'FAIL';
  summary.push(
    `${verdict} ${name.padEnd(12)} ${String(result.passed).padStart(5)} passed ${String(result.failed.length).padStart(4)} failed ${seconds.padStart(7)} s`,
  );
  return result.failed.length === 0;
}

const ready = await timed('install', () => {
  ensureInstalled();
  if (!chosen.some((name) => testLanes.includes(name))) return { passed: 0, failed: [] };
  const missing = ensureSystemPackages(chosen).map((item) => `${item.package} is not installed (${item.why})`);
  if (missing.length > 0 && process.env.CI !== 'true') console.warn(`warning: ${missing.join('\nwarning: ')}`);
  return { passed: 0, failed: process.env.CI === 'true' ? missing : [] };
});

if (ready) {
  for (const name of chosen) await timed(name, () => lanes[name](filters));
  if (filters.length > 0 && passed + failed.length === 0) failed.push(`no test matches ${filters.join(' ')}`);
}

console.log(`\n${summary.join('\n')}`);
for (const what of failed) console.log(`FAILED ${what}`);
process.exitCode = failed.length > 0 ? 1 : 0;
console.log(`${passed} passed, ${failed.length} failed`);
