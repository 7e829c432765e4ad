import * as z from 'zod';
import { saying } from './detail-words.ts';
import { failure } from './failure.ts';

/** Ours: many shards of one job. Each is its own unit; a shard exists in the database only once it starts. */
export const array = z
  .strictObject({
    /** Shards are numbered from 0; each has TRAINYARD_SHARD_INDEX and TRAINYARD_SHARD_COUNT. */
    count: z.number().int().min(1).max(1_000_000),
    /** Shards that run at once; absent: as many as fit. */
    maxParallel: z.number().int().min(1).max(1_000_000).optional(),
    /** Shards that must succeed for the job to succeed; absent: all. */
    minSucceeded: z.number().int().min(0).max(1_000_000).optional(),
    /** The job fails, and stops its shards, once more than this many failed for good; absent: those that minSucceeded leaves. */
    maxFailed: z.number().int().min(0).max(1_000_000).optional(),
  })
  .refine(({ count, minSucceeded }) => (minSucceeded ?? 0) <= count, {
    path: ['minSucceeded'],
    ...saying('AboveOther', { other: 'count' }),
  });
export type ArraySettings = z.infer<typeof array>;

/** How an array stands. */
export const arrayProgress = z.object({
  count: z.number(),
  /** Never started. */
  waiting: z.number(),
  running: z.number(),
  /** To start again. */
  retrying: z.number(),
  succeeded: z.number(),
  failed: z.number(),
});
export type ArrayProgress = z.infer<typeof arrayProgress>;

/** Index of a unit in a query: 0 for a gang, a shard's for an array. */
export const unitIndex = z.coerce.number().int().min(0).max(1_000_000);

/** A unit of a job as it is presented: a shard, or the one unit of a gang. */
export const unit = z.object({
  index: z.number(),
  state: z.enum(['queued', 'running', 'succeeded', 'failed']),
  attempts: z.number(),
  failures: z.number(),
  losses: z.number(),
  /** ms that its ended attempts ran. */
  ranMs: z.number(),
  /** Why its newest attempt that failed did; null or absent where none did. */
  failure: failure.nullable().optional(),
});
export type Unit = z.infer<typeof unit>;
