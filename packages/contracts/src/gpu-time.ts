import * as z from 'zod';
import { uid } from './names.ts';

/**
 * What became of the time of GPUs that jobs held, in ms of one GPU. The parts of `allocatedMs` are `notMeasuredMs`, `idleMs` and `busyMs`, and
 * the parts of `busyMs` are `usefulMs`, `spinMs`, `inputMs` and `unsureMs`.
 */
const gpuTimeParts = {
  /** By the ledger of allocations. */
  allocatedMs: z.number(),
  /** No sample tells what the GPU did: never idle, never busy. */
  notMeasuredMs: z.number(),
  /** Measured, and it did nothing; `starvedMs` of it while what loads its input was busy. */
  idleMs: z.number(),
  starvedMs: z.number(),
  busyMs: z.number(),
  usefulMs: z.number(),
  /** It said that it was fully used, at power that was low and flat: it waited for another. */
  spinMs: z.number(),
  /** It was little used while what loads its input was busy. */
  inputMs: z.number(),
  /** What it was worth cannot be told: power or the load of the processors is not known. */
  unsureMs: z.number(),
};

/** GPUs of one sort, real or simulated: the two are never added up. */
export const gpuTimeSum = z.object({
  /** Different GPUs that jobs held. */
  gpus: z.number(),
  ...gpuTimeParts,
  /** What led to the verdicts: mean watts while they spun, and mean percent of one core for each GPU while they waited for input; null: none did. */
  spinWatts: z.number().nullable(),
  inputCpu: z.number().nullable(),
  /** GPUs on average over each step, oldest first; the last step may not be over, and is as long as it is. */
  steps: z.array(z.object({ allocated: z.number(), measured: z.number(), busy: z.number(), useful: z.number() })),
});
export type GpuTimeSum = z.infer<typeof gpuTimeSum>;

/** A job whose GPUs were idle while it held them. */
export const idleHolder = z.object({
  job: z.object({ uid, experiment: z.string(), name: z.string() }),
  /** It holds some still. */
  holds: z.boolean(),
  simulated: z.boolean(),
  ...gpuTimeParts,
});
export type IdleHolder = z.infer<typeof idleHolder>;

/** Jobs that are named as holders of idle GPUs: more is a list to work through. */
export const idleHoldersMost = 20;

/** Where the time of a workspace's GPUs went over the last day. Times are ms since 1970. */
export const gpuTimeOfDay = z.object({
  /** Steps begin here; later than a day ago where there are more allocations than one answer is made of. */
  from: z.number(),
  /** Moment of the answer: samples may be up to a minute older. */
  to: z.number(),
  stepMs: z.number(),
  /** Before it samples are not read yet, and all is told as not measured: ask again. As `from` once all are. */
  readFrom: z.number(),
  /** One GPU of so many was read where there are more samples than one answer may cost; the others are not measured. Mostly 1. */
  oneIn: z.number(),
  /** Null: no job held one. */
  real: gpuTimeSum.nullable(),
  simulated: gpuTimeSum.nullable(),
  /** The worst first: who had most idle time, of real GPUs before simulated ones. At most 20. */
  idle: z.array(idleHolder),
  /** Jobs with idle time besides. */
  idleRest: z.number(),
});
export type GpuTimeOfDay = z.infer<typeof gpuTimeOfDay>;
