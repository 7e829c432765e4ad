/**
 * Durable submissions: one by one over HTTP, 64 at once, and 10,000 in one request. Each answer waits until the job is on the disk, with us
 * and with all that stands beside us: what Express and SQLite alone do (a row a job, nothing else), and BullMQ on redis with every write
 * synced, where redis is installed. BullMQ is used from the process that has the jobs; ours from another one, by HTTP. So it is measured
 * both ways: called directly with 64 calls at once, as its users do, and behind a bare Express, which is the same work as ours. Of many
 * at once there is the direct way alone (`addBulk`). A job of ours is checked against its cluster, explained, and told to everybody who
 * watches; one of theirs is stored. `--quick`: fewer jobs, one run.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { processorSeconds } from '../cluster/processes.ts';
import { adminToken } from '../cluster/server.ts';
import { Yard } from '../cluster/yard.ts';
import { inFlight } from './load/in-flight.ts';
import { type Storm, sendJson, storm } from './load/storm.ts';
import { startRedis } from './peers/redis.ts';
import { startPeer } from './peers/start-peer.ts';
import { type BenchRow, median, percentile, publish } from './report/report.ts';

const quick = process.argv.includes('--quick');
const connections = 64;
/** Of each, one after the other, so that all meet the same machine. */
const runs = quick ? 1 : 5;
const perRun = quick ? 1_000 : 4_000;
const atOnce = quick ? 1_000 : 10_000;

/** One way to submit: a round of it, and the processes that do the work. */
interface Way {
  name: string;
  pids: number[];
  round(run: number): Promise<Storm>;
}

interface Measured extends Way {
  rounds: { perSecond: number; p50: number; p99: number; cpuMicros: number }[];
}

const common = { cluster: { name: 'c' }, customToolkitSettings: { commandLine: 'true' } };
const headers = { authorization: `Bearer ${adminToken}` };
const jobsPath = '/api/v1/workspaces/w/experiments/e/jobs';
const job = (name: string) => ({ name, ...common });

const directory = mkdtempSync(join(tmpdir(), 'trainyard-bench-'));
const bare = await startPeer('bare-express.ts', join(directory, 'peer.db'));
const redis = await startRedis(directory);
const queue = redis && new Queue('direct', { connection: { path: redis.socket } });
const behind = redis && (await startPeer('bullmq-express.ts', redis.socket));
const yard = await Yard.open(0);

function byHttp(url: string, path: string): Way['round'] {
  const ask = (run: number) => (at: number) => sendJson('POST', url, path, headers, job(`r${run}-${at}`));
  return (run) => storm(url, connections, perRun, ask(run));
}

const ours: Way = { name: 'ours', pids: [yard.server.pid], round: byHttp(yard.server.url, jobsPath) };
const single: Way[] = [
  ours,
  { name: 'bare Express + SQLite', pids: [bare.child.pid ?? 0], round: byHttp(bare.url, '/jobs') },
];
const bulk: Way[] = [{ ...ours, round: submitMany }];
if (redis && queue && behind) {
  const pids = [redis.child.pid ?? 0, behind.child.pid ?? 0];
  single.push({ name: 'BullMQ behind Express', pids, round: byHttp(behind.url, '/jobs') });
  // Its own work is done in this process too, so that counts.
  const direct = { name: 'BullMQ, called directly', pids: [redis.child.pid ?? 0, process.pid] };
  const add = (at: number) => queue.add('job', job(String(at)));
  single.push({ ...direct, round: () => inFlight(connections, perRun, add) });
  bulk.push({ ...direct, name: 'BullMQ addBulk, called directly', round: addBulk });
}

async function submitMany(run: number): Promise<Storm> {
  const { url } = yard.server;
  const jobs = Array.from({ length: atOnce }, (_, at) => ({ name: `b${run}-${at}` }));
  const made = await storm(url, 1, 1, () => sendJson('POST', url, `${jobsPath}/bulk`, headers, { common, jobs }));
  return { ...made, perSecond: made.perSecond * atOnce };
}

async function addBulk(run: number): Promise<Storm> {
  const jobs = Array.from({ length: atOnce }, (_, at) => ({ name: 'job', data: job(`b${run}-${at}`) }));
  const made = await inFlight(1, 1, async () => queue?.addBulk(jobs));
  return { ...made, perSecond: made.perSecond * atOnce };
}

const secondsOf = (pids: number[]): number => pids.reduce((sum, pid) => sum + processorSeconds(pid), 0);

/** Every way once, then every way once more; the first time does not count, since nobody's code is warm then. */
async function alternate(ways: readonly Way[], jobs: number): Promise<Measured[]> {
  const measured = ways.map((way): Measured => ({ ...way, rounds: [] }));
  for (let run = 0; run <= runs; run++) {
    for (const { pids, round, rounds } of measured) {
      const before = secondsOf(pids);
      const { perSecond, times } = await round(run);
      const cpuMicros = ((secondsOf(pids) - before) / jobs) * 1e6;
      if (run > 0) rounds.push({ perSecond, p50: percentile(times, 0.5), p99: percentile(times, 0.99), cpuMicros });
    }
  }
  return measured;
}

/** Ours beside each of the others. */
function rowsOf([own, ...others]: Measured[], row: Pick<BenchRow, 'what' | 'unit' | 'target'> & Judge): BenchRow[] {
  const value = ({ rounds }: Measured) => median(rounds.map((one) => one[row.of]));
  const { what, unit, target, meets } = row;
  if (!own) return [];
  const mine = { what, unit, ours: value(own), target, meets: meets(value(own)) };
  if (others.length === 0) return [mine];
  return others.map((other) => ({
    ...mine,
    peer: other.name,
    peerValue: value(other),
    ratio: value(own) / value(other),
  }));
}

interface Judge {
  of: keyof Measured['rounds'][number];
  meets(value: number): boolean;
}

try {
  const one = await alternate(single, perRun);
  const many = await alternate(bulk, atOnce);
  const speed = { of: 'perSecond', unit: '1/s' } as const;
  const cpu = { of: 'cpuMicros', unit: 'µs', target: '–', meets: () => true } as const;
  publish(
    'submissions',
    [
      ...rowsOf(one, {
        ...speed,
        what: `durable submissions, ${connections} connections`,
        target: '≥ 12,000 /s',
        meets: (value) => value >= 12_000,
      }),
      ...rowsOf(one, { of: 'p99', what: 'their time, p99', unit: 'ms', target: '≤ 15 ms', meets: (ms) => ms <= 15 }),
      ...rowsOf(one, { ...cpu, what: 'CPU of its processes for each' }),
      ...rowsOf(many, {
        ...speed,
        what: `jobs of ${atOnce} in one request`,
        target: '≥ 100,000 /s',
        meets: (value) => value >= 100_000,
      }),
      ...rowsOf(many, { ...cpu, what: 'CPU of its processes for each of them' }),
    ],
    Object.fromEntries([...one, ...many].map(({ name, rounds }, at) => [`${name} ${at}`, rounds])),
  );
} finally {
  await queue?.close();
  for (const child of [bare.child, behind?.child, redis?.child]) child?.kill();
  await yard.close();
  rmSync(directory, { recursive: true, force: true });
}
