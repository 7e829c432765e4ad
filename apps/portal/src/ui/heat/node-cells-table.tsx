import type { Node } from '@trainyard/contracts/node';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../live/connection.ts';
import type { HeatStore } from '../../live/heat-store.ts';
import type { Column } from '../table/columns.ts';
import { DataTable } from '../table/data-table.tsx';
import { useTableState } from '../table/table-state.ts';
import { type Device, devicesOf, readingOf } from './cells.ts';
import { machineName } from './machines.ts';
import css from './node-cells.module.css';
import type { CellQuantity } from './scale.ts';
import { useCellWords } from './use-cell-words.ts';

interface NodeCellsTableProps {
  nodes: readonly Node[];
  /** Newest values of a node's cluster. */
  storeOf: (node: Node) => HeatStore | null;
  /** GPUs that a node's size promises, for nodes that have not told. */
  gpusOf: (node: Node) => number;
  hrefOf: (device: Device) => string;
  label: string;
}

const measured = ['use', 'memory', 'temperature', 'power'] as const;

/** The same as the cells, in words: one row a GPU, as many as there are. */
export function NodeCellsTable({ nodes, storeOf, gpusOf, hrefOf, label }: NodeCellsTableProps) {
  const { t } = useTranslation('ui');
  const say = useCellWords();
  const state = useTableState('cells', 'cellsort');
  const rows = useMemo(() => nodes.flatMap((node) => devicesOf(node, gpusOf(node))), [nodes, gpusOf]);
  const columns = useMemo(
    (): Column<Device>[] => [
      { id: 'device', head: t('heat.device'), width: '2fr', cell: (device) => <bdi>{say.device(device)}</bdi> },
      {
        id: 'cluster',
        head: t('heat.cluster'),
        width: '1fr',
        cell: ({ node }) => <bdi>{node.cluster}</bdi>,
        sort: ({ node }) => node.cluster,
      },
      {
        id: 'machine',
        head: t('heat.machine'),
        width: '2fr',
        cell: ({ node }) => <bdi>{machineName(node) ?? t('heat.machineUntold')}</bdi>,
        sort: ({ node }) => machineName(node),
      },
      { id: 'job', head: t('heat.job'), width: '2fr', cell: (device) => <bdi>{say.holder(device)}</bdi> },
      ...measured.map((quantity) => ({
        id: quantity,
        head: t(`heat.${quantity}`),
        width: 96,
        align: 'end' as const,
        cell: (device: Device) => <Value device={device} store={storeOf(device.node)} quantity={quantity} />,
      })),
    ],
    [t, say, storeOf],
  );
  return (
    <div className={css.table}>
      <DataTable
        label={label}
        state={state}
        rows={rows}
        columns={columns}
        rowId={({ node, gpu }) => `${node.uid}/${gpu?.uuid ?? ''}`}
        href={hrefOf}
      />
    </div>
  );
}

function Value({ device, store, quantity }: { device: Device; store: HeatStore | null; quantity: CellQuantity }) {
  const { t } = useTranslation('ui');
  const say = useCellWords();
  const reading = readingOf(store, device, quantity, useNow());
  if (reading.kind === 'value') return say.value(reading.value, quantity);
  return <span className={css.quiet}>{reading.kind === 'free' ? t('heat.freeCell') : t('na')}</span>;
}
