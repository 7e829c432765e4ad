import * as z from 'zod';
import { preemptionReceipt } from './preemption.ts';

/** What happened in a workspace over time. Times are ms since 1970. */
export const activity = z.object({
  /** Jobs that waited: the most in each step, oldest first. Steps are `stepMs` long and begin at `from`. */
  from: z.number(),
  stepMs: z.number(),
  waiting: z.array(z.number()),
  /** Jobs that wait at the end of the last step. */
  waitingNow: z.number(),
  /** Jobs that stopped waiting because they started, and half of them waited no longer than this; null without any. */
  started: z.number(),
  medianWaitMs: z.number().nullable(),
  /** Pre-emptions, newest first, at most 20. */
  preemptions: z.array(preemptionReceipt),
  /** What the nodes that have a price cost since `spentSince`, at the price of now, by currency. */
  spentSince: z.number(),
  spent: z.array(z.object({ currency: z.string(), amount: z.number() })),
});
export type Activity = z.infer<typeof activity>;
