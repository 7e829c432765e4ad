import * as z from 'zod';
import { resourceName, uid } from './names.ts';
import { text } from './text-schema.ts';

/** Rows that a list may be entered at by their place: what a scrollbar can point at. */
export const offsetMost = 10_000_000;

/** What narrows a list of jobs; several together narrow further. */
export const jobFilterFields = {
  /** States, separated by commas. */
  state: z.string().max(128).optional(),
  cluster: resourceName.optional(),
  experiment: resourceName.optional(),
  /** Who submitted it, whole. */
  owner: z.string().min(1).max(256).optional(),
  /** `key`, `key=value`, or `key=start*`. */
  tag: z.string().min(1).max(512).optional(),
  /** Priorities, separated by commas. */
  priority: z.string().max(64).optional(),
  /** Submitted at or after: a time (`2026-11-19T21:00:00Z`, `2026-11-19`), or how long ago (`P1D`). */
  since: z.string().max(64).optional(),
  /** Submitted before. */
  until: z.string().max(64).optional(),
  /** Part of the name, the experiment, the owner or a tag, without regard to case. */
  text: z.string().max(128).optional(),
  exit: z.coerce.number().int().min(-1).max(255).optional(),
  /** Id of a failure family. */
  family: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
};

/** The same as a body has it. */
export const jobFilter = z.strictObject({ ...jobFilterFields, exit: z.number().int().min(-1).max(255).optional() });
export type JobFilter = z.infer<typeof jobFilter>;

/** How many jobs of a list are in each state; `sum` is all of them. */
export const jobCounts = z.object({
  sum: z.number(),
  states: z.record(z.string(), z.number()),
  /** Jobs in the workspace whatever the filter. */
  all: z.number(),
  /** seq that it is current to. */
  seq: z.number(),
});
export type JobCounts = z.infer<typeof jobCounts>;

/** Jobs that one request changes at most; more are done by asking again with `after`. */
export const bulkMost = 500;

/** Which jobs: those named, or those that a filter finds, newest first, from the `next` of the answer before. */
export const bulkJobs = z.strictObject({
  uids: z.array(uid).min(1).max(bulkMost).optional(),
  filter: jobFilter.optional(),
  after: z.string().max(256).optional(),
});
export type BulkJobs = z.infer<typeof bulkJobs>;

/** What became of each. `next` is null when there are no more. */
export const bulkDone = z.object({
  done: z.array(
    z.object({
      uid,
      name: z.string(),
      /** What it had before, as far as it can be given back. */
      before: z.object({ held: z.boolean(), schedulingPriority: z.string() }).optional(),
      /** The job that was made of it. */
      made: z.object({ uid, name: z.string() }).optional(),
    }),
  ),
  /** Those that it does not apply to, or that refused; `why` is an error of contracts/errors. */
  refused: z.array(z.object({ uid, name: z.string(), why: text })),
  next: z.string().nullable(),
  seq: z.number(),
});
export type BulkDone = z.infer<typeof bulkDone>;
