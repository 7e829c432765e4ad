/**
 * Many real jobs that do nothing, over four nodes: each submission is durable before it is answered, each job is a process. Beside Slurm
 * with four nodes on the same machine, and beside what the machine can spawn at all. `--quick`: fewer jobs, one run.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { adminToken } from '../cluster/server.ts';
import { Yard } from '../cluster/yard.ts';
import { FinishedJobs } from './load/finished-jobs.ts';
import { sendJson, storm } from './load/storm.ts';
import { Slurm, whySlurmCannotRun } from './peers/slurm.ts';
import { type BenchRow, median, publish } from './report/report.ts';

const quick = process.argv.includes('--quick');
const jobs = quick ? 200 : 1_000;
const runs = quick ? 1 : 5;
const nodes = 4;
/** CPUs of a STANDARD_NC6, of which each job takes one. */
const cpus = 6;
const connections = 32;

interface Run {
  ours: number[];
  slurm: number[];
  bare: number[];
}

const perSecond = (count: number, from: number): number => count / ((performance.now() - from) / 1000);

/** What the machine spawns at all with every core busy: a shell on each that starts one process after the other. */
async function bareRate(): Promise<number> {
  const workers = availableParallelism();
  const each = Math.ceil(jobs / workers);
  const from = performance.now();
  const loop = `i=0; while [ $i -lt ${each} ]; do bash -c true; i=$((i+1)); done`;
  await Promise.all(
    Array.from({ length: workers }, () => once(spawn('bash', ['-c', loop], { stdio: 'ignore' }), 'exit')),
  );
  return perSecond(each * workers, from);
}

async function ourRate(yard: Yard, finished: FinishedJobs, run: number): Promise<number> {
  const headers = { authorization: `Bearer ${adminToken}` };
  const path = '/api/v1/workspaces/w/experiments/e/jobs';
  const { url } = yard.server;
  const from = performance.now();
  const body = { cluster: { name: 'c' }, cpusPerNode: 1, customToolkitSettings: { commandLine: 'true' } };
  const ask = (at: number) => sendJson('POST', url, path, headers, { name: `r${run}-${at}`, ...body });
  await Promise.all([storm(url, connections, jobs, ask), finished.more(jobs)]);
  return perSecond(jobs, from);
}

async function slurmRate(slurm: Slurm): Promise<number> {
  const from = performance.now();
  await slurm.runAll(jobs);
  return perSecond(jobs, from);
}

async function measure(yard: Yard, slurm: Slurm | undefined): Promise<Run> {
  const finished = await FinishedJobs.of(yard);
  const seen: Run = { ours: [], slurm: [], bare: [] };
  // The first jobs of a server meet cold code and caches; so do Slurm's.
  await ourRate(yard, finished, -1);
  for (let run = 0; run < runs; run++) {
    seen.ours.push(await ourRate(yard, finished, run));
    if (slurm) seen.slurm.push(await slurmRate(slurm));
    seen.bare.push(await bareRate());
  }
  finished.close();
  return seen;
}

const missing = whySlurmCannotRun();
if (missing !== undefined) console.warn(`without Slurm: ${missing}`);
const yard = await Yard.open(nodes);
const slurm =
  missing === undefined
    ? await Slurm.start(nodes, cpus).catch(async (error) => {
        await yard.close();
        throw error;
      })
    : undefined;
let seen: Run;
try {
  seen = await measure(yard, slurm);
} finally {
  await slurm?.stop();
  await yard.close();
}
const [ours, theirs, bare] = [median(seen.ours), median(seen.slurm), median(seen.bare)];
const rows: BenchRow[] = [
  {
    what: `${jobs} jobs over ${nodes} nodes, beside Slurm`,
    unit: 'jobs/s',
    ours,
    peer: missing === undefined ? 'Slurm, tuned' : `Slurm: ${missing}`,
    ...(missing === undefined && { peerValue: theirs, ratio: ours / theirs }),
    target: '≥ 5 × tuned Slurm',
    meets: missing === undefined && ours / theirs >= 5,
  },
  {
    what: `${jobs} jobs over ${nodes} nodes, beside bare processes`,
    unit: 'jobs/s',
    ours,
    peer: 'bash -c true, every core busy',
    peerValue: bare,
    ratio: ours / bare,
    target: '≥ 0.6 × bare spawn rate',
    meets: ours / bare >= 0.6,
  },
];
publish('jobs', rows, seen);
