import * as z from 'zod';
import { roles } from './actors.ts';
import { artifact } from './artifact.ts';
import { attempt } from './attempt.ts';
import { cluster, clusterCreate, clusterUpdate } from './cluster.ts';
import { experiment, experimentCreate } from './experiment.ts';
import { workspaceRef } from './identity.ts';
import { job, jobCreate } from './job.ts';
import { streamId } from './log-frame.ts';
import { resourceName, sha256, uid } from './names.ts';
import { node } from './node.ts';
import { metricNames } from './series-frame.ts';
import { text } from './texts.ts';
import { tags, workspace, workspaceCreate } from './workspace.ts';

/** What an operation does to its object; the policy table decides by it. */
export const verbs = ['read', 'create', 'update', 'delete', 'submit', 'terminate', 'operate', 'administer'] as const;
export type Verb = (typeof verbs)[number];

export interface Operation {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Express path; parameters in :colon form. */
  path: string;
  verb: Verb;
  summary: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Answer's schema; `bytes` for files. */
  output: z.ZodType | 'bytes' | 'none';
}

const inWorkspace = z.strictObject({ workspace: workspaceRef });
const named = z.strictObject({ workspace: workspaceRef, name: resourceName });
const jobParams = z.strictObject({ workspace: workspaceRef, experiment: resourceName, name: resourceName });

/** Pages: at most 1,000 at once as Batch AI; `after` is the `next` of the page before. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  after: z.string().max(256).optional(),
});
function page<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    next: z.string().nullable(),
    /** seq that this page is current to. */ seq: z.number(),
  });
}

const jobQuery = pageQuery.extend({
  state: z.string().max(128).optional(),
  cluster: resourceName.optional(),
});

const clusterPath = '/workspaces/:workspace/clusters/:name';
const jobPath = '/workspaces/:workspace/experiments/:experiment/jobs/:name';

export const token = z.object({
  uid,
  name: z.string(),
  role: z.enum(roles),
  workspace: z.string().nullable(),
  creationTime: z.string(),
  expiryTime: z.string().nullable(),
  revoked: z.boolean(),
});

export const session = z.object({
  actor: z.object({ kind: z.string(), name: z.string() }),
  csrf: z.string().nullable(),
  expiryTime: z.string().nullable(),
});

/** What one process of a job would be, before it is submitted. */
export const plannedProcess = z.object({
  task: z.number(),
  rank: z.number(),
  role: z.string(),
  command: z.string(),
  env: z.record(z.string(), z.string()),
});

export const jobPlan = z.object({
  faults: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })),
  processes: z.array(plannedProcess).nullable(),
  placement: z.object({ reasons: z.array(text), nodes: z.array(z.string()) }).nullable(),
  start: z.null(),
  price: z.null(),
  preempts: z.null(),
});

export type JobPlan = z.infer<typeof jobPlan>;

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

