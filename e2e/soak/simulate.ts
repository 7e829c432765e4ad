/**
 * `npm run soak simulate -- [--seeds N] [--from SEED] [--workers N]`: stories of a simulated fleet that CI does not tell, over all cores.
 * `--seed SEED` tells one, and with `--verbose` all that happened in it.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { tell } from '@trainyard/control/testing/tell';

/** Seeds up to here are CI's. */
const ciSeeds = 1_000;
const seedsUsual = 10_000;
/** Failing stories that are told in full. */
const toldMost = 5;
const progressEveryMs = 10_000;

/** What a worker answers of a seed. */
interface Told {
  seed: number;
  virtualMs: number;
  events: number;
  jobs: number;
  text: string | null;
}

async function one(seed: number): Promise<Told> {
  const { world, broken } = await tell(seed);
  return {
    seed,
    virtualMs: world?.ranMs ?? 0,
    events: world?.events ?? 0,
    jobs: world?.accepted.length ?? 0,
    text: broken?.text ?? null,
  };
}

if (isMainThread) process.exitCode = await main();
else parentPort?.on('message', async (seed: number) => parentPort?.postMessage(await one(seed)));

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string', default: String(seedsUsual) },
      from: { type: 'string', default: String(ciSeeds + 1) },
      workers: { type: 'string', default: String(availableParallelism()) },
      verbose: { type: 'boolean', default: false },
    },
  });
  if (values.seed !== undefined) return replay(whole('seed', values.seed), values.verbose);
  const from = whole('from', values.from);
  return soak(from, from + whole('seeds', values.seeds) - 1, whole('workers', values.workers));
}

/** A positive whole number of the command line, or a word on what is wrong. */
function whole(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  console.error(`--${name} must be a whole number above 0, not ${text}`);
  process.exit(2);
}

async function replay(seed: number, verbose: boolean): Promise<number> {
  const { world, broken } = await tell(seed);
  if (verbose) console.log(world?.chronicle.tell([]).join('\n'));
  console.log(broken ? broken.text : `seed ${seed}: all that must hold held (${world?.events} events)`);
  return broken ? 1 : 0;
}

async function soak(from: number, to: number, workers: number): Promise<number> {
  const startedAt = performance.now();
  const total = { seeds: 0, virtualMs: 0, events: 0, jobs: 0, failed: [] as number[] };
  let next = from;
  const say = (): void => {
    const ms = performance.now() - startedAt;
    const speed = Math.round(total.virtualMs / ms);
    const left = ((to - from + 1 - total.seeds) * ms) / Math.max(1, total.seeds) / 60_000;
    console.log(
      `${total.seeds} of ${to - from + 1} seeds, ${total.failed.length} failed, ${total.jobs} jobs, ${total.events} events, ${speed} × real time, about ${left.toFixed(1)} min left`,
    );
  };
  const timer = setInterval(say, progressEveryMs);
  const take = (worker: Worker, told: Told): void => {
    total.seeds += 1;
    total.virtualMs += told.virtualMs;
    total.events += told.events;
    total.jobs += told.jobs;
    if (told.text !== null) {
      total.failed.push(told.seed);
      if (total.failed.length <= toldMost) console.error(`\n${told.text}\n`);
    }
    if (next <= to) worker.postMessage(next++);
    else void worker.terminate();
  };
  const ends = Array.from({ length: Math.min(workers, to - from + 1) }, () => {
    const worker = new Worker(new URL(import.meta.url));
    worker.on('message', (told: Told) => take(worker, told));
    worker.postMessage(next++);
    return new Promise<void>((resolve, reject) => worker.on('error', reject).on('exit', () => resolve()));
  });
  await Promise.all(ends);
  clearInterval(timer);
  say();
  const shown = total.failed.map((seed) => `npm run soak simulate -- --seed ${seed}`);
  if (shown.length > 0) console.error(`failed:\n${shown.join('\n')}`);
  return total.failed.length > 0 ? 1 : 0;
}
