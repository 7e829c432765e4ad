/** What an agent takes of its machine: idle before any job, and after a hundred short ones. */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { agentsOf, processorSeconds } from '../cluster/processes.ts';
import { Yard } from '../cluster/yard.ts';
import { type BenchRow, publish } from './report/report.ts';

const jobs = 100;
/** The agent sits still this long before it is measured. */
const settleMs = 3_000;
const watchedMs = 10_000;

const yard = await Yard.open(1);
const agent = agentsOf(yard.server.home)[0]?.pid ?? 0;

function residentMiB(): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${agent}/status`, 'utf8'));
  return Number(line?.[1]) / 1024;
}

async function idle(): Promise<{ mib: number; percent: number }> {
  await pause(settleMs);
  const from = processorSeconds(agent);
  await pause(watchedMs);
  return { mib: residentMiB(), percent: ((processorSeconds(agent) - from) / (watchedMs / 1000)) * 100 };
}

const before = await idle();
const used = processorSeconds(agent);
for (let at = 0; at < jobs; at++) {
  await yard.submit(`j${at}`, 'true');
  await yard.inState(`j${at}`, 'succeeded');
}
const perJob = ((processorSeconds(agent) - used) / jobs) * 1000;
const after = await idle();
await yard.close();

const size = (what: string, mib: number): BenchRow => ({
  what,
  unit: 'MiB',
  ours: mib,
  target: '≤ 80 MiB',
  meets: mib <= 80,
});
const share = (what: string, percent: number): BenchRow => ({
  what,
  unit: '% of a core',
  ours: percent,
  target: '≤ 1 %',
  meets: percent <= 1,
});
publish(
  'agent-footprint',
  [
    size('agent, idle', before.mib),
    share('agent, idle', before.percent),
    size(`agent, idle after ${jobs} jobs`, after.mib),
    share(`agent, idle after ${jobs} jobs`, after.percent),
    { what: 'agent, processor time per short job', unit: 'ms', ours: perJob, target: 'shown', meets: true },
  ],
  { before, after, perJob },
);
