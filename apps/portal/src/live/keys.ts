/** Keys of the query cache, in one place: what an event changes is found by them. */

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

export const keys = {
  workspaces: () => ['workspaces'] as const,
  experiments: (workspace: string) => ['experiments', workspace] as const,
  clusters: (workspace: string) => ['clusters', workspace] as const,
  nodes: (workspace: string, cluster: string) => ['nodes', workspace, cluster] as const,
  jobLists: (workspace: string) => ['jobs', workspace] as const,
  jobs: (workspace: string, filter: JobFilter) => ['jobs', workspace, filter] as const,
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
