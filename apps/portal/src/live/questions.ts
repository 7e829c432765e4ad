/** What pages ask the server for. Each answer is kept in the cache and changed there by events. */
import {
  type InfiniteData,
  keepPreviousData,
  type UseInfiniteQueryResult,
  type UseQueryResult,
  useInfiniteQuery,
  useQueries,
  useQuery,
} from '@tanstack/react-query';
import type { JobPlan } from '@trainyard/contracts/api/jobs';
import type { LogStream } from '@trainyard/contracts/api/logs';
import type { Artifact } from '@trainyard/contracts/artifact';
import type { Attempt } from '@trainyard/contracts/attempt';
import type { Cluster } from '@trainyard/contracts/cluster';
import type { Experiment } from '@trainyard/contracts/experiment';
import type { Job } from '@trainyard/contracts/job';
import type { Node } from '@trainyard/contracts/node';
import type { Workspace } from '@trainyard/contracts/workspace';
import { everyItem } from '@trainyard/sdk/pages';
import { client } from './client.ts';
import type { JobPage } from './job-pages.ts';
import { type JobAddress, type JobFilter, keys } from './keys.ts';
import { attemptsIn } from './well-formed.ts';

/** Jobs of one page of a list: two screens of rows at the largest usual height. */
const jobPageSize = 100;

export const workspacesQuestion = () => ({
  queryKey: keys.workspaces(),
  queryFn: () => everyItem(client, 'listWorkspaces', {}),
});

export const useWorkspaces = (): UseQueryResult<Workspace[]> => useQuery(workspacesQuestion());

export const useExperiments = (workspace: string): UseQueryResult<Experiment[]> =>
  useQuery({
    queryKey: keys.experiments(workspace),
    queryFn: () => everyItem(client, 'listExperiments', { params: { workspace } }),
  });

export const clustersQuestion = (workspace: string) => ({
  queryKey: keys.clusters(workspace),
  queryFn: () => everyItem(client, 'listClusters', { params: { workspace } }),
});

export const useClusters = (workspace: string): UseQueryResult<Cluster[]> => useQuery(clustersQuestion(workspace));

const nodesOf = (workspace: string, cluster: string) => ({
  queryKey: keys.nodes(workspace, cluster),
  queryFn: () => everyItem(client, 'listNodes', { params: { workspace, name: cluster } }),
});

/** Nodes of a cluster. Of one that is being deleted they are not asked for again: they only go, and then it is gone, too. */
export const useNodes = (workspace: string, cluster: string, deleting = false): UseQueryResult<Node[]> =>
  useQuery({ ...nodesOf(workspace, cluster), enabled: !deleting });

/** Nodes of several clusters, in the order of their names; undefined for those that are not known yet. */
export const useNodesOfAll = (workspace: string, clusters: readonly string[]): (Node[] | undefined)[] =>
  useQueries({
    queries: clusters.map((cluster) => nodesOf(workspace, cluster)),
    combine: (results) => results.map(({ data }) => data),
  });

/** A list of jobs, newest first, page after page as it is scrolled. */
export const jobsQuestion = (workspace: string, filter: JobFilter) => ({
  queryKey: keys.jobs(workspace, filter),
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam }: { pageParam: string | undefined }): Promise<JobPage> => {
    const query = { ...filter, limit: jobPageSize, ...(pageParam === undefined ? {} : { after: pageParam }) };
    return client.call('listJobs', { params: { workspace }, query });
  },
  getNextPageParam: ({ next }: JobPage) => next ?? undefined,
});

export const useJobs = (
  workspace: string,
  filter: JobFilter,
): UseInfiniteQueryResult<InfiniteData<JobPage, string | undefined>> =>
  useInfiniteQuery(jobsQuestion(workspace, filter));

export const jobQuestion = (of: JobAddress) => ({
  queryKey: keys.job(of),
  queryFn: () => client.call('getJob', { params: of }),
});

export const useJob = (of: JobAddress): UseQueryResult<Job> => useQuery(jobQuestion(of));

/** Attempts of a job with their tasks, oldest first: as many as one page takes. `unit`: of that shard alone. */
export const attemptsQuestion = (of: JobAddress, unit?: number) => ({
  queryKey: unit === undefined ? keys.attempts(of) : [...keys.attempts(of), unit],
  queryFn: async () => {
    const query = { limit: 1000, ...(unit === undefined ? {} : { unit }) };
    return attemptsIn((await client.call('listAttempts', { params: of, query })).items);
  },
});

export const useAttempts = (of: JobAddress, unit?: number): UseQueryResult<Attempt[]> =>
  useQuery(attemptsQuestion(of, unit));

/** The log streams that a job has so far. `unit`: of that shard alone. */
export const logsQuestion = (of: JobAddress, unit?: number) => ({
  queryKey: unit === undefined ? keys.logs(of) : [...keys.logs(of), unit],
  queryFn: async () => (await client.call('listLogs', { params: of, query: unit === undefined ? {} : { unit } })).items,
});

export const useLogStreams = (of: JobAddress, unit?: number): UseQueryResult<LogStream[]> =>
  useQuery(logsQuestion(of, unit));

export const useArtifacts = (of: JobAddress): UseQueryResult<Artifact[]> =>
  useQuery({ queryKey: keys.artifacts(of), queryFn: () => everyItem(client, 'listArtifacts', { params: of }) });

/** What a job would do; not asked while `body` is null. The last answer stays until the next one is there. */
export const usePlan = (workspace: string, experiment: string, body: object | null): UseQueryResult<JobPlan> =>
  useQuery({
    queryKey: keys.plan(workspace, experiment, body),
    queryFn: () => client.call('planJob', { params: { workspace, experiment }, body }),
    enabled: body !== null && experiment !== '',
    placeholderData: keepPreviousData,
    // Bodies on the way to the one that is submitted are of no use to anybody.
    gcTime: 0,
  });
