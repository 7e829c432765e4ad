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
  limits: (workspace: string) => `/w/${part(workspace)}/limits`,
  newWorkspace: () => '/workspaces/new',
};
