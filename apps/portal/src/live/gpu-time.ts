/** Where the time of a workspace's GPUs went over the last day. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { GpuTimeOfDay } from '@trainyard/contracts/gpu-time';
import { client } from './client.ts';
import { useNow } from './connection.ts';
import { budgets } from './freshness.ts';

/** ms after which what is not read yet is asked for: the server reads a day of many GPUs in parts. */
const nextPartMs = 1_000;

/** Asked for again when jobs start or end (`running`: how many run), and each minute: the day moves on whatever happens. */
export function useGpuTime(workspace: string, running: string): UseQueryResult<GpuTimeOfDay> {
  const minute = Math.floor(useNow() / budgets.cost);
  return useQuery({
    queryKey: ['gpuTime', workspace, running, minute],
    queryFn: () => client.call('getGpuTime', { params: { workspace } }),
    placeholderData: (before) => before,
    refetchInterval: ({ state: { data } }) => (data !== undefined && data.readFrom > data.from ? nextPartMs : false),
  });
}
