import { IconButton } from '@mui/material';
import type { Cluster } from '@trainyard/contracts/cluster';
import type { Node } from '@trainyard/contracts/node';
import { findNodeSize } from '@trainyard/contracts/node-sizes';
import { Table2 } from 'lucide-react';
import { Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { addresses } from '../../app/addresses.ts';
import { useNow } from '../../live/connection.ts';
import type { HeatStore } from '../../live/heat-store.ts';
import { Segmented } from '../../ui/form/segmented.tsx';
import { HeatLegend } from '../../ui/heat/heat-legend.tsx';
import { byMachine } from '../../ui/heat/machines.ts';
import { NodeCells } from '../../ui/heat/node-cells.tsx';
import { cellQuantities } from '../../ui/heat/scale.ts';
import { type CellView, useCellView } from '../../ui/heat/use-cell-view.ts';
import { ViewSwitch } from '../../ui/heat/view-switch.tsx';
import { later } from '../../ui/later.ts';
import { Pane } from '../../ui/pane.tsx';
import { SimTag } from '../../ui/sim-tag.tsx';
import { Tag } from '../../ui/tag.tsx';
import { useFormat } from '../../ui/use-format.ts';
import css from './fleet-pane.module.css';
import { type FleetStores, readerOf } from './fleet-stores.tsx';
import { roomOf, scaleOf, sumNodes } from './fleet-sums.ts';
import { StateCounts } from './readout-strip.tsx';
import { type FleetHeat, useFleetHeat } from './use-fleet-heat.ts';

const NodeCellsTable = later('NodeCellsTable', () => import('../../ui/heat/node-cells-table.tsx'));

interface FleetPaneProps {
  workspace: string;
  clusters: readonly Cluster[];
  nodes: readonly (Node[] | undefined)[];
  stores: FleetStores;
  /** Waiting jobs by the name of their cluster. */
  waiting: ReadonlyMap<string, number>;
}

/** Every cluster with its nodes as cells. */
export function FleetPane({ workspace, clusters, nodes, stores, waiting }: FleetPaneProps) {
  const { t } = useTranslation(['overview', 'ui']);
  const heat = useFleetHeat(workspace, clusters, nodes, stores);
  const { quantity, setQuantity, asTable, setAsTable } = heat;
  const [view, setView] = useCellView();
  return (
    <Pane
      title={t('fleet.title')}
      meta={<span className={css.wide}>{t('fleet.meta')}</span>}
      tools={
        clusters.length > 0 && (
          <>
            <span className={css.wide}>
              <Legend heat={heat} />
            </span>
            <Segmented
              small
              label={t('ui:heat.what')}
              value={quantity}
              options={cellQuantities.map((value) => ({ value, label: t(`ui:heat.${value}`) }))}
              onChange={setQuantity}
            />
            <ViewSwitch view={view} onChange={setView} />
            <IconButton
              aria-label={t(asTable ? 'ui:heat.asMap' : 'ui:heat.asTable')}
              aria-pressed={asTable}
              onClick={() => setAsTable(!asTable)}
              className={css.toggle ?? ''}
            >
              <Table2 size={14} strokeWidth={1.5} />
            </IconButton>
          </>
        )
      }
      padded={false}
    >
      {clusters.length === 0 && <p className={css.none}>{t('fleet.none')}</p>}
      {asTable ? (
        <Suspense>
          <NodeCellsTable
            nodes={heat.all}
            storeOf={heat.storeOf}
            gpusOf={heat.gpusOf}
            hrefOf={heat.hrefOf}
            label={t('fleet.title')}
          />
        </Suspense>
      ) : (
        clusters.map((cluster, at) => (
          <Row
            key={cluster.uid}
            to={addresses.cluster(workspace, cluster.name)}
            cluster={cluster}
            nodes={nodes[at] ?? none}
            store={stores[cluster.uid] ?? null}
            waiting={waiting.get(cluster.name) ?? 0}
            heat={heat}
            view={view}
          />
        ))
      )}
    </Pane>
  );
}

const none: readonly Node[] = [];

/** The scale of what is drawn; watts are looked at again each second. */
function Legend({ heat: { quantity, ends, jobs } }: { heat: FleetHeat }) {
  useNow();
  return <HeatLegend quantity={quantity} ends={ends()} jobs={jobs} />;
}

interface RowProps {
  to: string;
  cluster: Cluster;
  nodes: readonly Node[];
  store: HeatStore | null;
  waiting: number;
  heat: FleetHeat;
  view: CellView;
}

function Row({ to, cluster, nodes, store, waiting, heat, view }: RowProps) {
  const { t } = useTranslation(['overview', 'ui']);
  const arranged = useMemo(() => (view === 'map' ? { nodes, machines: undefined } : byMachine(nodes)), [view, nodes]);
  const { machines } = arranged;
  const gpus = findNodeSize(cluster.vmSize)?.gpus ?? 0;
  const room = roomOf(cluster, nodes.length);
  return (
    <article className={css.row}>
      <div className={css.who}>
        <h3 className={css.name}>
          <Link to={to}>
            <bdi>{cluster.name}</bdi>
          </Link>
          {nodes.some(({ found }) => found?.gpus.some(({ simulated }) => simulated)) && <SimTag />}
          {cluster.vmPriority === 'lowpriority' && <Tag>{t('fleet.lowPriority')}</Tag>}
          <Change cluster={cluster} />
        </h3>
        <p className={css.size}>
          <Size cluster={cluster} />
        </p>
        <p className={css.scale}>
          <Scaling cluster={cluster} />
          <StateCounts clusters={[cluster]} />
        </p>
        {machines && nodes.length > 0 && (
          <p className={css.size}>
            <Place machines={machines.filter(({ name }) => name !== null).length} cluster={cluster} />
          </p>
        )}
      </div>
      {nodes.length + (machines ? 0 : room) > 0 ? (
        <NodeCells
          nodes={arranged.nodes}
          machines={machines}
          store={store}
          gpusEach={gpus}
          room={room}
          quantity={heat.quantity}
          ends={heat.ends}
          colours={heat.colours}
          marked={heat.marked}
          hrefOf={heat.hrefOf}
          tall={320}
          label={t('fleet.cells', { cluster: cluster.name })}
        />
      ) : (
        <p className={css.quiet}>{t('fleet.noNodes')}</p>
      )}
      <Figures nodes={nodes} store={store} waiting={waiting} />
    </article>
  );
}

function Figures({ nodes, store, waiting }: { nodes: readonly Node[]; store: HeatStore | null; waiting: number }) {
  const { t } = useTranslation(['overview', 'ui']);
  const { count, percent } = useFormat();
  useNow();
  const sum = sumNodes(nodes, readerOf(store));
  return (
    <div className={css.figures}>
      <p>
        <b>{sum.busy === null ? <span className={css.quiet}>{t('ui:na')}</span> : percent(Math.round(sum.busy))}</b>
        <span>{t('fleet.busy')}</span>
      </p>
      <p>
        <b>
          {count(sum.allocated)}
          <span>{`/${count(sum.total)}`}</span>
        </b>
        <span>{t('fleet.allocated')}</span>
      </p>
      <p>
        <span>{waiting === 0 ? t('fleet.noneWaiting') : t('fleet.waiting', { count: waiting })}</span>
      </p>
    </div>
  );
}

/** On how many machines it stands, and in which subnet. */
function Place({ machines, cluster: { subnet } }: { machines: number; cluster: Cluster }) {
  const { t } = useTranslation('ui');
  const id = (subnet as { id?: string } | undefined)?.id;
  const said = [t('heat.machines', { count: machines }), ...(id === undefined ? [] : [id.split('/').at(-1)])].join(
    ', ',
  );
  return <span title={id}>{said}</span>;
}

/** What is happening to the cluster as a whole, when something is. */
function Change({ cluster }: { cluster: Cluster }) {
  const { t } = useTranslation('overview');
  if (cluster.provisioningState === 'deleting') return <Tag>{t('fleet.deleting')}</Tag>;
  if (cluster.allocationState !== 'resizing') return null;
  return <Tag accent>{t('fleet.resizing', { target: cluster.targetNodeCount })}</Tag>;
}

/** What one node of the cluster has. */
function Size({ cluster: { vmSize } }: { cluster: Cluster }) {
  const { t } = useTranslation('overview');
  const { bytes } = useFormat();
  const size = findNodeSize(vmSize);
  if (size === undefined) return <span title={vmSize}>{vmSize}</span>;
  const { gpus, gpuModel, gpuMemoryBytes, vcpus, memoryBytes } = size;
  const words =
    gpus > 0
      ? t('fleet.gpuSize', { count: gpus, model: gpuModel ?? '', memory: bytes(gpuMemoryBytes) })
      : t('fleet.cpuSize', { count: vcpus, memory: bytes(memoryBytes) });
  return <span title={`${vmSize}: ${words}`}>{words}</span>;
}

function Scaling({ cluster }: { cluster: Cluster }) {
  const { t } = useTranslation('overview');
  const scale = scaleOf(cluster);
  return <span>{scale.kind === 'auto' ? t('fleet.auto', scale) : t('fleet.fixed', scale)}</span>;
}
