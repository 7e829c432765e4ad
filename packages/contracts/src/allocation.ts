import * as z from 'zod';
import { uid } from './names.ts';

/** A row of the ledger: what of a node a job holds or held. Cost, fair share, rehearsal and "allocated" read it. */
export const allocation = z.object({
  uid,
  nodeUid: uid,
  jobUid: uid,
  unit: z.number(),
  attempt: z.number(),
  task: z.number(),
  gpuIds: z.array(z.number()),
  cpus: z.number(),
  memoryBytes: z.number(),
  /** ms since 1970; `to` is null while it is held. */
  from: z.number(),
  to: z.number().nullable(),
});
export type Allocation = z.infer<typeof allocation>;
