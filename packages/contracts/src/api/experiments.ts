import { experiment, experimentCreate } from '../experiment.ts';
import { inWorkspace, named, type Operation, page, pageQuery } from './operation.ts';

/** Experiments of a workspace. */
export const experimentsApi = {
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
} as const satisfies Record<string, Operation>;
