import type { Cluster } from '@trainyard/contracts/cluster';
import type { Node } from '@trainyard/contracts/node';
import { findNodeSize } from '@trainyard/contracts/node-sizes';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { HeatStore } from '../../../live/heat-store.ts';
import { Glyph, isGlyphState } from '../../../ui/glyph.tsx';
import type { Column } from '../../../ui/table/columns.ts';
import { DeclareLost } from './declare-lost.tsx';
import { NodeCellRow } from './node-cell-row.tsx';
import {
  NodeBusy,
  NodeHottest,
  NodeJobs,
  NodeLabels,
  NodePower,
  NodeReason,
  NodeState,
  SampleAge,
} from './node-columns-cells.tsx';
import css from './nodes.module.css';

/** Columns of the table of nodes: what each is, does and tells. `labelled`: some of them have labels. */
export function useNodeColumns(cluster: Cluster, labelled: boolean, store: HeatStore | null): Column<Node>[] {
  const { t } = useTranslation(['clusters', 'ui']);
  const gpusEach = findNodeSize(cluster.vmSize)?.gpus ?? 0;
  return useMemo(
    () => [
      {
        id: 'name',
        head: t('nodes.name'),
        width: '1fr',
        optional: false,
        before: ({ state, health }) => {
          if (health === 'silent') return <Glyph state="warning" named={false} />;
          return isGlyphState(state) && <Glyph state={state} named={false} />;
        },
        cell: ({ name }) => <bdi>{name}</bdi>,
        sort: ({ name }) => name,
      },
      {
        id: 'state',
        head: t('nodes.state'),
        width: 110,
        line: 1,
        cell: ({ state, health }) =>
          health === 'silent' ? <span className={css.stale}>{t('nodes.silent')}</span> : <NodeState state={state} />,
        sort: ({ state }) => state,
      },
      {
        id: 'cells',
        head: t(gpusEach === 0 ? 'nodes.cpu' : 'nodes.gpus'),
        width: Math.max(90, 50 + 14 * gpusEach),
        cell: (node) => <NodeCellRow node={node} gpusEach={gpusEach} store={store} />,
      },
      {
        id: 'busy',
        head: t('nodes.busy'),
        width: 60,
        align: 'end',
        cell: (node) => <NodeBusy node={node} gpusEach={gpusEach} store={store} />,
      },
      ...(gpusEach === 0
        ? []
        : [
            {
              id: 'power',
              head: t('nodes.power'),
              width: 72,
              align: 'end' as const,
              hide: 'narrow' as const,
              cell: (node: Node) => <NodePower node={node} gpusEach={gpusEach} store={store} />,
            },
            {
              id: 'hottest',
              head: t('nodes.hottest'),
              width: 64,
              align: 'end' as const,
              hide: 'narrow' as const,
              cell: (node: Node) => <NodeHottest node={node} gpusEach={gpusEach} store={store} />,
            },
          ]),
      { id: 'jobs', head: t('nodes.jobs'), width: '1fr', cell: (node) => <NodeJobs node={node} /> },
      {
        id: 'reason',
        head: t('nodes.reason'),
        width: '3fr',
        cell: (node) => (
          <span className={css.finding}>
            <NodeReason node={node} />
            <DeclareLost node={node} />
          </span>
        ),
      },
      ...(labelled
        ? [
            {
              id: 'labels',
              head: t('scheduling.node.labels'),
              width: '1fr' as const,
              hide: 'narrow' as const,
              cell: (node: Node) => <NodeLabels labels={node.labels} />,
            },
          ]
        : []),
      {
        id: 'address',
        head: t('nodes.address'),
        width: 130,
        hide: 'narrow',
        cell: ({ address }) => <code className={css.quiet}>{address ?? t('ui:na')}</code>,
        sort: ({ address }) => address ?? undefined,
      },
      {
        id: 'age',
        head: t('nodes.age'),
        width: 64,
        align: 'end',
        cell: (node) => <SampleAge node={node} store={store} />,
      },
    ],
    [t, gpusEach, labelled, store],
  );
}
