import * as z from 'zod';
import { uid } from './names.ts';
import { text } from './text-schema.ts';

/** How far a program is, by what it prints. What its output does not tell is null. */
export const progress = z.object({
  step: z.number().nullable(),
  steps: z.number().nullable(),
  epoch: z.number().nullable(),
  epochs: z.number().nullable(),
  /** 0–100. */
  percent: z.number().nullable(),
  /** Steps a second; `rateUnit` is what the output calls a step: `it`, `ex`, `batch`, `step`. */
  rate: z.number().nullable(),
  rateUnit: z.string().max(16).nullable(),
  /** Server's ms at which it will be through at this rate. */
  endsAt: z.number().nullable(),
  /** Server's ms by which it will be through in nine cases of ten, by how much its pace varies. Null or absent: too few steps to tell. */
  endsLateAt: z.number().nullable().optional(),
  /** Server's ms of the line that told it. */
  at: z.number().nullable(),
});
export type Progress = z.infer<typeof progress>;

/**
 * What a finding says of a running unit. `straggler`: ranks that hold the others back. `hang`: nothing goes on, and who stopped first.
 * `idle`: GPUs are held and not used. `starved`: GPUs wait for input.
 */
export const findingKinds = ['straggler', 'hang', 'idle', 'starved'] as const;

export const finding = z.object({
  kind: z.enum(findingKinds),
  /** Server's ms since when. */
  since: z.number(),
  /** Global ranks that it is about; empty: all. */
  ranks: z.array(z.number()).max(1_024),
  /** Node of the first of them. */
  node: z.string().nullable(),
  /** One sentence, by code of contracts/reasons. */
  says: text,
  /** What led to it, most telling first, by codes of contracts/reasons. */
  evidence: z.array(text).max(8),
});
export type Finding = z.infer<typeof finding>;

/** How a unit that runs fares, by what it prints and uses: the newest facts, kept in memory and told as they change. */
export const jobVitals = z.object({
  job: uid,
  unit: z.number(),
  attempt: z.number(),
  /** Server's ms of the newest fact in it. */
  at: z.number(),
  progress: progress.nullable(),
  /** Mean over the GPUs of the unit now; null: no sample. */
  gpuBusy: z.number().nullable(),
  /** Means of the last hour, oldest first, a minute each; null where nothing was sampled. */
  gpuHour: z.array(z.number().nullable()).max(60),
  /** Some of these GPUs are simulated. */
  simulated: z.boolean(),
  /** Server's ms of the newest line of any rank. */
  lastLineAt: z.number().nullable(),
  finding: finding.nullable(),
});
export type JobVitals = z.infer<typeof jobVitals>;

/** How a job fared last, kept with it: written when a finding begins or ends, and at the end of an attempt. */
export const recordedVitals = jobVitals.pick({ unit: true, attempt: true, at: true, progress: true, finding: true });
export type RecordedVitals = z.infer<typeof recordedVitals>;
