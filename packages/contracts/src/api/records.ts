import * as z from 'zod';
import { workspaceRef } from '../identity.ts';
import { uid } from '../names.ts';
import { metricNames, seriesFolds } from '../series-frame.ts';
import type { Operation } from './operation.ts';

const event = z.looseObject({ seq: z.number(), type: z.string() });

/** What is recorded while jobs run, beside their logs: series and events. */
export const recordsApi = {
  readSeries: {
    method: 'GET',
    path: '/series',
    verb: 'read',
    summary: 'Read series of a job, node or cluster, down-sampled; nodes that are gone count',
    /**
     * Of a job, a node or a cluster (which needs a metric); of a job and a node: what the node sampled while the job held some of it.
     * `points` are the most buckets of a series; many series at once get fewer.
     */
    query: z.strictObject({
      job: uid.optional(),
      node: uid.optional(),
      cluster: uid.optional(),
      metric: z.enum(metricNames).optional(),
      by: z.enum(seriesFolds).default('device'),
      from: z.coerce.number().optional(),
      to: z.coerce.number().optional(),
      points: z.coerce.number().int().min(1).max(5000).default(500),
    }),
    output: z.object({ series: z.array(z.looseObject({ metric: z.string() })) }),
  },
  listEvents: {
    method: 'GET',
    path: '/events',
    verb: 'read',
    summary: 'List events in commit order: the first after a seq, or the newest',
    query: z.strictObject({
      after: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      /** The newest so many of them, in commit order all the same; `limit` says nothing then. */
      last: z.coerce.number().int().min(1).max(1000).optional(),
      subject: uid.optional(),
      job: uid.optional(),
      cluster: uid.optional(),
      workspace: workspaceRef.optional(),
    }),
    output: z.object({ items: z.array(event), seq: z.number() }),
  },
} as const satisfies Record<string, Operation>;
