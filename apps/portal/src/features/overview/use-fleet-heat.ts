/** What the maps of all clusters have in common: what they tell, their scale, the colours of jobs, where a cell leads. */
import type { Cluster } from '@trainyard/contracts/cluster';
import type { Node } from '@trainyard/contracts/node';
import { findNodeSize } from '@trainyard/contracts/node-sizes';
import { useCallback, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { addresses } from '../../app/addresses.ts';
import type { HeatStore } from '../../live/heat-store.ts';
import { cellsOf, colourJobs, type Device, devicesOf, holderOf } from '../../ui/heat/cells.ts';
import { type CellQuantity, cellQuantities, type Ends, endsOf } from '../../ui/heat/scale.ts';
import { useJobAddress } from '../clusters/nodes/use-job-address.ts';
import type { FleetStores } from './fleet-stores.tsx';

export interface FleetHeat {
  quantity: CellQuantity;
  setQuantity: (quantity: CellQuantity) => void;
  asTable: boolean;
  setAsTable: (asTable: boolean) => void;
  ends: () => Ends;
  /** Colours of jobs by uid, and the names of those jobs. */
  colours: ReadonlyMap<string, number>;
  jobs: { name: string; colour: number }[];
  /** Nodes that need a look. */
  marked: ReadonlySet<string>;
  all: readonly Node[];
  storeOf: (node: Node) => HeatStore | null;
  gpusOf: (node: Node) => number;
  hrefOf: (device: Device) => string;
}

const gpusOf = (node: Node): number => findNodeSize(node.vmSize)?.gpus ?? 0;

export function useFleetHeat(
  workspace: string,
  clusters: readonly Cluster[],
  nodes: readonly (Node[] | undefined)[],
  stores: FleetStores,
): FleetHeat {
  const [search, setSearch] = useSearchParams();
  const quantity = cellQuantities.find((one) => one === search.get('heat')) ?? 'use';
  const set = (name: string, value: string | null) =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === null) after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true, preventScrollReset: true },
    );
  const all = useMemo(() => nodes.flatMap((list) => list ?? []), [nodes]);
  const { colours, jobs } = useJobColours(all, quantity === 'job');
  const marked = useMemo(
    () => new Set(all.filter(({ health, state }) => health !== 'ok' || state === 'unusable').map(({ uid }) => uid)),
    [all],
  );
  const current = useRef(stores);
  current.current = stores;
  const ends = useCallback(
    () =>
      endsOf(
        quantity,
        Object.values(current.current).flatMap((store) => (store ? [store.columns] : [])),
      ),
    [quantity],
  );
  const byName = useMemo(
    () => new Map(clusters.map(({ name, uid }) => [name, stores[uid] ?? null])),
    [clusters, stores],
  );
  const storeOf = useCallback((node: Node) => byName.get(node.cluster) ?? null, [byName]);
  const jobAddress = useJobAddress(workspace);
  const hrefOf = useCallback(
    (device: Device) => {
      const job = quantity === 'job' ? holderOf(device)?.uid : undefined;
      const { cluster, name } = device.node;
      return (job && jobAddress(job)) ?? addresses.node(workspace, cluster, name);
    },
    [quantity, jobAddress, workspace],
  );
  return {
    quantity,
    setQuantity: (value) => set('heat', value === 'use' ? null : value),
    asTable: search.get('cells') === 'table',
    setAsTable: (value) => set('cells', value ? 'table' : null),
    ...{ ends, colours, jobs, marked, all, storeOf, gpusOf, hrefOf },
  };
}

/** A job keeps its colour while the page lives. */
function useJobColours(nodes: readonly Node[], wanted: boolean) {
  const foreign = useTranslation('ui').t('heat.foreign');
  const before = useRef<ReadonlyMap<string, number>>(new Map());
  return useMemo(() => {
    if (!wanted) return { colours: before.current, jobs: [] };
    const cells = cellsOf(nodes.flatMap((node) => devicesOf(node, gpusOf(node))));
    const colours = colourJobs(cells.jobs, before.current);
    before.current = colours;
    const names = new Map(nodes.flatMap((node) => node.jobs.map(({ uid, name }) => [uid, name ?? foreign] as const)));
    const jobs = [...colours].map(([uid, colour]) => ({ name: names.get(uid) ?? uid, colour }));
    return { colours, jobs };
  }, [nodes, wanted, foreign]);
}
