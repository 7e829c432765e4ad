import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Clock } from '@trainyard/runtime/clock';
import type { FactFiles } from '../proc-file.ts';
import { type GpuFound, type GpuSource, noReading } from './gpu-source.ts';
import { createNvidiaCsv, type NvidiaRow, queryFields } from './nvidia-csv.ts';

const query = [`--query-gpu=${queryFields.join(',')}`, '--format=csv'];
/** A driver without persistence mode wakes each of 16 cards for about a second. */
const detectMs = 30_000;
/** A row older than this says nothing of now: two periods and the time of a query. */
const freshMs = 2_500;
/** Silence after which the program hangs (a lost card can hold it in the kernel): it is started again. */
const hangMs = 15_000;
const firstBackoffMs = 1_000;
const mostBackoffMs = 60_000;

/** What the program found at the start. `absent`: the machine has no NVIDIA GPUs; `broken`: it has, and they do not answer. */
export type NvidiaDetected =
  | { state: 'found'; gpus: GpuFound[] }
  | { state: 'absent' }
  | { state: 'broken'; why: string };

/** Asks once which GPUs there are, of `indices` only when given. */
export function detectNvidia(program: string, files: FactFiles, indices?: readonly number[]): Promise<NvidiaDetected> {
  return new Promise((resolve) => {
    execFile(program, query, { timeout: detectMs, killSignal: 'SIGKILL' }, (error, stdout) => {
      const rows: NvidiaRow[] = [];
      const others: string[] = [];
      const csv = createNvidiaCsv(
        (row) => rows.push(row),
        (line) => others.push(line),
      );
      csv.push(stdout);
      csv.end();
      if (rows.length > 0) return resolve({ state: 'found', gpus: gpusOf(rows, indices) });
      // Hosts can have the program without a card; the loaded driver knows better.
      const hasCards = existsSync(`${files.proc}/driver/nvidia/gpus`);
      if (error !== null && hasCards) return resolve({ state: 'broken', why: others[0] ?? error.message });
      resolve({ state: 'absent' });
    });
  });
}

function gpusOf(rows: NvidiaRow[], indices?: readonly number[]): GpuFound[] {
  return rows
    .filter((row) => indices === undefined || indices.includes(row.index))
    .sort((a, b) => a.index - b.index)
    .slice(0, 64)
    .map(({ index, uuid, name, reading }) => {
      return { index, uuid, model: name, memoryBytes: reading['gpu.memory.total'] ?? 0, simulated: false };
    });
}

/**
 * Samples the GPUs by one program that runs on and prints a row a second for each. When it dies or hangs it is started again
 * with back-off; meanwhile the samples are gaps.
 */
export function watchNvidia(options: {
  clock: Clock;
  program: string;
  gpus: GpuFound[];
  onTrouble: (message: string) => void;
}): GpuSource {
  const { clock, program, gpus, onTrouble } = options;
  const rows = new Map<number, { row: NvidiaRow; at: number }>();
  let child: ChildProcess | undefined;
  let cancel: (() => void) | undefined;
  let failures = 0;
  let startedAt = 0;
  let heardAt = 0;
  let stopped = false;
  let told = '';

  /** The same trouble is told once: a lost card says so each second. */
  function trouble(message: string): void {
    if (message !== told) onTrouble(message);
    told = message;
  }

  function start(): void {
    const csv = createNvidiaCsv((row) => {
      rows.set(row.index, { row, at: heardAt });
    }, trouble);
    const own = spawn(program, [...query, '-lms', '1000'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child = own;
    startedAt = clock.monotonic();
    heardAt = startedAt;
    own.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      heardAt = clock.monotonic();
      csv.push(chunk);
    });
    own.stderr.setEncoding('utf8').on('data', (chunk: string) => trouble(chunk.trim().slice(0, 500)));
    own.on('error', (error) => ended(own, error.message));
    own.on('close', (code, signal) => {
      csv.end();
      ended(own, `it ended with ${signal ?? `exit code ${code}`}`);
    });
    cancel = clock.setTimeout(checkHang, hangMs);
  }

  function checkHang(): void {
    const left = heardAt + hangMs - clock.monotonic();
    if (left > 0) {
      cancel = clock.setTimeout(checkHang, left);
      return;
    }
    const hung = child;
    hung?.kill('SIGKILL');
    // One that the kernel holds does not even close: go on without it.
    if (hung) ended(hung, `it was silent for ${hangMs / 1000} s`);
  }

  function ended(which: ChildProcess, why: string): void {
    if (which !== child) return;
    child = undefined;
    cancel?.();
    if (stopped) return;
    if (clock.monotonic() - startedAt > mostBackoffMs) failures = 0;
    trouble(`${program} is started again: ${why}`);
    cancel = clock.setTimeout(start, Math.min(mostBackoffMs, firstBackoffMs * 2 ** Math.min(failures++, 10)));
  }

  start();
  return {
    kind: 'nvidia',
    source: 'nvidia',
    gpus,
    read(_, at) {
      return gpus.map((gpu) => {
        const latest = rows.get(gpu.index);
        return latest !== undefined && at - latest.at <= freshMs ? latest.row.reading : noReading;
      });
    },
    stop() {
      stopped = true;
      cancel?.();
      child?.kill('SIGKILL');
    },
  };
}
