/** Paints a map as values come, and once a second for what no longer comes; and its rings when they change. */
import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { connection } from '../../live/connection.ts';
import type { HeatStore } from '../../live/heat-store.ts';
import { useColours } from '../colours.ts';
import { type Cells, colourJobs, type HeatSum, lookAll, looks, slotsOf } from './cells.ts';
import { hoveredJob, onHoveredJob } from './hovered-job.ts';
import type { Layout } from './layout.ts';
import { PixelMap } from './pixel-map.ts';
import { drawRings, type Ring } from './ring-canvas.ts';
import { type CellQuantity, type Ends, endsOf } from './scale.ts';

export interface Painting {
  layout: Layout;
  cells: Cells;
  store: HeatStore | null;
  quantity: CellQuantity;
  /** Ends of the scale that several maps share; its own without. */
  ends?: (() => Ends) | undefined;
  /** Colours that several maps share; its own without. */
  colours?: ReadonlyMap<string, number> | undefined;
  /** uids of nodes that need a look: ringed amber. */
  marked?: ReadonlySet<string> | undefined;
  canvas: RefObject<HTMLCanvasElement | null>;
  rings: RefObject<HTMLCanvasElement | null>;
  /** Number of the cell under the keyboard, −1 for none. */
  focused: number;
  /** Told what the map adds up to, and the mean of each node. */
  onDrawn: (sum: HeatSum, means: readonly (number | null)[]) => void;
}

/** Nodes beyond which nobody reads a mean above each. */
const meansMost = 200;

export function useCellPainting(painting: Painting): void {
  const { layout, cells, store, quantity, ends, colours: shared, canvas } = painting;
  const scheme = useColours();
  const told = useRef(painting.onDrawn);
  told.current = painting.onDrawn;
  const own = useMemo(() => (quantity === 'job' && !shared ? colourJobs(cells.jobs) : null), [quantity, shared, cells]);
  useLayoutEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const map = new PixelMap(element);
    const ratio = window.devicePixelRatio || 1;
    map.arrange({ layout, colours: scheme, ratio, edges: quantity === 'use' });
    const wanted = new Int16Array(layout.xs.length).fill(looks.ghost);
    const held = cells.devices.length;
    const means: (number | null)[] = [];
    let [slots, shape] = [slotsOf(cells, store), store?.shape ?? 0];
    const draw = () => {
      if (store && store.shape !== shape) [slots, shape] = [slotsOf(cells, store), store.shape];
      const limits = ends?.() ?? endsOf(quantity, store ? [store.columns] : []);
      const looking = {
        cells,
        slots,
        store,
        quantity,
        ends: limits,
        colours: shared ?? own ?? new Map<string, number>(),
        now: connection.now(),
      };
      const sum = lookAll(looking, wanted, 0, held);
      if (layout.blocks.length <= meansMost) {
        means.length = 0;
        for (const { from, count } of layout.blocks) {
          const to = Math.min(held, from + count);
          means.push(from < held ? lookAll(looking, wanted, from, to).mean : null);
        }
      }
      map.draw(wanted);
      told.current(sum, means);
    };
    draw();
    const stop = store?.onFrame(draw);
    const timer = setInterval(() => !document.hidden && draw(), 1_000);
    return () => {
      stop?.();
      clearInterval(timer);
    };
  }, [layout, cells, store, quantity, ends, shared, own, scheme, canvas]);
  useRings(painting, scheme);
}

function useRings({ layout, cells, marked, rings, focused }: Painting, colours: ReturnType<typeof useColours>): void {
  useEffect(() => {
    const element = rings.current;
    if (element === null) return undefined;
    const draw = () => {
      const job = hoveredJob();
      const found: Ring[] = [];
      for (const [at, { node }] of cells.devices.entries()) {
        if (at === focused) continue;
        if (job !== null && cells.jobs[at] === job) found.push({ at, colour: colours('--accent') });
        else if (marked?.has(node.uid)) found.push({ at, colour: colours('--terminating') });
      }
      if (focused >= 0) found.push({ at: focused, colour: colours('--accent') });
      drawRings(element, layout, window.devicePixelRatio || 1, found);
    };
    draw();
    return onHoveredJob(draw);
  }, [layout, cells, marked, rings, focused, colours]);
}
