import { cluster, clusterCreate, clusterUpdate } from '../cluster.ts';
import { uid } from '../names.ts';
import { node } from '../node.ts';
import { inWorkspace, named, type Operation, page, pageQuery } from './operation.ts';

const clusterPath = '/workspaces/:workspace/clusters/:name';

/** Clusters of a workspace and their nodes. */
export const clustersApi = {
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
} as const satisfies Record<string, Operation>;
