import * as z from 'zod';
import { unitIndex } from '../array.ts';
import { workspaceRef } from '../identity.ts';
import { streamId } from '../log-frame.ts';
import { uid } from '../names.ts';
import { metricNames } from '../series-frame.ts';
import { jobParams, jobPath } from './jobs.ts';
import { type Operation, page } from './operation.ts';

/** One log stream of a job: whose it is, how much of it is stored and what is lost. */
export const logStream = z.object({
  stream: streamId,
  unit: z.number(),
  attempt: z.number(),
  task: z.number(),
  node: z.string(),
  phase: z.string(),
  process: z.number(),
  rank: z.number().nullable(),
  fd: z.enum(['stdout', 'stderr']),
  bytes: z.number(),
  lines: z.number(),
  ended: z.boolean(),
  holes: z.array(z.object({ from: z.number(), to: z.number(), why: z.string() })),
});
export type LogStream = z.infer<typeof logStream>;

const event = z.looseObject({ seq: z.number(), type: z.string() });

/** What is recorded while jobs run: logs, series and events. */
export const recordsApi = {
  listLogs: {
    method: 'GET',
    path: `${jobPath}/logs`,
    verb: 'read',
    summary:
      'List the log streams of a job, or of one unit of it; of an array without a unit those of its first shards',
    params: jobParams,
    query: z.strictObject({ unit: unitIndex.optional() }),
    output: page(logStream),
  },
  readLog: {
    method: 'GET',
    path: '/logs',
    verb: 'read',
    summary: 'Read bytes or lines of a log stream',
    query: z.strictObject({
      stream: streamId,
      from: z.coerce.number().int().min(0).optional(),
      to: z.coerce.number().int().min(0).optional(),
      fromLine: z.coerce.number().int().min(0).optional(),
      lines: z.coerce.number().int().min(1).max(100_000).optional(),
      tail: z.coerce.number().int().min(1).max(100_000).optional(),
      /** What a browser that saves it shall call it, `.log` is added. */
      name: z.string().min(1).max(128).optional(),
    }),
    output: 'bytes',
  },
  readSeries: {
    method: 'GET',
    path: '/series',
    verb: 'read',
    summary: 'Read series of a job or node, down-sampled',
    query: z.strictObject({
      job: uid.optional(),
      node: uid.optional(),
      metric: z.enum(metricNames).optional(),
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
    summary: 'List events in commit order',
    query: z.strictObject({
      after: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      subject: uid.optional(),
      job: uid.optional(),
      cluster: uid.optional(),
      workspace: workspaceRef.optional(),
    }),
    output: z.object({ items: z.array(event), seq: z.number() }),
  },
} as const satisfies Record<string, Operation>;
