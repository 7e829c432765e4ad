import * as z from 'zod';
import { saying } from './detail-words.ts';
import { duration } from './duration-schema.ts';
import { resourceName } from './names.ts';

const amount = z.number().int().min(0).max(1_000_000);

/** Amounts of a cluster's resources; what is absent is not limited. A whole node counts all that it has. */
export const quota = z.strictObject({
  nodes: amount.optional(),
  cpus: amount.optional(),
  gpus: amount.optional(),
});
export type Quota = z.infer<typeof quota>;

/** A queue of a cluster. Queues of one cohort lend each other what they do not use. */
export const queue = z.strictObject({
  name: resourceName,
  /** Without a cohort a queue neither lends nor borrows. */
  cohort: resourceName.optional(),
  /** What is its own. */
  nominal: quota.default({}),
  /** What it may use above its own while others of the cohort leave it; absent: all that is lent. */
  borrowingLimit: quota.optional(),
  /** What of its own others may use; absent: all of it. */
  lendingLimit: quota.optional(),
});
export type Queue = z.infer<typeof queue>;

/** What is shared fairly within a priority: between users, workspaces, or not at all (order of submission). */
export const fairShareKinds = ['user', 'workspace', 'none'] as const;

export const fairShare = z.strictObject({
  by: z.enum(fairShareKinds).default('user'),
  /** Weight by name of the user or reference of the workspace; 1 where absent. */
  weights: z.record(z.string().min(1).max(256), z.number().min(0.01).max(1000)).default({}),
});

export const preemption = z.strictObject({
  /** Ours, off unless asked for: a higher priority, or a queue that wants its own back, may take nodes of running jobs. */
  enabled: z.boolean().default(false),
  /** Time between SIGTERM and SIGKILL of a job that is pre-empted; absent: the job's own grace. */
  grace: duration.optional(),
});

/** How a cluster's queue is ordered and shared. 256 queues: two and a half times the largest published load. */
export const schedulingSettings = z
  .strictObject({
    queues: z.array(queue).max(256).default([]),
    fairShare: fairShare.default({ by: 'user', weights: {} }),
    /** After each such time a waiting job counts as one priority higher, so that none waits for ever. */
    ageing: duration.default('P1D'),
    preemption: preemption.default({ enabled: false }),
  })
  .superRefine(({ queues }, ctx) => {
    const seen = new Set<string>();
    queues.forEach(({ name }, at) => {
      const key = name.toLowerCase();
      if (seen.has(key))
        ctx.addIssue({ code: 'custom', ...saying('UsedTwice', { id: name }), path: ['queues', at, 'name'] });
      seen.add(key);
    });
  });
export type SchedulingSettings = z.infer<typeof schedulingSettings>;

export const defaultScheduling: SchedulingSettings = {
  queues: [],
  fairShare: { by: 'user', weights: {} },
  ageing: 'P1D',
  preemption: { enabled: false },
};

/** How a cluster shares its queue; one of an earlier version has the defaults. */
export function schedulingOf({ scheduling }: { scheduling?: SchedulingSettings | undefined }): SchedulingSettings {
  return scheduling ?? defaultScheduling;
}

const held = z.object({ nodes: z.number(), cpus: z.number(), gpus: z.number() });

/** A queue as it stands now. */
export const queueUsage = z.object({
  name: z.string(),
  cohort: z.string().nullable(),
  nominal: quota,
  borrowingLimit: quota.nullable(),
  lendingLimit: quota.nullable(),
  used: held,
  /** How much of `used` is lent by others of the cohort. */
  borrowed: held,
  running: z.number(),
  waiting: z.number(),
});
export type QueueUsage = z.infer<typeof queueUsage>;
