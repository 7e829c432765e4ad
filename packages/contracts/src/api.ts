import type * as z from 'zod';
import { accessApi } from './api/access.ts';
import { activityApi } from './api/activity.ts';
import { clustersApi } from './api/clusters.ts';
import { experimentsApi } from './api/experiments.ts';
import { fileServersApi } from './api/file-servers.ts';
import { filesApi } from './api/files.ts';
import { jobListsApi } from './api/job-lists.ts';
import { jobsApi } from './api/jobs.ts';
import { limitsApi } from './api/limits.ts';
import { logQueriesApi, logsApi } from './api/logs.ts';
import type { Operation } from './api/operation.ts';
import { recordsApi } from './api/records.ts';
import { storageApi } from './api/storage.ts';
import { treesApi } from './api/trees.ts';
import { usagesApi } from './api/usages.ts';
import { vitalsApi } from './api/vitals.ts';
import { workspacesApi } from './api/workspaces.ts';

/** The native API under /api/v1: one row per operation, by resource in `api/`; routes, OpenAPI and the typed client are made from it. */
export const api = {
  ...workspacesApi,
  ...experimentsApi,
  ...clustersApi,
  ...jobsApi,
  ...jobListsApi,
  ...filesApi,
  ...treesApi,
  ...fileServersApi,
  ...limitsApi,
  ...usagesApi,
  ...storageApi,
  ...logsApi,
  ...logQueriesApi,
  ...recordsApi,
  ...vitalsApi,
  ...activityApi,
  ...accessApi,
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof api;
type Rows = typeof api;
type Shape<N extends OperationName, K extends 'params' | 'query' | 'body'> = Rows[N] extends {
  [P in K]: infer S extends z.ZodType;
}
  ? S
  : never;

/** What a caller gives: params, query and body in one object, as far as the operation has them. */
export type OperationInput<N extends OperationName> = ([Shape<N, 'params'>] extends [never]
  ? object
  : { params: z.input<Shape<N, 'params'>> }) &
  ([Shape<N, 'query'>] extends [never] ? object : { query?: z.input<Shape<N, 'query'>> }) &
  ([Shape<N, 'body'>] extends [never] ? object : { body: z.input<Shape<N, 'body'>> });

/** What a handler receives: the same after parsing, defaults filled. */
export type OperationParsed<N extends OperationName> = ([Shape<N, 'params'>] extends [never]
  ? object
  : { params: z.output<Shape<N, 'params'>> }) &
  ([Shape<N, 'query'>] extends [never] ? object : { query: z.output<Shape<N, 'query'>> }) &
  ([Shape<N, 'body'>] extends [never] ? object : { body: z.output<Shape<N, 'body'>> });

/** What the operation answers: bytes come as a stream, `none` as undefined. */
export type OperationOutput<N extends OperationName> = Rows[N]['output'] extends z.ZodType
  ? z.output<Rows[N]['output']>
  : Rows[N]['output'] extends 'none'
    ? undefined
    : AsyncIterable<Uint8Array>;
