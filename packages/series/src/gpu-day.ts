/** The time of many jobs' GPUs over a day, step by step: from samples of each to sums that are exact parts of what was allocated. Pure. */
import { type GpuTimeOfDay, type GpuTimeSum, type IdleHolder, idleHoldersMost } from '@trainyard/contracts/gpu-time';
import { type GpuTrace, gpuTime } from './gpu-time.ts';

const parts = [
  'allocatedMs',
  'notMeasuredMs',
  'idleMs',
  'starvedMs',
  'busyMs',
  'usefulMs',
  'spinMs',
  'inputMs',
  'unsureMs',
] as const;
const evidence = ['spinWattMs', 'inputCpuMs'] as const;

/** As the contract says, with the evidence still as sums over time: watts · ms, percent of a core · ms. */
export type GpuParts = Record<(typeof parts)[number] | (typeof evidence)[number], number>;

/** Written out: there is one for each job and step, and what is made from a list of names takes ten times as long. */
const nothing = (): GpuParts => ({
  allocatedMs: 0,
  notMeasuredMs: 0,
  idleMs: 0,
  starvedMs: 0,
  busyMs: 0,
  usefulMs: 0,
  spinMs: 0,
  inputMs: 0,
  unsureMs: 0,
  spinWattMs: 0,
  inputCpuMs: 0,
});

/** Time of which no sample is known. */
export function unmeasured(allocatedMs: number): GpuParts {
  const told = nothing();
  told.allocatedMs = allocatedMs;
  told.notMeasuredMs = allocatedMs;
  return told;
}

/**
 * What became of a stretch of one job's time with its GPUs. Samples stand on whole seconds and allocations begin and end between them, so the
 * time is divided in proportion to the samples: the parts always add up to what was allocated.
 */
export function partsOf(allocatedMs: number, traces: readonly GpuTrace[]): GpuParts {
  const time = gpuTime(traces);
  if (time.allocatedMs === 0) return unmeasured(allocatedMs);
  const { byUse, missingMs, starvedMs, busyMs } = time;
  const part = (ms: number) => (ms * allocatedMs) / time.allocatedMs;
  const [spinMs, inputMs] = [part(byUse.spin), part(byUse.input - starvedMs)];
  return {
    allocatedMs,
    notMeasuredMs: part(missingMs),
    idleMs: part(byUse.idle + starvedMs),
    starvedMs: part(starvedMs),
    busyMs: part(busyMs),
    usefulMs: part(byUse.useful),
    spinMs,
    inputMs,
    unsureMs: part(byUse.unsure - missingMs),
    spinWattMs: spinMs * (time.evidence.spin.power ?? 0),
    inputCpuMs: part(byUse.input) * (time.evidence.input.taskCpu ?? 0),
  };
}

/** A job's time in one step of the day. */
export interface JobParts {
  job: string;
  simulated: boolean;
  parts: GpuParts;
}

export interface DayInput {
  /** What jobs did in each step of the day, oldest first; a job may stand in one several times. */
  steps: readonly (readonly JobParts[])[];
  /** How long each step is, ms: the last one may not be over. */
  lengths: readonly number[];
  /** Different GPUs that were held. */
  gpus: { real: number; simulated: number };
  /** By uid; jobs that are not here are left out. */
  jobs: ReadonlyMap<string, { uid: string; experiment: string; name: string }>;
  /** uids of the jobs that hold something still. */
  holding: ReadonlySet<string>;
}

/** Sums of the day, real and simulated apart, and who held idle GPUs. */
export function gpuDay(input: DayInput): Pick<GpuTimeOfDay, 'real' | 'simulated' | 'idle' | 'idleRest'> {
  const idle = [false, true].flatMap((simulated) => holders(input, simulated));
  return {
    real: sumOf(input, false),
    simulated: sumOf(input, true),
    idle: idle.slice(0, idleHoldersMost),
    idleRest: Math.max(0, idle.length - idleHoldersMost),
  };
}

function sumOf({ steps, lengths, gpus, jobs }: DayInput, simulated: boolean): GpuTimeSum | null {
  const count = simulated ? gpus.simulated : gpus.real;
  if (count === 0) return null;
  const each = steps.map((ofJobs) => {
    const step = nothing();
    for (const one of ofJobs) if (one.simulated === simulated && jobs.has(one.job)) addParts(step, one.parts);
    return step;
  });
  const whole = nothing();
  for (const step of each) addParts(whole, step);
  const { spinWattMs, inputCpuMs, ...told } = whole;
  const inputs = told.inputMs + told.starvedMs;
  return {
    gpus: count,
    ...told,
    spinWatts: told.spinMs === 0 ? null : spinWattMs / told.spinMs,
    inputCpu: inputs === 0 ? null : inputCpuMs / inputs,
    steps: each.map(({ allocatedMs, notMeasuredMs, busyMs, usefulMs }, at) => {
      const mean = (ms: number) => ms / Math.max(1, lengths[at] as number);
      return {
        allocated: mean(allocatedMs),
        measured: mean(allocatedMs - notMeasuredMs),
        busy: mean(busyMs),
        useful: mean(usefulMs),
      };
    }),
  };
}

/** Less idle time is the gap between two steps of a job, not a GPU that somebody misses. */
const idleLeastMs = 60_000;

function holders({ steps, jobs, holding }: DayInput, simulated: boolean): IdleHolder[] {
  const sums = new Map<string, GpuParts>();
  for (const { job, parts } of steps.flatMap((step) => step.filter((one) => one.simulated === simulated))) {
    const sum = sums.get(job) ?? nothing();
    sums.set(job, sum);
    addParts(sum, parts);
  }
  return [...sums]
    .flatMap(([uid, { spinWattMs: _, inputCpuMs: __, ...told }]): IdleHolder[] => {
      const job = jobs.get(uid);
      return job && told.idleMs >= idleLeastMs ? [{ job, holds: holding.has(uid), simulated, ...told }] : [];
    })
    .sort((a, b) => b.idleMs - a.idleMs || (a.job.uid < b.job.uid ? -1 : 1));
}

/** Adds to `sum`, part by part. */
export function addParts(sum: GpuParts, more: GpuParts): void {
  for (const name of parts) sum[name] += more[name];
  for (const name of evidence) sum[name] += more[name];
}
