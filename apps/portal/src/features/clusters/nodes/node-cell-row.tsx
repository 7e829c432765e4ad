import type { Node } from '@trainyard/contracts/node';
import { useNow } from '../../../live/connection.ts';
import type { HeatStore } from '../../../live/heat-store.ts';
import { devicesOf, idleBelow, measuredOf, type Reading, readingOf } from '../../../ui/heat/cells.ts';
import { useCellWords } from '../../../ui/heat/use-cell-words.ts';
import { SimTag } from '../../../ui/sim-tag.tsx';
import css from './nodes.module.css';

interface NodeCellRowProps {
  node: Node;
  /** GPUs that the size promises, for a node that has not told. */
  gpusEach: number;
  store: HeatStore | null;
}

function lookOf(reading: Reading): { className: string; background?: string } {
  if (reading.kind !== 'value') return { className: `${css.cell} ${reading.kind === 'na' ? css.na : css.free}` };
  const step = Math.min(10, Math.max(0, Math.round(reading.value / 10)));
  const look = `${css.cell} ${reading.value < idleBelow ? css.edge : ''} ${reading.old ? css.old : ''}`;
  return { className: look, background: `var(--h${step})` };
}

/** The devices of one node as cells in a row of the table; each says its value as its name. */
export function NodeCellRow({ node, gpusEach, store }: NodeCellRowProps) {
  const now = useNow();
  const say = useCellWords();
  return (
    <span className={css.cells}>
      {devicesOf(node, gpusEach).map((device) => {
        const reading = readingOf(store, device, 'use', now);
        const { className, background } = lookOf(reading);
        const name = `${say.device(device)}: ${say.cell(reading, device, 'use')}`;
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

/** Current values of a quantity on the devices of a node: how busy those are that jobs hold, or what all of them draw and how warm they are. */
export function useNodeValues({ node, gpusEach, store }: NodeCellRowProps, quantity: 'use' | 'power' | 'temperature') {
  const now = useNow();
  return devicesOf(node, gpusEach).flatMap((device) => {
    const read = quantity === 'use' ? readingOf : measuredOf;
    const reading = read(store, device, quantity, now);
    return reading.kind === 'value' ? [reading.value] : [];
  });
}
