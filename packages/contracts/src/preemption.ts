import * as z from 'zod';
import { uid } from './names.ts';
import { priority } from './priority-schema.ts';
import { text } from './text-schema.ts';

const party = z.object({ uid, name: z.string(), experiment: z.string(), workspace: z.string(), priority });

/** Receipt of a pre-emption, the same for both sides: who took nodes from whom, why, and what it cost. */
export const preemptionReceipt = z.object({
  uid,
  /** ms since 1970. */
  at: z.number(),
  victim: party,
  unit: z.number(),
  attempt: z.number(),
  /** null when no job took the node: it was reclaimed or drained. */
  taker: party.nullable(),
  /** Names of the nodes that were taken. */
  nodes: z.array(z.string()),
  why: text,
  /** Time between the request and the end of the last process, ms; null until then. */
  stoppedAfterMs: z.number().nullable(),
  /** ms of running since the last checkpoint, or since the start without one. */
  lostMs: z.number(),
  /** Checkpoint from which it resumes, ms since 1970; null: from the beginning. */
  checkpointAt: z.number().nullable(),
  /** When its next attempt started, ms since 1970; null until then. */
  resumedAt: z.number().nullable(),
});
export type PreemptionReceipt = z.infer<typeof preemptionReceipt>;
