/**
 * What it takes of the server to find how jobs fare: a thousand quiet jobs, and one whose 64 ranks print 1 MB/s each. Agents are simulated
 * and speak by the ports of the log archive and the series hub; the same load with nobody following it is taken off.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type BenchRow, publish } from './report/report.ts';

const quick = process.argv.includes('--quick');
const entry = fileURLToPath(new URL('../../apps/bff/src/testing/vitals-load.ts', import.meta.url));
const time = quick ? { warmUp: 5, seconds: 5 } : { warmUp: 30, seconds: 30 };

interface Cost {
  cpuMs: number;
  bytes: number;
  behindMs: number;
  told: number;
}

function run(load: object): Cost {
  const out = execFileSync(process.execPath, [entry, JSON.stringify({ ...load, ...time })], { encoding: 'utf8' });
  return JSON.parse(out) as Cost;
}

/** Percent of a core that following takes. */
function measure(load: object): { percent: number; ours: Cost; unfollowed: Cost } {
  const unfollowed = run({ ...load, follows: false });
  const ours = run({ ...load, follows: true });
  return { percent: (ours.cpuMs - unfollowed.cpuMs) / 10, ours, unfollowed };
}

const quiet = measure({ jobs: 1_000, ranks: 1, framesPerSecond: 1, frameBytes: 80, lineBytes: 80 });
const sets = measure({ jobs: 100, ranks: 16, framesPerSecond: 1, frameBytes: 80, lineBytes: 80 });
const flood = measure({ jobs: 1, ranks: 64, framesPerSecond: 40, frameBytes: 26_214, lineBytes: 128 });
const most = (what: string, unit: string, ours: number, at: number): BenchRow => ({
  what,
  unit,
  ours,
  target: `≤ ${at} ${unit}`,
  meets: ours <= at,
});
/** Jobs print spread over a second, a look at each comes once a second; the rest is how exactly that is seen. */
const behindMost = 2_500;
publish(
  'vitals',
  [
    most('1,000 jobs, a line a second each: CPU', '% of a core', quiet.percent, 5),
    most('1,000 jobs: longest until a step is told', 'ms', quiet.ours.behindMs, behindMost),
    most('100 jobs of 16 ranks, a line a second each: CPU', '% of a core', sets.percent, 10),
    most('64 ranks, 1 MB/s each: CPU', '% of a core', flood.percent, 10),
    most('64 ranks, 1 MB/s each: longest until a step is told', 'ms', flood.ours.behindMs, behindMost),
  ],
  { quiet, sets, flood },
);
