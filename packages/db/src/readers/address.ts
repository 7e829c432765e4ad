import type { WorkspaceRow } from '../entities.ts';
import { type ClusterView, findCluster } from './clusters.ts';
import { type FileServerView, findFileServer } from './file-servers.ts';
import { findJob, type JobView } from './jobs.ts';
import type { ReadDb } from './read-db.ts';
import { type ExperimentView, findExperiment, findWorkspace } from './workspaces.ts';

/** An address as its reader wrote it, from the workspace down; each name in its unique form. */
export interface AddressInput {
  workspaceKey: string;
  experimentKey?: string;
  /** In the experiment. */
  jobKey?: string;
  /** In the workspace. */
  clusterKey?: string;
  /** In the workspace. */
  fileServerKey?: string;
}

/** What stands along an address; null from where it ends or was not asked. */
export interface AddressView {
  workspace: WorkspaceRow | null;
  experiment: ExperimentView | null;
  job: JobView | null;
  cluster: ClusterView | null;
  fileServer: FileServerView | null;
}

/** The whole way of an address at once: each question of its own costs the asker a turn of two threads. */
export function findAddress(
  db: ReadDb,
  { workspaceKey, experimentKey, jobKey, clusterKey, fileServerKey }: AddressInput,
): AddressView {
  const workspace = findWorkspace(db, { nameKey: workspaceKey });
  const within = workspace && { workspaceUid: workspace.uid };
  const experiment =
    within && experimentKey !== undefined ? findExperiment(db, { ...within, nameKey: experimentKey }) : null;
  return {
    workspace,
    experiment,
    job:
      experiment && jobKey !== undefined ? findJob(db, { experimentUid: experiment.row.uid, nameKey: jobKey }) : null,
    fileServer:
      within && fileServerKey !== undefined ? findFileServer(db, { ...within, nameKey: fileServerKey }) : null,
    cluster: within && clusterKey !== undefined ? findCluster(db, { ...within, nameKey: clusterKey }) : null,
  };
}
