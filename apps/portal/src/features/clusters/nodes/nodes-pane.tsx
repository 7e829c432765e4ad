import type { Cluster } from '@trainyard/contracts/cluster';
import type { Node } from '@trainyard/contracts/node';
import { Suspense, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { HeatStore } from '../../../live/heat-store.ts';
import { later } from '../../../ui/later.ts';
import { Pane } from '../../../ui/pane.tsx';
import { DataTable } from '../../../ui/table/data-table.tsx';
import { TableMenu } from '../../../ui/table/table-menu.tsx';
import { useTableState } from '../../../ui/table/table-state.ts';
import { useFormat } from '../../../ui/use-format.ts';
import { useNodeColumns } from './use-node-columns.tsx';

const NodeDrawer = later('NodeDrawer', () => import('./node-drawer.tsx'));

interface NodesPaneProps {
  cluster: Cluster;
  nodes: readonly Node[];
  store: HeatStore | null;
}

/** The nodes as a table, and the chosen one in detail. */
export function NodesPane({ cluster, nodes, store }: NodesPaneProps) {
  const { t } = useTranslation('clusters');
  const format = useFormat();
  const [search, setSearch] = useSearchParams();
  const labelled = nodes.some(({ labels }) => Object.keys(labels).length > 0);
  const columns = useNodeColumns(cluster, labelled, store);
  const state = useTableState('nodes');
  const chosen = nodes.find(({ name }) => name === search.get('node'));
  // Once it was open it stays, so that it can be seen to close.
  const opened = useRef(false);
  if (chosen) opened.current = true;
  return (
    <Pane
      title={t('nodes.title')}
      meta={format.count(nodes.length)}
      padded={false}
      tools={<TableMenu columns={columns} state={state} />}
    >
      <DataTable
        label={t('nodes.title')}
        state={state}
        rows={nodes}
        columns={columns}
        rowId={({ uid }) => uid}
        href={({ name }) => `?node=${encodeURIComponent(name)}`}
      />
      <Suspense>
        {opened.current && (
          <NodeDrawer
            node={chosen}
            cluster={cluster}
            onClose={() =>
              setSearch((before) => {
                const after = new URLSearchParams(before);
                after.delete('node');
                return after;
              })
            }
          />
        )}
      </Suspense>
    </Pane>
  );
}
