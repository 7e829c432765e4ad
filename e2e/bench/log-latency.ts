/** From a process's write to the line at a viewer, for a real job on a real node, beside `tail -f` of a file that the same program fills. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Live, openLive } from '@trainyard/sdk/live';
import { adminToken } from '../cluster/server.ts';
import { until } from '../cluster/wait.ts';
import { Yard } from '../cluster/yard.ts';
import { monotonicMs } from './load/monotonic.ts';
import { type BenchRow, median, percentile, publish } from './report/report.ts';

/** Of each of the two, one after the other, so that both meet the same machine. */
const runs = 5;
const lines = 200;
const everyMs = 20;
/** Printed by each before the first that counts: programs run slower at first. */
const warmUp = 50;
const printer = [
  process.execPath,
  fileURLToPath(new URL('load/print-times.ts', import.meta.url)),
  String(warmUp + lines),
  String(everyMs),
];

/** Notes when each line came; a line is the time at which it was written. */
class Arrivals {
  readonly #seen: { written: number; arrived: number }[] = [];
  #text = '';
  #done: () => void = () => undefined;
  readonly whole = new Promise<void>((resolve) => {
    this.#done = resolve;
  });

  take(bytes: Uint8Array): void {
    const arrived = monotonicMs();
    const parts = (this.#text + Buffer.from(bytes).toString('latin1')).split('\n');
    this.#text = parts.pop() ?? '';
    for (const written of parts) this.#seen.push({ written: Number(written), arrived });
    if (this.#seen.length === warmUp + lines) this.#done();
  }

  /** Delays in ms, without the lines that were written before the viewer was there. */
  get counted(): number[] {
    const there = this.#seen[0]?.arrived ?? Number.NaN;
    const counted = this.#seen.slice(warmUp).filter(({ written }) => written > there);
    return counted.map(({ written, arrived }) => arrived - written);
  }
}

/** One job, its output followed as it is written. */
async function followed(yard: Yard, live: Live, name: string): Promise<number[]> {
  await yard.submit(name, printer.map((part) => `'${part}'`).join(' '));
  await yard.inState(name, 'running');
  const stream = await until('the stream of the job', async () => {
    const all = await yard.streams(name);
    return all.find(({ phase, fd }) => phase === 'run' && fd === 'stdout')?.stream;
  });
  const arrivals = new Arrivals();
  const failed = new Promise<never>((_, reject) => {
    live.follow(`log:${stream}`, { onLog: ({ bytes }) => arrivals.take(bytes), onError: reject });
  });
  await Promise.race([arrivals.whole, failed]);
  await yard.inState(name, 'succeeded');
  return arrivals.counted;
}

/** The same program into a file, and `tail -f` of it into this process. */
async function tailed(directory: string, name: string): Promise<number[]> {
  const file = join(directory, name);
  writeFileSync(file, '');
  const arrivals = new Arrivals();
  const tail = spawn('tail', ['-f', file], { stdio: ['ignore', 'pipe', 'inherit'] });
  tail.stdout.on('data', (bytes: Buffer) => arrivals.take(bytes));
  const [command = '', ...args] = printer;
  const writer: ChildProcess = spawn(command, args, { stdio: ['ignore', openSync(file, 'a'), 'inherit'] });
  await arrivals.whole;
  tail.kill();
  await once(tail, 'exit');
  if (writer.exitCode === null) await once(writer, 'exit');
  return arrivals.counted;
}

const directory = mkdtempSync(join(tmpdir(), 'trainyard-bench-'));
const yard = await Yard.open(1);
const live = openLive({ url: yard.server.url, token: adminToken });
const ours: number[][] = [];
const theirs: number[][] = [];
try {
  for (let run = 0; run < runs; run++) {
    ours.push(await followed(yard, live, `j${run}`));
    theirs.push(await tailed(directory, `j${run}`));
  }
} finally {
  live.close();
  await yard.close();
  rmSync(directory, { recursive: true, force: true });
}

function row(share: number, mostMs: number): BenchRow {
  const of = (all: number[][]): number => median(all.map((delays) => percentile(delays, share)));
  const [own, peerValue] = [of(ours), of(theirs)];
  return {
    what: `a job's write → line at the viewer, p${share * 100}`,
    unit: 'ms',
    ours: own,
    peer: 'tail -f',
    peerValue,
    ratio: own / peerValue,
    target: `≤ ${mostMs} ms`,
    meets: own <= mostMs,
  };
}
publish('log-latency', [row(0.5, 5), row(0.99, 20)], { ours, theirs });
