import * as z from 'zod';
import { attempt } from '../attempt.ts';
import { workspaceRef } from '../identity.ts';
import { job, jobCreate } from '../job.ts';
import { resourceName } from '../names.ts';
import { errorDetail } from '../parse.ts';
import { text } from '../text-schema.ts';
import { inWorkspace, type Operation, page, pageQuery } from './operation.ts';

/** Parameters of one job. */
export const jobParams = z.strictObject({ workspace: workspaceRef, experiment: resourceName, name: resourceName });
export const jobPath = '/workspaces/:workspace/experiments/:experiment/jobs/:name';

const jobQuery = pageQuery.extend({
  state: z.string().max(128).optional(),
  cluster: resourceName.optional(),
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
  faults: z.array(errorDetail),
  processes: z.array(plannedProcess).nullable(),
  placement: z.object({ reasons: z.array(text), nodes: z.array(z.string()) }).nullable(),
  start: z.null(),
  price: z.null(),
  preempts: z.null(),
});

export type JobPlan = z.infer<typeof jobPlan>;

/** Jobs and their attempts. */
export const jobsApi = {
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
} as const satisfies Record<string, Operation>;
