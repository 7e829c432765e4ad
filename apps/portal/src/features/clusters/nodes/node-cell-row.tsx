import type { Node } from '@trainyard/contracts/node';
import { useNow } from '../../../live/connection.ts';
import type { SeriesStore } from '../../../live/series-store.ts';
import { type Cell, devicesOf, idleBelow, sumOf } from '../../../ui/heat/cells.ts';
import { readCell } from '../../../ui/heat/read-cells.ts';
import { useCellWords } from '../../../ui/heat/use-cell-words.ts';
import { SimTag } from '../../../ui/sim-tag.tsx';
import css from './nodes.module.css';

interface NodeCellRowProps {
  node: Node;
  /** GPUs that the size promises, for a node that has not told. */
  gpusEach: number;
  store: SeriesStore | null;
}

function lookOf(cell: Cell): { className: string; background?: string } {
  if (cell.kind !== 'value') return { className: `${css.cell} ${cell.kind === 'na' ? css.na : css.free}` };
  const step = Math.min(10, Math.max(0, Math.round(cell.percent / 10)));
  const look = `${css.cell} ${cell.percent < idleBelow ? css.edge : ''} ${cell.old ? css.old : ''}`;
  return { className: look, background: `var(--h${step})` };
}

/** The devices of one node as cells in a row of the table; each says its value as its name. */
export function NodeCellRow({ node, gpusEach, store }: NodeCellRowProps) {
  const now = useNow();
  const say = useCellWords();
  return (
    <span className={css.cells}>
      {devicesOf(node, gpusEach).map((device) => {
        const cell = readCell(store, device, 'use', now);
        const { className, background } = lookOf(cell);
        const name = `${say.device(device)}: ${say.cell(cell, device)}`;
        return (
          <i
            key={device.gpu?.uuid ?? 'cpu'}
            role="img"
            className={className}
            aria-label={name}
            title={name}
            style={background === undefined ? undefined : { background }}
          />
        );
      })}
      {node.found?.gpus.some(({ simulated }) => simulated) && <SimTag />}
    </span>
  );
}

/** Mean of what jobs hold of a node this second, 0–100; null while nothing is held or known. */
export function useNodeBusy({ node, gpusEach, store }: NodeCellRowProps): number | null {
  const now = useNow();
  return sumOf(devicesOf(node, gpusEach).map((device) => readCell(store, device, 'use', now))).mean;
}
