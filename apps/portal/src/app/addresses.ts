/** Addresses of pages, in one place: links are made here, never by hand. */
const part = encodeURIComponent;

export const addresses = {
  overview: (workspace: string) => `/w/${part(workspace)}`,
  clusters: (workspace: string) => `/w/${part(workspace)}/clusters`,
  newCluster: (workspace: string) => `/w/${part(workspace)}/clusters/new`,
  cluster: (workspace: string, cluster: string, search = '') =>
    `/w/${part(workspace)}/clusters/${part(cluster)}${search}`,
  jobs: (workspace: string, search = '') => `/w/${part(workspace)}/jobs${search}`,
  newJob: (workspace: string, search = '') => `/w/${part(workspace)}/jobs/new${search}`,
  job: (of: { workspace: string; experiment: string; name: string }) =>
    `/w/${part(of.workspace)}/jobs/${part(of.experiment)}/${part(of.name)}`,
  node: (workspace: string, cluster: string, node: string) =>
    `/w/${part(workspace)}/clusters/${part(cluster)}/nodes/${part(node)}`,
  /** A shell on a node. */
  nodeTerminal: (workspace: string, cluster: string, node: string) =>
    `/w/${part(workspace)}/clusters/${part(cluster)}/nodes/${part(node)}/terminal`,
  /** A shell in a running task of a job; `task` as `unit/attempt/task`, without it the first. */
  taskTerminal: (of: { workspace: string; experiment: string; name: string }, task?: string) =>
    `/w/${part(of.workspace)}/jobs/${part(of.experiment)}/${part(of.name)}/terminal${task === undefined ? '' : `?task=${part(task)}`}`,
  data: (workspace: string) => `/w/${part(workspace)}/data`,
  /** Files of a storage account; `path` as an address has it. */
  storage: (workspace: string, account: string, path = '') =>
    `/w/${part(workspace)}/data/storage/${part(account)}${path && `/${path}`}`,
  fileServer: (workspace: string, name: string, path = '') =>
    `/w/${part(workspace)}/data/file-servers/${part(name)}${path && `/${path}`}`,
  limits: (workspace: string) => `/w/${part(workspace)}/limits`,
  newWorkspace: () => '/workspaces/new',
};
