import { useQueries } from '@tanstack/react-query';
import type { Cluster } from '@trainyard/contracts/cluster';
import type { NodeDetail } from '@trainyard/contracts/node';
import { client } from '../../../live/client.ts';
import { keys } from '../../../live/keys.ts';

/** Nodes that are asked for by their uids: what they were called stays as it was, so that each is asked for once. */
export function useGoneNodes({ workspace, name }: Cluster, uids: readonly string[]): NodeDetail[] {
  return useQueries({
    queries: uids.map((uid) => ({
      queryKey: keys.goneNode(uid),
      queryFn: () => client.call('getNode', { params: { workspace, name, node: uid } }),
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
    })),
    combine: (answers) => answers.flatMap(({ data }) => data ?? []),
  });
}
