import * as z from 'zod';
import { uid } from './names.ts';

const most = z.number().int().min(0).max(10_000_000);

/** What a workspace or a user may use at once, over all clusters; what is absent is not limited. */
export const limitAmounts = z.strictObject({
  cores: most.optional(),
  gpus: most.optional(),
  /** Jobs that run at once. */
  jobs: most.optional(),
  /** Jobs that wait at once: a further one is refused with 429 until some have started. */
  waiting: most.optional(),
});
export type LimitAmounts = z.infer<typeof limitAmounts>;

export const limitScopes = ['workspace', 'user'] as const;
export type LimitScope = (typeof limitScopes)[number];

/** `name`: reference of the workspace, name of the user, or `*` for each that has no limit of its own. */
export const limitKey = z.strictObject({ scope: z.enum(limitScopes), name: z.string().min(1).max(256) });

export const limit = limitKey.extend({
  uid,
  limits: limitAmounts,
  /** What is used now; null for `*`. */
  used: z.object({ cores: z.number(), gpus: z.number(), jobs: z.number(), waiting: z.number() }).nullable(),
});
export type Limit = z.infer<typeof limit>;

/** Waiting jobs that one user or workspace may have without any limit set: a million-job flood ends here. */
export const waitingMost = 200_000;
