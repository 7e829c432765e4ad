/**
 * A process that follows how units fare while simulated agents print and sample, and says what that takes of its processor:
 * `node vitals-load.ts LOAD`, the JSON of a VitalsLoad; prints the JSON of a VitalsCost. Logs and samples come by the same ports as a
 * server's, without sockets and disks, so that nothing but the vitals is measured.
 */
import type { Appended } from '@trainyard/archive/logs/log-stream';
import type { SeriesFrame } from '@trainyard/contracts/series-frame';
import type { RunningUnit } from '@trainyard/db/readers/running';
import { systemClock } from '@trainyard/runtime/node/system';
import { startVitals, type VitalsPorts } from '../vitals/start-vitals.ts';
import { VitalsBook } from '../vitals/vitals-book.ts';

export interface VitalsLoad {
  jobs: number;
  ranks: number;
  /** Frames that each rank prints in a second, and their bytes; lines have about `lineBytes`. */
  framesPerSecond: number;
  frameBytes: number;
  lineBytes: number;
  /** s before it is measured, and while it is. */
  warmUp: number;
  seconds: number;
  /** False: the same load, and nobody follows it. */
  follows: boolean;
}

export interface VitalsCost {
  /** ms of processor time in a second. */
  cpuMs: number;
  /** Bytes that came in a second. */
  bytes: number;
  /** ms between a step being printed and being in the book, at worst: a look comes once a second. */
  behindMs: number;
  /** Units of which the book tells progress. */
  told: number;
}

const load = JSON.parse(process.argv[2] ?? '') as VitalsLoad;
const workspaceUid = 'workspace';
const uidOf = (job: number): string => `00000000-0000-4000-8000-${String(job).padStart(12, '0')}`;
const units = Array.from({ length: load.jobs }, (_, job): RunningUnit => {
  const ranks = Array.from({ length: load.ranks }, (__, rank) => {
    const task = Math.floor(rank / 8);
    return {
      rank,
      task,
      process: rank % 8,
      nodeUid: `n${job}-${task}`,
      node: `n${job}-${task}`,
      gpus: [`g${job}-${rank}`],
    };
  });
  return {
    uid: `a${job}`,
    job: uidOf(job),
    workspaceUid,
    unit: 0,
    attempt: 1,
    shard: false,
    runningAt: Date.now(),
    ranks,
  };
});

const printed = new Map<string, (appended: Appended) => void>();
let sampled: (frames: readonly SeriesFrame[]) => void = () => undefined;
const book = new VitalsBook();
const ports = {
  book,
  hub: { on: () => () => undefined },
  series: {
    overhear(listener: (frames: readonly SeriesFrame[]) => void) {
      sampled = listener;
      return () => undefined;
    },
  },
  logs: {
    onAppended(stream: string, listener: (appended: Appended) => void) {
      printed.set(stream, listener);
      return () => undefined;
    },
    info: async () => undefined,
  },
  read: async () => units,
  execute: async () => ({}),
  clock: systemClock,
  logger: { error: console.error, warn: console.error },
} as unknown as VitalsPorts;

const vitals = load.follows ? startVitals(ports) : undefined;
const offsets = new Map<string, number>();
/** When a step was printed, of the last few. */
const printedAt: number[] = [];
let step = 0;
let bytes = 0;

/** As many bytes of lines as a frame has; the last says the step. */
function frame(): Uint8Array {
  const line = `step ${step}/1000000 loss 0.4312 lr 0.0003`.padEnd(load.lineBytes - 1, ' ');
  return Buffer.from(`${line}\n`.repeat(Math.max(1, Math.floor(load.frameBytes / load.lineBytes))));
}

function print(job: number, of: Uint8Array): void {
  for (const { task, process: place } of units[job]?.ranks ?? []) {
    const stream = `${uidOf(job)}/0/1/${task}/run/${place}/stdout`;
    const offset = offsets.get(stream) ?? 0;
    offsets.set(stream, offset + of.length);
    bytes += of.length;
    printed.get(stream)?.({ offset, bytes: of, written: false, ended: false } as unknown as Appended);
  }
}

