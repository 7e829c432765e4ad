import * as z from 'zod';
import { text } from './text-schema.ts';

/** A moment at which a cluster's size was decided, or at which it was decided not to change it. */
export const scalingRecord = z.object({
  seq: z.number(),
  /** The how-manieth change of its size this is, from 1 on; null where the size stayed. It never changes. */
  number: z.number().nullable(),
  /** ms since 1970. */
  at: z.number(),
  /** Nodes wanted before and after; equal when it stayed as it was. */
  from: z.number(),
  to: z.number(),
  /** Nodes that were there. */
  current: z.number(),
  why: text,
  /** Names of jobs that waited then, first come first: a few of them. */
  waited: z.array(z.string()),
});
export type ScalingRecord = z.infer<typeof scalingRecord>;
