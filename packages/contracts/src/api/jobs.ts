import * as z from 'zod';
import { unit, unitIndex } from '../array.ts';
import { attempt } from '../attempt.ts';
import { workspaceRef } from '../identity.ts';
import { job, jobCreate, jobsBytesMost, jobsSubmit, jobUpdate, submittedJobs } from '../job.ts';
import { jobFilterFields, offsetMost } from '../job-list.ts';
import { resourceName } from '../names.ts';
import { errorDetail } from '../parse.ts';
import { preemptionReceipt } from '../preemption.ts';
import { remoteLogin } from '../remote-login.ts';
import { openedService, serviceName } from '../services.ts';
import {
  explanation,
  forecastScore,
  plannedPlacement,
  plannedPreemption,
  plannedPrice,
  plannedStart,
} from '../standing.ts';
import { inWorkspace, type Operation, page, pageQuery } from './operation.ts';

/** Parameters of one job. */
export const jobParams = z.strictObject({ workspace: workspaceRef, experiment: resourceName, name: resourceName });
export const jobPath = '/workspaces/:workspace/experiments/:experiment/jobs/:name';

const jobQuery = pageQuery.extend({
  ...jobFilterFields,
  /** A word of contracts/job-list, `-` before it for the other way round; `-submitted` unless given. */
  sort: z.string().max(32).optional(),
  /** Instead of `after`: how many rows of the list to leave out, so that any place of it can be shown at once. */
  offset: z.coerce.number().int().min(0).max(offsetMost).optional(),
});

/** What one process of a job would be, before it is submitted. */
export const plannedProcess = z.object({
  task: z.number(),
  rank: z.number(),
  role: z.string(),
  /** As in a task's plan: who starts it, how its exit counts, and what stands in the names of its mirrored logs. */
  startedBy: z.enum(['agent', 'launcher']),
  exitRule: z.enum(['required', 'helper', 'watched']),
  log: z.string().nullable(),
  command: z.string(),
  env: z.record(z.string(), z.string()),
});

/** A volume of a job before it is submitted: where it would be under the job's mount root. */
export const plannedMount = z.object({
  at: z.string(),
  label: z.string(),
  kind: z.string(),
  readOnly: z.boolean(),
});

export const jobPlan = z.object({
  faults: z.array(errorDetail),
  processes: z.array(plannedProcess).nullable(),
  volumes: z.array(plannedMount).nullable(),
  placement: plannedPlacement.nullable(),
  start: plannedStart.nullable(),
  price: plannedPrice.nullable(),
  preempts: z.array(plannedPreemption).nullable(),
});

export type JobPlan = z.infer<typeof jobPlan>;

/** 128 MiB of logs become about 40 MiB of file: what browsers open without complaint. Twice that is the most a page can hold as one text. */
export const capsuleLogBytes = 128 * 1024 * 1024;
const capsuleLogMost = 2 * capsuleLogBytes;

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
  submitJobs: {
    method: 'POST',
    path: '/workspaces/:workspace/experiments/:experiment/jobs/bulk',
    verb: 'submit',
    summary: 'Submit many jobs at once, all of them or none; sent again with the same key, it answers the same jobs',
    params: z.strictObject({ workspace: workspaceRef, experiment: resourceName }),
    body: jobsSubmit,
    bodyMost: jobsBytesMost,
    output: submittedJobs,
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
    summary: 'List the jobs of a workspace, newest first unless sorted',
    params: inWorkspace,
    query: jobQuery,
    output: page(job),
  },
  getJob: { method: 'GET', path: jobPath, verb: 'read', summary: 'Show a job', params: jobParams, output: job },
  updateJob: {
    method: 'PATCH',
    path: jobPath,
    verb: 'update',
    summary: 'Change the priority of a waiting job, hold it or release it',
    params: jobParams,
    body: jobUpdate,
    output: job,
  },
  explainJob: {
    method: 'GET',
    path: `${jobPath}/explanation`,
    verb: 'read',
    summary: 'Say why a job waits, what would start it, and when it is likely to start',
    params: jobParams,
    output: explanation,
  },
  listPreemptions: {
    method: 'GET',
    path: `${jobPath}/preemptions`,
    verb: 'read',
    summary: 'List the receipts of pre-emptions that name a job, newest first',
    params: jobParams,
    query: pageQuery,
    output: page(preemptionReceipt),
  },
  listUnits: {
    method: 'GET',
    path: `${jobPath}/units`,
    verb: 'read',
    summary: 'List the units of a job that have started: the shards of an array, or its one gang',
    params: jobParams,
    query: pageQuery.extend({ state: z.enum(['queued', 'running', 'succeeded', 'failed']).optional() }),
    output: page(unit),
  },
  getForecastScore: {
    method: 'GET',
    path: '/forecasts/score',
    verb: 'read',
    summary: 'Say how good the forecasts of start times were',
    output: forecastScore,
  },
  getCapsule: {
    method: 'GET',
    path: `${jobPath}/capsule`,
    verb: 'read',
    summary: 'Save all that is known of a job as one HTML file that shows itself without a server',
    params: jobParams,
    query: z.strictObject({
      /** Bytes of logs that it may hold, before they are packed; of what is more the beginnings and ends are kept, and it says so. */
      logBytes: z.coerce.number().int().min(0).max(capsuleLogMost).default(capsuleLogBytes),
    }),
    output: 'bytes',
  },
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
    summary: 'List the attempts of a job, or of one unit of it, with their tasks',
    params: jobParams,
    query: pageQuery.extend({ unit: unitIndex.optional() }),
    output: page(attempt),
  },
  openService: {
    method: 'POST',
    path: `${jobPath}/services/:service/open`,
    verb: 'operate',
    summary: 'Open a service of a running job in a browser, at an address that works once',
    params: jobParams.extend({ service: serviceName }),
    output: openedService,
  },
  listJobLogins: {
    method: 'GET',
    path: `${jobPath}/remoteLogin`,
    verb: 'read',
    summary: 'List how people sign in by ssh to the nodes that ran a job and are still there',
    params: jobParams,
    output: page(remoteLogin),
  },
} as const satisfies Record<string, Operation>;