/** Samples that end now: ten seconds of them, as agents send them that nobody watches, or the hour before, which units that run for long remember. */
function sample(job: number, now: number, step = 1_000, count = 10): void {
  const { ranks = [] } = units[job] ?? {};
  const t0 = Math.floor(now / 1_000) * 1_000 - count * step;
  const fence = (task: number) => ({ job: uidOf(job), unit: 0, attempt: 1, task });
  const base = { version: 1, t0, skew: 0, step } as const;
  const values = (middle: number) => Array.from({ length: count }, () => middle + 4 * Math.random());
  const tasks = [...new Set(ranks.map(({ task }) => task))];
  sampled([
    ...ranks.flatMap(({ task, nodeUid, gpus: [device = ''] }): SeriesFrame[] => [
      { ...base, source: 'nvidia', nodeUid, device, metric: 'gpu.utilisation', fence: fence(task), values: values(94) },
      { ...base, source: 'nvidia', nodeUid, device, metric: 'gpu.power', fence: fence(task), values: values(290) },
    ]),
    ...tasks.map((task): SeriesFrame => {
      const device = String(task);
      const of = { ...base, source: 'host', nodeUid: `n${job}-${task}`, device, fence: fence(task) } as const;
      return { ...of, metric: 'process.cpu', values: values(110) };
    }),
  ]);
}

/** A second in forty parts, over which jobs are spread. */
const parts = 40;
let at = 0;
function turn(): void {
  const now = Date.now();
  const part = at % parts;
  if (part === 0) {
    step += 1;
    printedAt[step % 64] = now;
  }
  const text = frame();
  // With more than one frame in a second all ranks print in each part.
  const each = load.framesPerSecond > 1 ? Math.max(1, Math.round(load.framesPerSecond / parts)) : 1;
  for (let job = 0; job < load.jobs; job++) {
    if (load.framesPerSecond <= 1 && job % parts !== part) continue;
    for (let times = 0; times < each; times++) print(job, text);
  }
  const tenth = at % (10 * parts);
  for (let job = 0; job < load.jobs; job++) if (job % (10 * parts) === tenth) sample(job, now);
  at += 1;
}

// Whoever follows has read which units run by then.
await new Promise((resolve) => setImmediate(resolve));
for (let job = 0; job < load.jobs; job++) sample(job, Date.now() - 12_000, 30_000, 118);

let behindMs = 0;
/** How long ago the newest step was printed that the book does not have yet. */
function measureBehind(): void {
  const known = Math.min(...book.list(workspaceUid).map(({ progress }) => progress?.step ?? 0));
  const missing = printedAt[(known + 1) % 64];
  if (load.follows && known < step && missing !== undefined) behindMs = Math.max(behindMs, Date.now() - missing);
}

const begun = performance.now();
const timer = setInterval(() => {
  // What a late timer left out is made up for: load is by time.
  while (at < ((performance.now() - begun) / 1_000) * parts) turn();
}, 1_000 / parts);
await new Promise((resolve) => setTimeout(resolve, load.warmUp * 1_000));
const before = process.cpuUsage();
const from = performance.now();
bytes = 0;
const watch = setInterval(measureBehind, 500);
await new Promise((resolve) => setTimeout(resolve, load.seconds * 1_000));
const { user, system } = process.cpuUsage(before);
const seconds = (performance.now() - from) / 1_000;
clearInterval(timer);
clearInterval(watch);
const told = book.list(workspaceUid).filter(({ progress }) => progress !== null).length;
console.log(
  JSON.stringify({
    cpuMs: (user + system) / 1_000 / seconds,
    bytes: bytes / seconds,
    behindMs,
    told,
  } satisfies VitalsCost),
);
vitals?.stop();
process.exit(0);
