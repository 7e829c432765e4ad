/** A fleet of thousands of nodes on a page of its own, for the bench of the map: the real store, layout and painter, and made-up values. */
import type { Node } from '@trainyard/contracts/node';
import { packedColumns, packHeat } from '@trainyard/series/heat';
import { HeatStore } from '../../../live/heat-store.ts';
import { cellsOf, devicesOf, lookAll, slotsOf } from '../cells.ts';
import { fitMeasure, layOut } from '../layout.ts';
import { PixelMap } from '../pixel-map.ts';

const gpusEach = 8;
const columns = { '--line-2': '#393e42', '--hatch': '#3a4045', '--cell-edge': '#65728a', '--text-3': '#8c9196' };
const scale = [
  '#232b3a',
  '#263e60',
  '#245180',
  '#1b659b',
  '#0b7bb1',
  '#0c91c0',
  '#2da6cb',
  '#54bbd1',
  '#7ecdd7',
  '#a8dcdd',
  '#cfebe8',
];

/** Colours of the dark scheme: the bench has no page that could be asked. */
const colours = (token: string): string =>
  columns[token as keyof typeof columns] ?? scale[Number(token.slice(3))] ?? '#53aef5';

function nodeOf(at: number): Node {
  const gpus = Array.from({ length: gpusEach }, (_, index) => ({ index, uuid: `GPU-${at}-${index}` }));
  const jobs =
    at % 20 === 0 ? [] : [{ uid: `j${at >> 3}`, name: `job-${at >> 3}`, gpuIds: gpus.map(({ index }) => index) }];
  return {
    uid: `n${at}`,
    name: `fleet-${at}`,
    state: 'running',
    health: 'ok',
    jobs,
    found: { gpus },
  } as unknown as Node;
}

export interface Second {
  /** ms to take a delivery. */
  taken: number;
  /** ms to look at all cells and paint those that changed. */
  painted: number;
  cells: number;
}

/** Draws `nodes` nodes and answers how to let a second pass in which this share of all values changes. */
export function manyCells(nodes: number, width: number, height: number): (share: number) => Promise<Second> {
  const canvas = document.createElement('canvas');
  document.body.append(canvas);
  const all = Array.from({ length: nodes }, (_, at) => nodeOf(at));
  const cells = cellsOf(all.flatMap((node) => devicesOf(node, gpusEach)));
  const counts = all.map(() => gpusEach);
  const layout = layOut(
    counts,
    width,
    fitMeasure(counts, width, height, { cell: 12, labels: false, expected: gpusEach }),
  );
  const map = new PixelMap(canvas);
  map.arrange({ layout, colours, ratio: window.devicePixelRatio, edges: true });
  let frame: (() => void) | undefined;
  const store = new HeatStore('c', {
    follow: () => () => undefined,
    now: () => Date.now(),
    frame(fn) {
      frame = fn;
      return () => undefined;
    },
  });
  const wanted = new Int16Array(layout.xs.length);
  let [slots, shape] = [slotsOf(cells, store), -1];
  store.onFrame(() => {
    if (store.shape !== shape) [slots, shape] = [slotsOf(cells, store), store.shape];
    const looking = {
      cells,
      slots,
      store,
      quantity: 'use' as const,
      ends: { low: 0, high: 100 },
      colours: new Map(),
      now: Date.now(),
    };
    lookAll(looking, wanted);
    map.draw(wanted);
  });
  const values = packedColumns(nodes * gpusEach);
  const spoke = all.map((_, at) => at);
  const ages = all.map(() => 500);
  let whole = true;
  return async (share) => {
    const changed: number[] = [];
    for (let at = 0; at < values.use.length; at++) {
      if (!whole && Math.random() > share) continue;
      changed.push(at);
      values.use[at] = Math.floor(Math.random() * 200);
    }
    const added = whole
      ? all.map(({ uid, found }, number) => ({ node: uid, number, devices: found?.gpus.map(({ uuid }) => uuid) ?? [] }))
      : [];
    const bytes = packHeat(changed, values, spoke, ages);
    const from = performance.now();
    store.take({
      topic: 'heat:c',
      at: Date.now(),
      whole,
      every: 1_000,
      added,
      changed: changed.length,
      heard: nodes,
      bytes,
    });
    whole = false;
    const taken = performance.now() - from;
    const painted = await new Promise<number>((resolve) => {
      requestAnimationFrame(() => {
        const begun = performance.now();
        frame?.();
        resolve(performance.now() - begun);
      });
    });
    return { taken, painted, cells: map.painted };
  };
}
