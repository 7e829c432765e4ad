/** Keys of the query cache, in one place: what an event changes is found by them. */
import type { JobFilter as JobListFilter } from '@trainyard/contracts/job-list';

/** A job as its address names it. */
export interface JobAddress {
  workspace: string;
  experiment: string;
  name: string;
}

/** What the list of jobs is narrowed to; the server knows the same three. */
export interface JobFilter {
  state?: string | undefined;
  cluster?: string | undefined;
  experiment?: string | undefined;
}

/** All that the server narrows a list of jobs by. */
export type { JobListFilter };
export interface JobListQuery extends JobListFilter {
  sort?: string | undefined;
}

export const keys = {
  session: () => ['session'] as const,
  workspaces: () => ['workspaces'] as const,
  experiments: (workspace: string) => ['experiments', workspace] as const,
  clusters: (workspace: string) => ['clusters', workspace] as const,
  nodes: (workspace: string, cluster: string) => ['nodes', workspace, cluster] as const,
  /** Apart from the nodes that there are: what changes among those changes nothing of it. */
  goneNode: (uid: string) => ['gone node', uid] as const,
  jobLists: (workspace: string) => ['jobs', workspace] as const,
  jobs: (workspace: string, filter: JobFilter) => ['jobs', workspace, filter] as const,
  /** Pages of lists of jobs by their place, for tables of any length. */
  jobWindows: (workspace: string) => ['job window', workspace] as const,
  jobWindow: (workspace: string, query: JobListQuery, block: number) =>
    [...keys.jobWindows(workspace), query, block] as const,
  jobCounts: (workspace: string, query: JobListFilter) => [...keys.jobWindows(workspace), query, 'counts'] as const,
  /** Counts of all jobs, apart from those of lists: a list whose order is held keeps its counts. */
  jobTotals: (workspace: string) => ['job totals', workspace] as const,
  latestEvents: (workspace: string, last: number) => ['latest events', workspace, last] as const,
  families: (workspace: string) => ['families', workspace] as const,
  views: (workspace: string) => ['views', workspace] as const,
  plan: (workspace: string, experiment: string, body: unknown) => ['plan', workspace, experiment, body] as const,
  job: (of: JobAddress) => ['job', of.workspace, of.experiment, of.name] as const,
  attempts: (of: JobAddress) => ['attempts', of.workspace, of.experiment, of.name] as const,
  logs: (of: JobAddress) => ['logs', of.workspace, of.experiment, of.name] as const,
  artifacts: (of: JobAddress) => ['artifacts', of.workspace, of.experiment, of.name] as const,
  unitsOf: (of: JobAddress) => ['units', of.workspace, of.experiment, of.name] as const,
  units: (of: JobAddress, state: string | undefined) => [...keys.unitsOf(of), state ?? null] as const,
  /** By cluster first: what happens in it changes why its jobs wait. */
  explanations: (clusterUid: string) => ['explanation', clusterUid] as const,
  explanation: (of: JobAddress, clusterUid: string) =>
    [...keys.explanations(clusterUid), of.workspace, of.experiment, of.name] as const,
  score: () => ['forecast score'] as const,
  receiptsIn: (workspace: string) => ['receipts', workspace] as const,
  receipts: (of: JobAddress) => [...keys.receiptsIn(of.workspace), of.experiment, of.name] as const,
  scaling: (workspace: string, cluster: string) => ['scaling', workspace, cluster] as const,
  queues: (clusterUid: string) => ['queues', clusterUid] as const,
  reservations: (workspace: string, cluster: string) => ['reservations', workspace, cluster] as const,
  storageAccounts: () => ['storage accounts'] as const,
  fileServers: (workspace: string) => ['file servers', workspace] as const,
  diskUse: (workspace: string) => ['disk use', workspace] as const,
  codeLimits: () => ['code limits'] as const,
  /** Directories of a job and what is in them. */
  jobTrees: (of: JobAddress) => ['job tree', of.workspace, of.experiment, of.name] as const,
  fileServerTree: (workspace: string, name: string) => ['file server tree', workspace, name] as const,
  storageTree: (name: string) => ['storage tree', name] as const,
  limits: () => ['limits'] as const,
};
