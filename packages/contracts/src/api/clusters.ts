import { cluster, clusterCreate, clusterUpdate } from '../cluster.ts';
import { resourceName, uid } from '../names.ts';
import { node, nodeUpdate } from '../node.ts';
import { queueUsage } from '../queues.ts';
import { remoteLogin } from '../remote-login.ts';
import { reservation, reservationCreate } from '../reservation.ts';
import { scalingRecord } from '../scaling.ts';
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
    summary: 'Resize a cluster, or change how it scales, shares its queue or is priced',
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
  listClusterLogins: {
    method: 'GET',
    path: `${clusterPath}/remoteLogin`,
    verb: 'read',
    summary: 'List how people sign in to the nodes of a cluster by ssh, or why they cannot',
    params: named,
    query: pageQuery,
    output: page(remoteLogin),
  },
  declareNodeLost: {
    method: 'POST',
    path: `${clusterPath}/nodes/:node/declareLost`,
    verb: 'operate',
    summary: 'Declare a silent node lost: its jobs start again elsewhere',
    params: named.extend({ node: uid }),
    output: node,
  },
  setUpNode: {
    method: 'POST',
    path: `${clusterPath}/nodes/:node/setUp`,
    verb: 'operate',
    summary: 'Run the set-up task of a node once more, as after one that failed',
    params: named.extend({ node: uid }),
    output: node,
  },
  updateNode: {
    method: 'PATCH',
    path: `${clusterPath}/nodes/:node`,
    verb: 'operate',
    summary: 'Label a node, or stop it from taking new work',
    params: named.extend({ node: uid }),
    body: nodeUpdate,
    output: node,
  },
  reclaimNode: {
    method: 'POST',
    path: `${clusterPath}/nodes/:node/reclaim`,
    verb: 'operate',
    summary: 'Give a low-priority node notice, as a cloud does: its jobs are requeued when it goes',
    params: named.extend({ node: uid }),
    output: node,
  },
  listScaling: {
    method: 'GET',
    path: `${clusterPath}/scaling`,
    verb: 'read',
    summary: 'List when and why a cluster was resized, or was not, newest first',
    params: named,
    query: pageQuery,
    output: page(scalingRecord),
  },
  listQueues: {
    method: 'GET',
    path: `${clusterPath}/queues`,
    verb: 'read',
    summary: 'List the queues of a cluster with what they use and lend',
    params: named,
    output: page(queueUsage),
  },
  createReservation: {
    method: 'POST',
    path: `${clusterPath}/reservations`,
    verb: 'operate',
    summary: 'Keep nodes of a cluster for a workspace, or for nobody, for a time',
    params: named,
    body: reservationCreate,
    output: reservation,
  },
  listReservations: {
    method: 'GET',
    path: `${clusterPath}/reservations`,
    verb: 'read',
    summary: 'List the reservations of a cluster that have not ended',
    params: named,
    query: pageQuery,
    output: page(reservation),
  },
  deleteReservation: {
    method: 'DELETE',
    path: `${clusterPath}/reservations/:reservation`,
    verb: 'operate',
    summary: 'End a reservation',
    params: named.extend({ reservation: resourceName }),
    output: 'none',
  },
} as const satisfies Record<string, Operation>;
