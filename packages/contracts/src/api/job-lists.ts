import * as z from 'zod';
import { failureFamily } from '../failure.ts';
import { workspaceRef } from '../identity.ts';
import { jobUpdate } from '../job.ts';
import { bulkDone, bulkJobs, jobCounts, jobFilterFields } from '../job-list.ts';
import { savedView, viewName, viewSave } from '../view.ts';
import { inWorkspace, type Operation, page } from './operation.ts';

const viewParams = z.strictObject({ workspace: workspaceRef, name: viewName });

/** What is asked of, and done to, many jobs at once. */
export const jobListsApi = {
  countJobs: {
    method: 'GET',
    path: '/workspaces/:workspace/jobs/counts',
    verb: 'read',
    summary: 'Count the jobs of a workspace that a filter finds, by state',
    params: inWorkspace,
    query: z.strictObject(jobFilterFields),
    output: jobCounts,
  },
  updateJobs: {
    method: 'POST',
    path: '/workspaces/:workspace/jobs/update',
    verb: 'update',
    summary: 'Change the priority of many waiting jobs, hold or release them, at most 500 in one request',
    params: inWorkspace,
    body: bulkJobs.extend({ change: jobUpdate }),
    makes: false,
    output: bulkDone,
  },
  terminateJobs: {
    method: 'POST',
    path: '/workspaces/:workspace/jobs/terminate',
    verb: 'terminate',
    summary: 'Terminate many jobs, at most 500 in one request',
    params: inWorkspace,
    body: bulkJobs,
    output: bulkDone,
  },
  deleteJobs: {
    method: 'POST',
    path: '/workspaces/:workspace/jobs/delete',
    verb: 'delete',
    summary: 'Delete many jobs that have ended, at most 500 in one request',
    params: inWorkspace,
    body: bulkJobs,
    output: bulkDone,
  },
  resubmitJobs: {
    method: 'POST',
    path: '/workspaces/:workspace/jobs/resubmit',
    verb: 'submit',
    summary: 'Submit many jobs that have ended again, each under the next free name, at most 500 in one request',
    params: inWorkspace,
    body: bulkJobs,
    makes: false,
    output: bulkDone,
  },
  listFamilies: {
    method: 'GET',
    path: '/workspaces/:workspace/families',
    verb: 'read',
    summary:
      'List the failure families of a workspace, the newest first: failures that are one, where they happen, and what cured them',
    params: inWorkspace,
    query: z.strictObject({
      /** Failures since then: a time, or how long ago; a week unless given. */
      since: z.string().max(64).default('P7D'),
      limit: z.coerce.number().int().min(1).max(200).default(100),
    }),
    output: page(failureFamily),
  },
  listViews: {
    method: 'GET',
    path: '/workspaces/:workspace/views',
    verb: 'read',
    summary: 'List the saved views of the jobs of a workspace, by name',
    params: inWorkspace,
    output: page(savedView),
  },
  saveView: {
    method: 'PUT',
    path: '/workspaces/:workspace/views/:name',
    verb: 'update',
    summary: 'Save a view of the jobs of a workspace under a name; one of that name is replaced',
    params: viewParams,
    body: viewSave,
    output: savedView,
  },
  deleteView: {
    method: 'DELETE',
    path: '/workspaces/:workspace/views/:name',
    verb: 'delete',
    summary: 'Delete a saved view',
    params: viewParams,
    output: 'none',
  },
} as const satisfies Record<string, Operation>;