/** The native API under /api/v1: one row per operation; routes, OpenAPI and the typed client are made from it. */
export const api = {
  createWorkspace: {
    method: 'POST',
    path: '/workspaces',
    verb: 'create',
    summary: 'Create a workspace',
    body: workspaceCreate,
    output: workspace,
  },
  listWorkspaces: {
    method: 'GET',
    path: '/workspaces',
    verb: 'read',
    summary: 'List workspaces',
    query: pageQuery,
    output: page(workspace),
  },
  getWorkspace: {
    method: 'GET',
    path: '/workspaces/:workspace',
    verb: 'read',
    summary: 'Show a workspace',
    params: inWorkspace,
    output: workspace,
  },
  updateWorkspace: {
    method: 'PATCH',
    path: '/workspaces/:workspace',
    verb: 'update',
    summary: "Change a workspace's tags",
    params: inWorkspace,
    body: z.strictObject({ tags }),
    output: workspace,
  },
  deleteWorkspace: {
    method: 'DELETE',
    path: '/workspaces/:workspace',
    verb: 'delete',
    summary: 'Delete a workspace with all it holds',
    params: inWorkspace,
    output: 'none',
  },

  createExperiment: {
    method: 'POST',
    path: '/workspaces/:workspace/experiments',
    verb: 'create',
    summary: 'Create an experiment',
    params: inWorkspace,
    body: experimentCreate,
    output: experiment,
  },
  listExperiments: {
    method: 'GET',
    path: '/workspaces/:workspace/experiments',
    verb: 'read',
    summary: 'List experiments',
    params: inWorkspace,
    query: pageQuery,
    output: page(experiment),
  },
  getExperiment: {
    method: 'GET',
    path: '/workspaces/:workspace/experiments/:name',
    verb: 'read',
    summary: 'Show an experiment',
    params: named,
    output: experiment,
  },
  deleteExperiment: {
    method: 'DELETE',
    path: '/workspaces/:workspace/experiments/:name',
    verb: 'delete',
    summary: 'Delete an experiment; running jobs are terminated',
    params: named,
    output: 'none',
  },

  createCluster: {
    method: 'POST',
    path: '/workspaces/:workspace/clusters',
    verb: 'create',
    summary: 'Create a cluster',
    params: inWorkspace,
    body: clusterCreate,
    output: cluster,
  },
  listClusters: {
    method: 'GET',
    path: '/workspaces/:workspace/clusters',
    verb: 'read',
    summary: 'List clusters',
    params: inWorkspace,
    query: pageQuery,
    output: page(cluster),
  },
  getCluster: {
    method: 'GET',
    path: clusterPath,
    verb: 'read',
    summary: 'Show a cluster',
    params: named,
    output: cluster,
  },
  updateCluster: {
    method: 'PATCH',
    path: clusterPath,
    verb: 'update',
    summary: 'Resize a cluster or change how it scales',
    params: named,
    body: clusterUpdate,
    output: cluster,
  },
  deleteCluster: {
    method: 'DELETE',
    path: clusterPath,
    verb: 'delete',
    summary: 'Delete a cluster; its jobs stay',
    params: named,
    output: 'none',
  },
  listNodes: {
    method: 'GET',
    path: `${clusterPath}/nodes`,
    verb: 'read',
    summary: 'List the nodes of a cluster',
    params: named,
    query: pageQuery,
    output: page(node),
  },
  declareNodeLost: {
    method: 'POST',
    path: `${clusterPath}/nodes/:node/declareLost`,
    verb: 'operate',
    summary: 'Declare a silent node lost: its jobs start again elsewhere',
    params: named.extend({ node: uid }),
    output: node,
  },

  submitJob: {
    method: 'POST',
    path: '/workspaces/:workspace/experiments/:experiment/jobs',
    verb: 'submit',
    summary: 'Submit a job',
    params: z.strictObject({ workspace: workspaceRef, experiment: resourceName }),
    body: jobCreate,
    output: job,
  },
  planJob: {
    method: 'POST',
    path: '/workspaces/:workspace/experiments/:experiment/jobs/plan',
    verb: 'read',
    summary: 'Say what a job would do, without submitting it',
    params: z.strictObject({ workspace: workspaceRef, experiment: resourceName }),
    body: z.unknown(),
    output: jobPlan,
  },
  listJobs: {
    method: 'GET',
    path: '/workspaces/:workspace/jobs',
    verb: 'read',
    summary: 'List the jobs of a workspace, newest first',
    params: inWorkspace,
    query: jobQuery.extend({ experiment: resourceName.optional() }),
    output: page(job),
  },
  getJob: { method: 'GET', path: jobPath, verb: 'read', summary: 'Show a job', params: jobParams, output: job },
  deleteJob: {
    method: 'DELETE',
    path: jobPath,
    verb: 'delete',
    summary: 'Delete a job; a running one is terminated first',
    params: jobParams,
    output: 'none',
  },
  terminateJob: {
    method: 'POST',
    path: `${jobPath}/terminate`,
    verb: 'terminate',
    summary: 'Terminate a job',
    params: jobParams,
    output: job,
  },
  resubmitJob: {
    method: 'POST',
    path: `${jobPath}/resubmit`,
    verb: 'submit',
    summary: 'Submit the same job again under a new name',
    params: jobParams,
    body: z.strictObject({ name: resourceName }),
    output: job,
  },
  listAttempts: {
    method: 'GET',
    path: `${jobPath}/attempts`,
    verb: 'read',
    summary: 'List the attempts of a job with their tasks',
    params: jobParams,
    output: page(attempt),
  },
  listLogs: {
    method: 'GET',
    path: `${jobPath}/logs`,
    verb: 'read',
    summary: 'List the log streams of a job',
    params: jobParams,
    output: page(logStream),
  },
  listArtifacts: {
    method: 'GET',
    path: `${jobPath}/artifacts`,
    verb: 'read',
    summary: 'List the files that a job left',
    params: jobParams,
    query: pageQuery.extend({ directory: z.string().max(64).optional() }),
    output: page(artifact),
  },
  getArtifact: {
    method: 'GET',
    path: '/artifacts/:uid',
    verb: 'read',
    summary: 'Download a file that a job left; Range is honoured',
    params: z.strictObject({ uid }),
    output: 'bytes',
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

  hasBlob: {
    method: 'GET',
    path: '/blobs/:sha256/info',
    verb: 'submit',
    summary: 'Say whether file content is stored',
    params: z.strictObject({ sha256 }),
    output: z.object({ sha256, bytes: z.number() }),
  },
  putBlob: {
    method: 'PUT',
    path: '/blobs/:sha256',
    verb: 'submit',
    summary: 'Store file content for jobs to use',
    params: z.strictObject({ sha256 }),
    output: z.object({ sha256, bytes: z.number() }),
  },

  createToken: {
    method: 'POST',
    path: '/tokens',
    verb: 'administer',
    summary: 'Create an API token; it is shown once',
    body: z.strictObject({
      name: z.string().min(1).max(64),
      role: z.enum(roles),
      workspace: workspaceRef.optional(),
      expiresInDays: z.number().int().min(1).max(3650).optional(),
    }),
    output: token.extend({ secret: z.string() }),
  },
  listTokens: {
    method: 'GET',
    path: '/tokens',
    verb: 'administer',
    summary: 'List API tokens',
    query: pageQuery,
    output: page(token),
  },
  revokeToken: {
    method: 'DELETE',
    path: '/tokens/:uid',
    verb: 'administer',
    summary: 'Revoke an API token',
    params: z.strictObject({ uid }),
    output: 'none',
  },

  getSession: { method: 'GET', path: '/session', verb: 'read', summary: 'Say who is signed in', output: session },
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
