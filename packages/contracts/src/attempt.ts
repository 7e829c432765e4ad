import * as z from 'zod';
import { failure } from './failure.ts';
import { type AttemptPhase, attemptMoves, outcomes } from './lifecycles.ts';
import { uid } from './names.ts';
import { volumeReport } from './planned-volume.ts';
import { text } from './text-schema.ts';

export const attemptPhases = Object.keys(attemptMoves) as [AttemptPhase, ...AttemptPhase[]];

/** When each phase began, in ms since 1970. */
export const phaseTimes = z.partialRecord(z.enum(attemptPhases), z.number());

/**
 * The one live copy of a piece of work. It travels with every message, byte and file of a task; anything older than
 * the current attempt is refused.
 */
export const fence = z.object({
  job: uid,
  /** 0 for a gang job, the index of the shard for an array. */
  unit: z.number().int().min(0),
  /** From 1. */
  attempt: z.number().int().min(1),
  /** 0 is the master. */
  task: z.number().int().min(0),
});
export type Fence = z.infer<typeof fence>;

/** `job/unit/attempt/task`: key in maps, directory on the node, start of every stream's id. */
export function fenceKey(of: Fence): string {
  return `${of.job}/${of.unit}/${of.attempt}/${of.task}`;
}

/** Reads {@link fenceKey}; undefined when it is none. */
export function parseFence(key: string): Fence | undefined {
  const [job, unit, attempt, task, ...rest] = key.split('/');
  if (rest.length > 0 || !/^\d+$/.test(unit ?? '') || !/^\d+$/.test(attempt ?? '') || !/^\d+$/.test(task ?? ''))
    return undefined;
  const result = fence.safeParse({ job, unit: Number(unit), attempt: Number(attempt), task: Number(task) });
  return result.success ? result.data : undefined;
}

/** A task of an attempt as it is presented. */
export const task = z.object({
  index: z.number(),
  node: z.object({ uid, name: z.string() }),
  phase: z.enum(attemptPhases),
  step: z.string().nullable(),
  steps: z.array(
    z.object({
      name: z.string(),
      startedAt: z.number(),
      endedAt: z.number().nullable(),
      /** How far it is, or how it went; null or absent where there is nothing to say. */
      detail: text.nullable().optional(),
    }),
  ),
  outcome: z.enum(outcomes).nullable(),
  exitCode: z.number().nullable(),
  reason: text.nullable(),
  gpuIds: z.array(z.number()),
  volumes: z.array(volumeReport),
  processes: z.array(
    z.object({
      index: z.number(),
      role: z.string(),
      rank: z.number(),
      /** `launcher`: a process of the plan starts it, as mpirun its ranks. Absent as `agent`. */
      startedBy: z.enum(['agent', 'launcher']).optional(),
      state: z.string(),
      exitCode: z.number().nullable(),
      signal: z.string().nullable(),
    }),
  ),
});

/** The rank that failed first over all nodes of an attempt. */
export const culprit = z.object({
  task: z.number(),
  rank: z.number(),
  node: z.string(),
  exitCode: z.number().nullable(),
  signal: z.string().nullable(),
  /** When it ended, ms since 1970 by the server's clock; null when the agent could not say. */
  at: z.number().nullable(),
});
export type Culprit = z.infer<typeof culprit>;

/** An attempt of a unit as it is presented. */
export const attempt = z.object({
  uid,
  unit: z.number(),
  number: z.number(),
  phase: z.enum(attemptPhases),
  phaseTimes,
  outcome: z.enum(outcomes).nullable(),
  exitCode: z.number().nullable(),
  reason: text.nullable(),
  /** Who is to blame when it failed; null when no process failed. */
  culprit: culprit.nullable(),
  /** Why it failed, by what it has in common with others; null or absent until that is known. */
  failure: failure.nullable().optional(),
  tasks: z.array(task),
});
export type Attempt = z.infer<typeof attempt>;
