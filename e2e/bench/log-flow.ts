/**
 * What one job prints as fast as it can, stored and followed to its end, beside what the disk takes of one writer; then 64 jobs that print
 * 1 MB/s each, beside the same programs into files. What is followed is held against what was printed, byte for byte.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openLive } from '@trainyard/sdk/live';
import { agentsOf, processorSeconds } from '../cluster/processes.ts';
import { adminToken } from '../cluster/server.ts';
import { Yard } from '../cluster/yard.ts';
import { asItSays, followToEnd, readLastLine, sameBytes } from './load/followed-stream.ts';
import { stdoutOf } from './load/stdout-of.ts';
import { within } from './load/within.ts';
import { type BenchRow, median, publish } from './report/report.ts';

const quick = process.argv.includes('--quick');
const runs = quick ? 3 : 5;
/** Lines of one run, some 107 bytes each. */
const lines = quick ? 500_000 : 4_000_000;
const jobs = 64;
const rate = 1_000_000;
const seconds = quick ? 4 : 30;
const rounds = quick ? 1 : 3;
/** Until all of many processes are there: each takes some 50 ms of a processor to start. */
const afterMs = 4_000;
const mb = 1_000_000;
/** Limits of waits: many times what a busy machine needs. */
const flowMs = quick ? 25_000 : 180_000;
const manyMs = afterMs + seconds * 1_000 + (quick ? 30_000 : 120_000);

const program = (name: string, ...args: number[]): string[] => [
  process.execPath,
  fileURLToPath(new URL(`load/${name}.ts`, import.meta.url)),
  ...args.map(String),
];
const asCommand = (parts: readonly string[]): string => parts.map((part) => `'${part}'`).join(' ');

const directory = mkdtempSync(join(tmpdir(), 'trainyard-bench-'));
const printedFile = join(directory, 'printed');

/** MB/s that one writer gets onto the disk, in order, until all of it is there. */
async function diskRate(bytes: number): Promise<number> {
  const part = Buffer.alloc(1024 * 1024, 'x');
  const file = await open(join(directory, 'disk'), 'w');
  const from = performance.now();
  for (let done = 0; done < bytes; done += part.length) await file.write(part);
  await file.datasync();
  const took = performance.now() - from;
  await file.close();
  rmSync(join(directory, 'disk'));
  return bytes / mb / (took / 1_000);
}

/** How long many processes took that printed into files, all at once: ms of each. */
async function intoFiles(): Promise<number[]> {
  const [command = '', ...args] = program('print-rate', rate, seconds, afterMs);
  const children: ChildProcess[] = [];
  const all = Array.from({ length: jobs }, async (_, at) => {
    const path = join(directory, `alone-${at}`);
    const file = openSync(path, 'w');
    const child = spawn(command, args, { stdio: ['ignore', file, 'inherit'] });
    closeSync(file);
    children.push(child);
    await once(child, 'exit');
    const { took } = readLastLine(readFileSync(path).subarray(-128));
    rmSync(path);
    return took;
  });
  try {
    return await within('the programs that print into files', manyMs, Promise.all(all));
  } finally {
    for (const child of children) child.kill();
  }
}

const raw = { disk: [], flow: [], cpuPerGb: [], alone: [], followed: [], behind: [] } as Record<string, number[]>;
const yard = await Yard.open(4, { vmSize: 'STANDARD_NC24' });
const live = openLive({ url: yard.server.url, token: adminToken });

/** Seconds of processor that the server and the agents took so far. */
const cpu = (): number =>
  [yard.server.pid, ...agentsOf(yard.server.home).map(({ pid }) => pid)].reduce(
    (sum, pid) => sum + processorSeconds(pid),
    0,
  );

/** One job that prints a file as fast as it can. */
async function flow(name: string, printed: Buffer): Promise<void> {
  raw.disk?.push(await diskRate(printed.length));
  const before = cpu();
  await yard.submit(name, { customToolkitSettings: { commandLine: `cat '${printedFile}'` }, cpusPerNode: 1 });
  const stream = await stdoutOf(yard, name);
  const following = followToEnd(live, stream, sameBytes(printed));
  const { bytes, firstAt, lastAt } = await within(`job ${name} to be followed to its end`, flowMs, following);
  raw.flow?.push(bytes / mb / ((lastAt - firstAt) / 1_000));
  raw.cpuPerGb?.push((cpu() - before) / (bytes / 1e9));
  await yard.inState(name, 'succeeded');
  if (!(await within('the stored log', flowMs, yard.bytes(stream))).equals(printed))
    throw new Error(`what is stored of job ${name} is not what was printed`);
}

/** Many jobs at once that print at a rate. */
async function many(round: number): Promise<void> {
  const commandLine = asCommand(program('print-rate', rate, seconds, afterMs));
  const names = Array.from({ length: jobs }, (_, at) => `many${round}-${at}`);
  for (const name of names) await yard.submit(name, { customToolkitSettings: { commandLine }, cpusPerNode: 1 });
  const all = names.map(async (name) => {
    const check = asItSays();
    const { firstAt, lastAt } = await followToEnd(live, await stdoutOf(yard, name), check);
    raw.followed?.push(check.took);
    raw.behind?.push(lastAt - firstAt - check.took);
  });
  await within(`${jobs} jobs to be followed to their ends`, manyMs, Promise.all(all));
}

try {
  const [command = '', ...args] = program('print-lines', lines);
  const file = openSync(printedFile, 'w');
  execFileSync(command, args, { stdio: ['ignore', file, 'inherit'] });
  closeSync(file);
  const printed = readFileSync(printedFile);
  for (let run = 0; run < runs; run++) await flow(`flow${run}`, printed);
  for (let round = 0; round < rounds; round++) {
    raw.alone?.push(...(await intoFiles()));
    await many(round);
  }
} finally {
  live.close();
  await yard.close();
  rmSync(directory, { recursive: true, force: true });
}

const ours = median(raw.flow ?? []);
const half = median(raw.disk ?? []) / 2;
const slowed = median(raw.followed ?? []) / median(raw.alone ?? []);
const shown = { target: 'shown', meets: true };
const rows: BenchRow[] = [
  {
    what: 'one job, stored and followed to its end, same bytes',
    unit: 'MB/s',
    ours,
    peer: 'half of what the disk takes',
    peerValue: half,
    ratio: ours / half,
    target: '≥ 0.6 ×',
    meets: ours / half >= 0.6,
  },
  { what: 'CPU of server and agent for 1 GB of it', unit: 's', ours: median(raw.cpuPerGb ?? []), ...shown },
  {
    what: `${jobs} jobs at 1 MB/s, until they are done, same bytes`,
    unit: 'ms',
    ours: median(raw.followed ?? []),
    peer: 'into files',
    peerValue: median(raw.alone ?? []),
    ratio: slowed,
    target: '≤ 1.05 ×',
    meets: slowed <= 1.05,
  },
  { what: 'the last line of those at the viewer after', unit: 'ms', ours: median(raw.behind ?? []), ...shown },
];
publish('log-flow', rows, raw);
