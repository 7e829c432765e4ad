/** Where the cells of nodes stand, and how large they may be. Pure. */

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A node's place: its label above, its cells from `from` on. */
export interface Block extends Box {
  from: number;
  count: number;
}

/** Sizes of a map in px: cells are 12 with 2 between, larger on walls, and smaller where there are many. */
export interface CellMeasure {
  cell: number;
  gap: number;
  /** Between nodes, across and down. */
  blockGap: number;
  lineGap: number;
  /** Room above a node's cells; 0 leaves labels out. */
  top: number;
}

/** A map: nodes, and their cells in columns. */
export interface Layout {
  measure: CellMeasure;
  blocks: readonly Block[];
  xs: Int32Array;
  ys: Int32Array;
  widths: Int16Array;
  heights: Int16Array;
  width: number;
  height: number;
}

const labelHeight = 15;

/** The measure of cells of this size. */
export function measureOf(cell: number, labels: boolean): CellMeasure {
  if (labels) return { cell, gap: Math.max(2, Math.round(cell / 6)), blockGap: 12, lineGap: 8, top: labelHeight };
  const gap = cell >= 6 ? 2 : 1;
  // Nodes are told apart by one px more than their cells where there are very many.
  const apart = cell >= 6 ? 6 : cell >= 4 ? 3 : 2;
  return { cell, gap, blockGap: apart, lineGap: apart, top: 0 };
}

/** Lays nodes out in lines of `width` px; `counts`: devices of each, 0 for room that a node may take, drawn as a node of `expected`. */
export function layOut(counts: readonly number[], width: number, measure: CellMeasure, expected = 1): Layout {
  const { cell, gap, blockGap, lineGap, top } = measure;
  const tall = 2 * cell + gap;
  const length = counts.reduce((sum, count) => sum + Math.max(1, count), 0);
  const map = {
    xs: new Int32Array(length),
    ys: new Int32Array(length),
    widths: new Int16Array(length),
    heights: new Int16Array(length),
  };
  let [x, y, at, most] = [0, 0, 0, 0];
  const blocks = counts.map((count): Block => {
    const real = count === 0 ? expected : count;
    const rows = real >= 4 ? 2 : 1;
    const columns = Math.ceil(real / rows);
    const inner = columns * (cell + gap) - gap;
    const blockWidth = Math.max(inner, top > 0 ? cell + 2 : cell);
    if (x > 0 && x + blockWidth > width) [x, y] = [0, y + top + tall + lineGap];
    const from = at;
    for (let one = 0; one < Math.max(1, count); one++, at++) {
      const whole = count <= 1;
      map.xs[at] = x + (one % columns) * (cell + gap);
      map.ys[at] = y + top + Math.floor(one / columns) * (cell + gap);
      map.widths[at] = whole ? blockWidth : cell;
      map.heights[at] = count === 0 || rows === 1 ? tall : cell;
    }
    const block = { x, y, width: blockWidth, height: top + tall, from, count: Math.max(1, count) };
    x += blockWidth + blockGap;
    most = Math.max(most, y + top + tall);
    return block;
  });
  return { measure, blocks, ...map, width, height: most };
}

/** Cells are never smaller than this: less is not seen. */
export const smallestCell = 2;

/** The largest measure at which a map of `width` px is at most `height` px high; the smallest there is where none is. */
export function fitMeasure(
  counts: readonly number[],
  width: number,
  height: number,
  { cell, labels, expected }: { cell: number; labels: boolean; expected: number },
): CellMeasure {
  const full = measureOf(cell, labels);
  if (width <= 0 || heightAt(counts, width, full, expected) <= height) return full;
  for (let size = cell; size > smallestCell; size--) {
    const measure = measureOf(size, false);
    if (heightAt(counts, width, measure, expected) <= height) return measure;
  }
  return measureOf(smallestCell, false);
}

/** How high a map would be, without making it. */
function heightAt(counts: readonly number[], width: number, measure: CellMeasure, expected: number): number {
  const { cell, gap, blockGap, lineGap, top } = measure;
  const tall = top + 2 * cell + gap;
  let [x, y] = [0, 0];
  for (const count of counts) {
    const real = count === 0 ? expected : count;
    const blockWidth = Math.ceil(real / (real >= 4 ? 2 : 1)) * (cell + gap) - gap;
    const wide = Math.max(blockWidth, top > 0 ? cell + 2 : cell);
    if (x > 0 && x + wide > width) [x, y] = [0, y + tall + lineGap];
    x += wide + blockGap;
  }
  return counts.length === 0 ? 0 : y + tall;
}

/** The cell at a point, −1 where there is none. A point between the cells of a node is of the nearer one. */
export function cellAt(layout: Layout, x: number, y: number): number {
  const block = blockAt(layout, x, y);
  if (block === undefined) return -1;
  let [best, least] = [-1, Number.POSITIVE_INFINITY];
  for (let at = block.from; at < block.from + block.count; at++) {
    const far = distance(x, layout.xs[at] as number, layout.widths[at] as number);
    const off = distance(y, layout.ys[at] as number, layout.heights[at] as number);
    if (far + off < least) [best, least] = [at, far + off];
  }
  return best;
}

const distance = (point: number, from: number, length: number): number =>
  Math.max(from - point, 0, point - from - length);

/** The node at a point: lines of nodes are in order, so half of them are left out at each look. */
export function blockAt({ blocks }: Layout, x: number, y: number): Block | undefined {
  let [low, high] = [0, blocks.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const block = blocks[middle] as Block;
    if (y < block.y || (y < block.y + block.height && x < block.x)) high = middle - 1;
    else if (y >= block.y + block.height || x >= block.x + block.width) low = middle + 1;
    else return block;
  }
  return undefined;
}

export type Step = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End';

/** The cell that a key leads to from another; the same where there is none that way. `count`: cells that can be reached. */
export function stepFrom(layout: Layout, at: number, step: Step, count: number): number {
  if (count === 0) return -1;
  if (step === 'Home') return 0;
  if (step === 'End') return count - 1;
  const down = step === 'ArrowDown' ? 1 : step === 'ArrowUp' ? -1 : 0;
  const right = step === 'ArrowRight' ? 1 : step === 'ArrowLeft' ? -1 : 0;
  const [x, y] = [layout.xs[at] as number, layout.ys[at] as number];
  let [best, least] = [at, Number.POSITIVE_INFINITY];
  for (let to = 0; to < count; to++) {
    const dx = (layout.xs[to] as number) - x;
    const dy = (layout.ys[to] as number) - y;
    const ahead = down === 0 ? dx * right : dy * down;
    const aside = Math.abs(down === 0 ? dy : dx);
    // Across stays in the line; down takes the next line first, then what stands nearest.
    if (ahead <= 0 || (down === 0 && aside > 0)) continue;
    const far = down === 0 ? ahead : ahead * 100_000 + aside;
    if (far < least) [best, least] = [to, far];
  }
  // At the end of a line the next one begins.
  if (best === at && right !== 0) return Math.min(count - 1, Math.max(0, at + right));
  return best;
}
