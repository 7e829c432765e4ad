import * as z from 'zod';
import { sha256, uid } from './names.ts';

/** `output`: of an output directory; `checkpoint`: of the checkpoint directory, restored before the next attempt. */
export const artifactKinds = ['output', 'checkpoint'] as const;

/** A file that a job left. */
export const artifact = z.object({
  uid,
  unit: z.number(),
  attempt: z.number(),
  task: z.number(),
  kind: z.enum(artifactKinds),
  /** Id of the output directory; `checkpoints` for checkpoints. */
  directory: z.string(),
  path: z.string(),
  bytes: z.number(),
  sha256,
  storedAt: z.string(),
});
export type Artifact = z.infer<typeof artifact>;
