import { diskUse } from '../retention.ts';
import { workspace, workspaceCreate, workspaceUpdate } from '../workspace.ts';
import { inWorkspace, type Operation, page, pageQuery } from './operation.ts';

/** Workspaces. */
export const workspacesApi = {
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
    summary: 'Change tags of a workspace, or how long what its ended jobs left is kept',
    params: inWorkspace,
    body: workspaceUpdate,
    output: workspace,
  },
  getDiskUse: {
    method: 'GET',
    path: '/workspaces/:workspace/disk-use',
    verb: 'read',
    summary: "Show how much of the server's disk a workspace takes; counted every few minutes",
    params: inWorkspace,
    output: diskUse,
  },
  deleteWorkspace: {
    method: 'DELETE',
    path: '/workspaces/:workspace',
    verb: 'delete',
    summary: 'Delete a workspace with all it holds',
    params: inWorkspace,
    output: 'none',
  },
} as const satisfies Record<string, Operation>;
