/** The newest values of every cluster that has nodes: followed once, read by the strip and the rows. */
import { useCallback, useEffect, useState } from 'react';
import { connection } from '../../live/connection.ts';
import { freshnessOf } from '../../live/freshness.ts';
import { useHeat } from '../../live/heat.ts';
import type { HeatStore } from '../../live/heat-store.ts';
import type { Read } from './fleet-sums.ts';

export type FleetStores = Readonly<Record<string, HeatStore | null>>;

interface FeedProps {
  uid: string;
  onStore: (uid: string, store: HeatStore | null) => void;
}

/** Follows one cluster while it is drawn. Hooks cannot be called in a loop; components can. */
export function Feed({ uid, onStore }: FeedProps) {
  const store = useHeat(uid);
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

const columns = {
  'gpu.utilisation': 'use',
  'cpu.utilisation': 'use',
  'gpu.power': 'power',
  'gpu.temperature': 'temperature',
} as const;

/** Reads what is current; a value past ten of its budgets is none any more. */
export function readerOf(store: HeatStore | null | undefined): Read {
  return (metric, device, node) => {
    const latest = store?.latest(columns[metric], node, device);
    if (latest === undefined) return undefined;
    const now = connection.now();
    return freshnessOf(now - latest.at, store?.budget(now) ?? 0) === 'gone' ? undefined : latest.value;
  };
}
