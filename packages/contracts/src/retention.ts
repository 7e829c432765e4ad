import * as z from 'zod';
import { duration } from './duration-schema.ts';

/** What of an ended job is kept, each for its own time. */
export const kept = ['logs', 'outputs', 'series'] as const;
export type Kept = (typeof kept)[number];

const keptFor = z.union([duration, z.literal('forever')]);

/** How long after its end a job's logs, stored outputs (checkpoints included) and series are kept; absent: as the workspace says, else forever. */
export const retention = z.strictObject({
  logs: keptFor.optional(),
  outputs: keptFor.optional(),
  series: keptFor.optional(),
});
export type Retention = z.infer<typeof retention>;

/** Whose word it was: a job's own goes before its workspace's. */
export const keepers = ['job', 'workspace'] as const;

/** That a part of a job was removed, and by what rule: the rule may be another one by now. */
export interface PrunedPart {
  /** ms since 1970. */
  at: number;
  /** How long after the job's end it was kept, an ISO 8601 duration. */
  keptFor: string;
  by: (typeof keepers)[number];
}

/** What was removed from a job. */
export type Pruned = Partial<Record<Kept, PrunedPart>>;

/** The same as it is presented. */
export const pruned = z.partialRecord(
  z.enum(kept),
  z.object({ at: z.string(), keptFor: z.string(), by: z.enum(keepers) }),
);

/** Bytes on the server's disk that belong to a workspace. `blobs` are the files shipped with its jobs, each content once. */
export const diskUse = z.object({
  logs: z.number(),
  outputs: z.number(),
  series: z.number(),
  blobs: z.number(),
  fileServers: z.number(),
  /** When it was counted. */
  countedAt: z.string(),
});
export type DiskUse = z.infer<typeof diskUse>;
