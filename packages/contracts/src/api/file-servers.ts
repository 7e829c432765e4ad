import { fileServer, fileServerCreate } from '../file-server.ts';
import { inWorkspace, named, type Operation, page, pageQuery } from './operation.ts';

/** Managed NFS servers of a workspace. */
export const fileServersApi = {
  createFileServer: {
    method: 'POST',
    path: '/workspaces/:workspace/file-servers',
    verb: 'create',
    summary: 'Create a file server',
    params: inWorkspace,
    body: fileServerCreate,
    output: fileServer,
  },
  listFileServers: {
    method: 'GET',
    path: '/workspaces/:workspace/file-servers',
    verb: 'read',
    summary: 'List file servers',
    params: inWorkspace,
    query: pageQuery,
    output: page(fileServer),
  },
  getFileServer: {
    method: 'GET',
    path: '/workspaces/:workspace/file-servers/:name',
    verb: 'read',
    summary: 'Show a file server',
    params: named,
    output: fileServer,
  },
  deleteFileServer: {
    method: 'DELETE',
    path: '/workspaces/:workspace/file-servers/:name',
    verb: 'delete',
    summary: 'Delete a file server with its files; refused while a cluster or living job mounts it',
    params: named,
    output: 'none',
  },
} as const satisfies Record<string, Operation>;
