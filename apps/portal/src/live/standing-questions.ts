/** What pages ask about queues: why jobs wait, who took whose nodes, how clusters were sized, what may be used. */
import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseQueryResult,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query';
import type { Unit } from '@trainyard/contracts/array';
import type { Job } from '@trainyard/contracts/job';
import type { Limit } from '@trainyard/contracts/limits';
import type { PreemptionReceipt } from '@trainyard/contracts/preemption';
import type { QueueUsage } from '@trainyard/contracts/queues';
import type { Reservation } from '@trainyard/contracts/reservation';
import type { ScalingRecord } from '@trainyard/contracts/scaling';
import type { Explanation, ForecastScore } from '@trainyard/contracts/standing';
import { everyItem } from '@trainyard/sdk/pages';
import { client } from './client.ts';
import { type JobAddress, keys } from './keys.ts';

/** A page of a list, as much of it as these lists tell. */
interface Page<T> {
  items: T[];
  next: string | null;
}

type Pages<T> = UseInfiniteQueryResult<InfiniteData<Page<T>, string | undefined>>;

const pageSize = 100;

const paged = (after: string | undefined) => ({ limit: pageSize, ...(after === undefined ? {} : { after }) });

const addressOf = ({ workspace, experiment, name }: JobAddress): JobAddress => ({ workspace, experiment, name });

/** Why a job waits, what would start it, and when it starts otherwise; asked only while it waits in a cluster. */
export const useExplanation = (job: Job): UseQueryResult<Explanation> =>
  useQuery({
    queryKey: keys.explanation(job, job.cluster?.uid ?? ''),
    queryFn: () => client.call('explainJob', { params: addressOf(job) }),
    enabled: job.executionState === 'queued' && job.cluster !== null,
  });

export const useForecastScore = (): UseQueryResult<ForecastScore> =>
  useQuery({ queryKey: keys.score(), queryFn: () => client.call('getForecastScore', {}) });

/** Receipts of pre-emptions that name a job, newest first; not asked for while there are none. */
export const useReceipts = (job: Job): UseQueryResult<PreemptionReceipt[]> =>
  useQuery({
    // The count stands in the key: one more is asked for, whatever else was told.
    queryKey: [...keys.receipts(job), job.preemptions],
    queryFn: async () =>
      (await client.call('listPreemptions', { params: addressOf(job), query: paged(undefined) })).items,
    enabled: job.preemptions > 0,
    placeholderData: (before) => before,
  });

/** The units of a job that have started, page after page. */
export const useUnits = (of: JobAddress, state: Unit['state'] | undefined): Pages<Unit> =>
  useInfiniteQuery({
    queryKey: keys.units(of, state),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }): Promise<Page<Unit>> =>
      client.call('listUnits', {
        params: addressOf(of),
        query: { ...paged(pageParam), ...(state === undefined ? {} : { state }) },
      }),
    getNextPageParam: ({ next }) => next ?? undefined,
  });

/** When and why a cluster was resized, or was not; newest first. */
export const useScaling = (workspace: string, cluster: string): Pages<ScalingRecord> =>
  useInfiniteQuery({
    queryKey: keys.scaling(workspace, cluster),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }): Promise<Page<ScalingRecord>> =>
      client.call('listScaling', { params: { workspace, name: cluster }, query: paged(pageParam) }),
    getNextPageParam: ({ next }) => next ?? undefined,
  });

export const useQueues = (of: { workspace: string; name: string; uid: string }): UseQueryResult<QueueUsage[]> =>
  useQuery({
    queryKey: keys.queues(of.uid),
    queryFn: async () =>
      (await client.call('listQueues', { params: { workspace: of.workspace, name: of.name } })).items,
  });

export const useReservations = (workspace: string, cluster: string): UseQueryResult<Reservation[]> =>
  useQuery({
    queryKey: keys.reservations(workspace, cluster),
    queryFn: () => everyItem(client, 'listReservations', { params: { workspace, name: cluster } }),
  });

/** What workspaces and users may use at once; asked only for those who may see it. */
export const useLimits = (may: boolean): UseQueryResult<Limit[]> =>
  useQuery({ queryKey: keys.limits(), queryFn: () => everyItem(client, 'listLimits', {}), enabled: may });
