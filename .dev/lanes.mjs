/** The lanes of `npm test`, in order. Each answers how many checks passed and failed, and names what failed. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { bundledApps, ensureBuilt } from './build.mjs';
import { ensureSiteBuilt, sites } from './build-site.mjs';
import { pinnedEnv, pinnedNode, root } from './install.mjs';

const bin = (name) => join(root, 'node_modules', '.bin', name);

/** One static check counts as one. */
function check(name, command, args) {
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: pinnedEnv() });
  return done.status === 0 ? { passed: 1, failed: [] } : { passed: 0, failed: [name] };
}

function sum(results) {
  return {
    passed: results.reduce((total, result) => total + result.passed, 0),
    failed: results.flatMap((result) => result.failed),
  };
}

function vitest(project, filters) {
  const report = join(root, '.cache', 'test', `${project}.json`);
  mkdirSync(join(root, '.cache', 'test'), { recursive: true });
  rmSync(report, { force: true });
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', '.dev/vitest.config.mjs', '--project', project];
  args.push('--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...filters);
  // Tests start hundreds of threads and processes from the same sources: compiled once, they start in half the time.
  const env = pinnedEnv({ NODE_COMPILE_CACHE: join(root, '.cache', 'compiled') });
  const done = spawnSync(pinnedNode, args, { cwd: root, stdio: 'inherit', env });
  return countVitest(project, done.status, readReport(report), process.env.CI === 'true');
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The beginning of why a test failed, and where: whoever sees only the end of a run must know what to look at. */
function why([message = ''] = []) {
  const lines = stripVTControlCharacters(message).split('\n');
  const isPlace = (line) => /^\s+at .*\.test\.|^\s+at .*\.spec\.|^\s+at .*testing/.test(line);
  const said = lines.filter((line) => line.trim() !== '' && !/^\s+at /.test(line)).slice(0, 12);
  return [...said, ...lines.filter(isPlace).slice(0, 1)].map((line) => `\n    ${line.trim().slice(0, 300)}`).join('');
}

/**
 * Counts a report of Vitest. A file that failed without a failing test counts as one, so does a run that failed
 * with neither (an unhandled error, a crash). In CI a skipped test is a failure.
 */
export function countVitest(project, status, report, inCi) {
  if (report === undefined)
    return { passed: 0, failed: [`${project}: the run ended without a report (exit ${status})`] };
  const failed = [];
  let passed = 0;
  for (const file of report.testResults) {
    const name = file.name.replace(`${root}/`, '');
    const before = failed.length;
    for (const test of file.assertionResults) {
      if (test.status === 'passed') passed += 1;
      else if (test.status === 'failed') failed.push(`${name} › ${test.fullName}${why(test.failureMessages)}`);
      else if (inCi) failed.push(`${name} › ${test.fullName} (${test.status}: nothing may be skipped in CI)`);
    }
    if (file.status === 'failed' && failed.length === before) failed.push(`${name} (the file itself failed)`);
  }
  if (status !== 0 && failed.length === 0) failed.push(`${project}: failed outside a test (exit ${status})`);
  return { passed, failed };
}

async function bundles() {
  const results = [];
  const build = async (app, work) => {
    try {
      await work(app);
      results.push({ passed: 1, failed: [] });
    } catch (error) {
      results.push({ passed: 0, failed: [`bundle of ${app}: ${error.message}`] });
    }
  };
  for (const app of bundledApps()) await build(app, ensureBuilt);
  for (const site of sites()) await build(site, ensureSiteBuilt);
  return sum(results);
}

/** What runs against the built product. */
async function overBundles(project, filters) {
  const built = await bundles();
  return built.failed.length > 0 ? built : sum([built, vitest(project, filters)]);
}

export const lanes = {
  types: () =>
    sum([
      check('types of everything', bin('tsc'), ['-p', '.dev/tsconfig.node.json']),
      check('types of the portal (a browser, no Node)', bin('tsc'), ['-p', '.dev/tsconfig.portal.json']),
      check('types of the pure packages (no Node, no DOM)', bin('tsc'), ['-p', '.dev/tsconfig.pure.json']),
    ]),
  lint: () => check('lint and format', bin('biome'), ['check', '--error-on-warnings', '--max-diagnostics=100']),
  boundaries: () => check('boundaries', pinnedNode, ['.dev/boundaries.mjs']),
  unit: (filters) => vitest('unit', filters),
  simulation: (filters) => vitest('simulation', filters),
  integration: (filters) => overBundles('integration', filters),
  browser: (filters) => overBundles('browser', filters),
  engines: (filters) => overBundles('engines', filters),
};
