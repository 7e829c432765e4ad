/** Where machines stand, the nodes in them, and the GPUs in those: boxes in boxes. Pure. */
import { type Block, type Box, type CellMeasure, type Layout, measureOf, smallestCell } from './layout.ts';

/** Sizes of a map of boxes in px, beside those of its cells. */
export interface NestMeasure extends CellMeasure {
  /** Room around the cells of a node, and around the nodes of a machine. */
  nodePad: number;
  pad: number;
  /** Room for a machine's name; 0 leaves it out. */
  head: number;
  /** A machine is at least so wide, for its name. */
  least: number;
}

export interface NestedLayout extends Layout {
  measure: NestMeasure;
  /** One a machine, in order. */
  boxes: readonly Box[];
}

/** The measure of boxes around cells of this size. */
export function nestMeasureOf(cell: number, labels: boolean): NestMeasure {
  const cells = measureOf(cell, labels);
  if (labels) return { ...cells, blockGap: 8, nodePad: 4, pad: 6, head: 16, least: 112 };
  const [nodePad, pad] = cell >= 6 ? [2, 3] : cell >= 4 ? [1, 2] : [0, 2];
  return { ...cells, nodePad, pad, head: 0, least: 0 };
}

interface Shape {
  width: number;
  rows: number;
  columns: number;
}

/** Two rows of cells from four on, as on every map. */
function shapeOf(count: number, { cell, gap, top }: NestMeasure): Shape {
  const rows = count >= 4 ? 2 : 1;
  const columns = Math.ceil(count / rows);
  return { rows, columns, width: Math.max(columns * (cell + gap) - gap, top > 0 ? cell + 14 : cell) };
}

/**
 * Places for nodes and machines: what fits on a line stands on it; a machine with more nodes than a line holds has lines of its own. So
 * nodes are in reading order, which `blockAt` relies on.
 */
function place(
  groups: readonly number[],
  counts: readonly number[],
  width: number,
  measure: NestMeasure,
  put: (node: number, x: number, y: number, shape: Shape) => void,
): { boxes: Box[]; height: number } {
  const { cell, gap, top, nodePad, pad, head, blockGap, lineGap, least } = measure;
  const nodeHeight = top + 2 * cell + gap + 2 * nodePad;
  const boxHeight = (lines: number) => head + 2 * pad + lines * nodeHeight + (lines - 1) * lineGap;
  const boxes: Box[] = [];
  let [x, y, node] = [0, 0, 0];
  for (const nodes of groups) {
    const shapes = counts.slice(node, node + nodes).map((count) => shapeOf(count, measure));
    const inner = shapes.reduce((sum, shape) => sum + shape.width + 2 * nodePad + blockGap, -blockGap);
    const wide = Math.min(width, Math.max(least, inner + 2 * pad));
    if (x > 0 && x + wide > width) [x, y] = [0, y + boxHeight(1) + lineGap];
    const box = { x, y, width: wide, height: 0 };
    let [at, line] = [x + pad, 0];
    for (const shape of shapes) {
      const nodeWidth = shape.width + 2 * nodePad;
      if (at > box.x + pad && at + nodeWidth > box.x + wide - pad) [at, line] = [box.x + pad, line + 1];
      put(node++, at + nodePad, y + head + pad + line * (nodeHeight + lineGap) + nodePad, shape);
      at += nodeWidth + blockGap;
    }
    box.height = boxHeight(line + 1);
    boxes.push(box);
    if (line > 0) [x, y] = [0, y + box.height + lineGap];
    else x += wide + blockGap;
  }
  return { boxes, height: boxes.reduce((most, box) => Math.max(most, box.y + box.height), 0) };
}

/** Lays machines out in `width` px. `groups`: nodes of each machine; `counts`: devices of each node, one at least. */
export function layNested(
  groups: readonly number[],
  counts: readonly number[],
  width: number,
  measure: NestMeasure,
): NestedLayout {
  const { cell, gap, top } = measure;
  const length = counts.reduce((sum, count) => sum + count, 0);
  const map = {
    xs: new Int32Array(length),
    ys: new Int32Array(length),
    widths: new Int16Array(length),
    heights: new Int16Array(length),
  };
  const tall = 2 * cell + gap;
  const blocks: Block[] = [];
  let from = 0;
  const { boxes, height } = place(groups, counts, width, measure, (node, x, y, shape) => {
    const count = counts[node] ?? 0;
    for (let one = 0; one < count; one++) {
      const at = from + one;
      map.xs[at] = x + (one % shape.columns) * (cell + gap);
      map.ys[at] = y + top + Math.floor(one / shape.columns) * (cell + gap);
      map.widths[at] = count === 1 ? shape.width : cell;
      map.heights[at] = shape.rows === 1 ? tall : cell;
    }
    blocks.push({ x, y, width: shape.width, height: top + tall, from, count });
    from += count;
  });
  return { measure, blocks, boxes, ...map, width, height };
}

/** The largest measure at which the boxes are at most `height` px high; the smallest there is where none is. */
export function fitNested(
  groups: readonly number[],
  counts: readonly number[],
  width: number,
  height: number,
  { cell, labels }: { cell: number; labels: boolean },
): NestMeasure {
  const heightAt = (measure: NestMeasure) => place(groups, counts, width, measure, () => undefined).height;
  const full = nestMeasureOf(cell, labels);
  if (width <= 0 || heightAt(full) <= height) return full;
  for (let size = cell; size > smallestCell; size--) {
    const measure = nestMeasureOf(size, false);
    if (heightAt(measure) <= height) return measure;
  }
  return nestMeasureOf(smallestCell, false);
}
