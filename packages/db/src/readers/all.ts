import * as access from './access.ts';
import { activityOf } from './activity.ts';
import { findAddress } from './address.ts';
import { artifactAt, artifactChildren } from './artifact-tree.ts';
import * as clusters from './clusters.ts';
import * as families from './families.ts';
import * as fileServers from './file-servers.ts';
import * as fleet from './fleet.ts';
import { forecastScore } from './forecasts.ts';
import { gpuLedgerOf } from './gpu-ledger.ts';
import * as jobList from './job-list.ts';
import * as jobs from './jobs.ts';
import * as keeping from './keeping.ts';
import * as limits from './limits.ts';
import { logNames } from './log-names.ts';
import { findOperation, pathsOf } from './operations.ts';
import * as pastNodes from './past-nodes.ts';
import * as places from './places.ts';
import { preemptionsOf } from './preemptions.ts';
import type { ReadDb } from './read-db.ts';
import * as records from './records.ts';
import * as reservations from './reservations.ts';
import { runningUnits } from './running.ts';
import * as sampled from './sampled-nodes.ts';
import { scalingOf } from './scaling.ts';
import * as storage from './storage.ts';
import * as views from './views.ts';
import * as workspaces from './workspaces.ts';

/** Every question that can be asked of the database, by name. Each takes and answers plain data: it crosses a thread. */
export const readers = {
  'address.find': findAddress,
  'workspace.find': workspaces.findWorkspace,
  'workspace.get': workspaces.getWorkspace,
  'workspace.list': workspaces.listWorkspaces,
  'experiment.find': workspaces.findExperiment,
  'experiment.list': workspaces.listExperiments,
  'cluster.find': clusters.findCluster,
  'cluster.get': clusters.getCluster,
  'cluster.list': clusters.listClusters,
  'cluster.scaling': scalingOf,
  'fileServer.find': fileServers.findFileServer,
  'fileServer.get': fileServers.getFileServer,
  'fileServer.list': fileServers.listFileServers,
  'reservation.get': reservations.getReservation,
  'reservation.find': reservations.findReservation,
  'reservation.list': reservations.listReservations,
  'limit.get': limits.getLimit,
  'limit.list': limits.listLimits,
  'storageAccount.get': storage.getStorageAccount,
  'storageAccount.find': storage.findStorageAccount,
  'storageAccount.list': storage.listStorageAccounts,
  'node.get': clusters.getNode,
  'node.find': pastNodes.findNode,
  'node.tasks': pastNodes.tasksOfNode,
  'workspace.activity': activityOf,
  'workspace.gpuLedger': gpuLedgerOf,
  'node.list': clusters.listNodes,
  'node.once': sampled.onceNode,
  'node.ofCluster': sampled.nodesOfCluster,
  'node.ofJob': sampled.nodeOfJob,
  'job.find': jobs.findJob,
  'job.get': jobs.getJob,
  'job.list': jobList.listJobs,
  'job.count': jobList.countJobs,
  'job.pick': jobList.pickJobs,
  'family.list': families.listFamilies,
  'family.unread': families.unreadFailures,
  'view.list': views.listViews,
  'view.find': views.findView,
  'job.attempts': jobs.attemptsOfJob,
  'job.tasks': jobs.tasksOfFences,
  'unit.list': jobs.listUnits,
  'unit.running': runningUnits,
  'job.preemptions': preemptionsOf,
  'artifact.list': jobs.listArtifacts,
  'artifact.get': jobs.getArtifact,
  'artifact.at': artifactAt,
  'artifact.children': artifactChildren,
  'job.logNames': logNames,
  'token.byHash': access.tokenByHash,
  'token.get': access.getToken,
  'token.list': access.listTokens,
  'token.firstAdministrator': access.firstAdministrator,
  'session.byHash': access.sessionByHash,
  'event.after': records.eventsAfter,
  'operation.find': findOperation,
  'subject.paths': pathsOf,
  'group.find': places.findGroup,
  'group.list': places.listGroups,
  'subscription.list': places.listSubscriptions,
  'location.list': places.listLocations,
  'cluster.use': places.clusterUse,
  'blob.get': records.getBlob,
  'blob.unnamed': keeping.unnamedContents,
  'keeping.gone': keeping.goneOwners,
  'keeping.places': keeping.ownerPlaces,
  'keeping.workspaces': keeping.workspaceRefs,
  'keeping.sizes': keeping.tabledSizes,
  counts: records.counts,
  'forecast.score': forecastScore,
  'fleet.key': fleet.nodeKey,
  'fleet.task': fleet.fencedTask,
} as const satisfies Record<string, (db: ReadDb, input: never) => unknown>;

export type ReaderName = keyof typeof readers;
export type ReaderInput<N extends ReaderName> = Parameters<(typeof readers)[N]> extends [ReadDb, infer I] ? I : object;
export type ReaderResult<N extends ReaderName> = ReturnType<(typeof readers)[N]>;

/** Answers one question from one consistent view of the database. Throws on a name that is none. */
export function read<N extends ReaderName>(db: ReadDb, name: N, input: ReaderInput<N>): ReaderResult<N> {
  if (!Object.hasOwn(readers, name)) throw new Error(`there is no reader ${name}`);
  const reader = readers[name] as unknown as (db: ReadDb, input: ReaderInput<N>) => ReaderResult<N>;
  return db.atOnce(() => reader(db, input));
}
