import * as z from 'zod';
import { text } from './text-schema.ts';

/** A moment at which a cluster's size was decided, or at which it was decided not to change it. */
export const scalingRecord = z.object({
  seq: z.number(),
  /** ms since 1970. */
  at: z.number(),
  /** Nodes wanted before and after; equal when it stayed as it was. */
  from: z.number(),
  to: z.number(),
  /** Nodes that were there. */
  current: z.number(),
  why: text,
});
export type ScalingRecord = z.infer<typeof scalingRecord>;
