/** The live series of every cluster that has nodes: followed once, read by the strip and the rows. */
import type { Metric } from '@trainyard/contracts/series-frame';
import { useCallback, useEffect, useState } from 'react';
import { connection } from '../../live/connection.ts';
import { budgetOf, freshnessOf } from '../../live/freshness.ts';
import { useSeries } from '../../live/series.ts';
import type { SeriesStore } from '../../live/series-store.ts';
import type { Read } from './fleet-sums.ts';

export type FleetStores = Readonly<Record<string, SeriesStore | null>>;

const options = {
  windowMs: 0,
  metrics: ['gpu.utilisation', 'gpu.power', 'cpu.utilisation'] satisfies Metric[],
};

interface FeedProps {
  uid: string;
  onStore: (uid: string, store: SeriesStore | null) => void;
}

/** Follows one cluster while it is drawn. Hooks cannot be called in a loop; components can. */
export function Feed({ uid, onStore }: FeedProps) {
  const store = useSeries({ cluster: uid }, options);
  useEffect(() => {
    onStore(uid, store);
    return () => onStore(uid, null);
  }, [uid, store, onStore]);
  return null;
}

/** The stores by cluster, and what feeds hand them to. */
export function useFleetStores(): [FleetStores, FeedProps['onStore']] {
  const [stores, setStores] = useState<FleetStores>({});
  const put = useCallback<FeedProps['onStore']>(
    (uid, store) => setStores((all) => (all[uid] === store ? all : { ...all, [uid]: store })),
    [],
  );
  return [stores, put];
}

/** Reads what is current; a value past ten of its budgets is none any more. */
export function readerOf(store: SeriesStore | null | undefined): Read {
  return (metric, device, nodeUid) => {
    const latest = store?.latest(metric, device, nodeUid);
    if (latest === undefined) return undefined;
    const now = connection.now();
    const budget = budgetOf(metric, store?.watchedSince, now);
    return freshnessOf(now - latest.at, budget) === 'gone' ? undefined : latest.value;
  };
}
