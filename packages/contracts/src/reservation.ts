import * as z from 'zod';
import { saying } from './detail-words.ts';
import { workspaceRef } from './identity.ts';
import { resourceName, uid } from './names.ts';

const time = z.iso.datetime({ offset: true });

/**
 * Nodes of a cluster kept for a workspace for a time. Without a workspace nobody may use them: a window for maintenance. Other jobs
 * start on them only if they must have ended before it begins.
 */
export const reservationCreate = z
  .strictObject({
    name: resourceName,
    nodeCount: z.number().int().min(1).max(10_000),
    workspace: workspaceRef.optional(),
    /** Now when absent. */
    from: time.optional(),
    /** Absent: until it is deleted. */
    to: time.optional(),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || Date.parse(from) < Date.parse(to), {
    path: ['to'],
    ...saying('BelowOther', { other: 'from' }),
  });
export type ReservationCreate = z.infer<typeof reservationCreate>;

export const reservation = z.object({
  uid,
  name: z.string(),
  cluster: z.string(),
  nodeCount: z.number(),
  workspace: z.string().nullable(),
  from: z.string(),
  to: z.string().nullable(),
  createdBy: z.string(),
  creationTime: z.string(),
});
export type Reservation = z.infer<typeof reservation>;
