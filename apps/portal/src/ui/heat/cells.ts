/** What a heat cell shows, and where the cells of nodes stand. Pure. */
import type { Node } from '@trainyard/contracts/node';
import { freshnessOf } from '../../live/freshness.ts';
import { lutIndex } from './lut.ts';

/** One cell: held by a job with a value, held without a current value, held by nobody, or room to grow. */
export type Cell =
  | { kind: 'value'; percent: number; old: boolean }
  | { kind: 'na' }
  | { kind: 'free' }
  | { kind: 'ghost' };

/** A measured share, 0–100, and when it was measured (server's ms). */
export interface CellReading {
  percent: number;
  at: number;
}

/** What cells stand for: a GPU of a node, or the CPUs of a node without any. */
export interface Device {
  node: Node;
  /** Place among the node's GPUs; null for its CPUs. */
  gpu: { index: number; uuid: string } | null;
}

/** Devices of a node, in order; a node that has not told what it has counts as `expected` GPUs. */
export function devicesOf(node: Node, expected: number): Device[] {
  const gpus =
    node.found?.gpus ?? Array.from({ length: expected }, (_, index) => ({ index, uuid: `${node.uid}/${index}` }));
  if (gpus.length === 0) return [{ node, gpu: null }];
  return gpus.map(({ index, uuid }) => ({ node, gpu: { index, uuid } }));
}

/** The job that holds a device, if any. */
export function holderOf({ node, gpu }: Device): Node['jobs'][number] | undefined {
  return node.jobs.find(({ gpuIds }) => gpu === null || gpuIds.includes(gpu.index));
}

/** What a device's cell shows now (server's ms). */
export function cellOf(device: Device, reading: CellReading | undefined, now: number, budgetMs: number): Cell {
  const { state, health } = device.node;
  if (state === 'preparing' || state === 'unusable' || health === 'failed') return { kind: 'na' };
  if (holderOf(device) === undefined) return health === 'silent' ? { kind: 'na' } : { kind: 'free' };
  const freshness = reading && freshnessOf(now - reading.at, budgetMs);
  if (reading === undefined || freshness === 'gone') return { kind: 'na' };
  return { kind: 'value', percent: reading.percent, old: freshness === 'old' };
}

/** A number that is the same exactly when a cell looks the same. */
export function lookOf(cell: Cell): number {
  if (cell.kind === 'free') return -1;
  if (cell.kind === 'na') return -2;
  if (cell.kind === 'ghost') return -3;
  return lutIndex(cell.percent) + (cell.old ? 1_000 : 0);
}

/** Held and below this share of work, a cell wears an edge: the two lowest steps of the scale. */
export const idleBelow = 15;

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A node's place: its label above, its cells in `boxes`. */
export interface Block extends Box {
  boxes: Box[];
}

const blockGap = 12;
const lineGap = 8;
const labelHeight = 15;

/** Sizes of a map in px: cells are 12 with 2 between, and larger on walls. */
export interface CellMeasure {
  cell: number;
  gap: number;
  /** False leaves the labels out, and with them their room. */
  labels: boolean;
}

/** Lays nodes out in lines of `width` px; `counts`: devices of each node. A node is two cells high, whatever it has. */
export function layOut(counts: readonly number[], width: number, measure: CellMeasure): Block[] {
  const { cell, gap, labels } = measure;
  const top = labels ? labelHeight : 0;
  const tall = 2 * cell + gap;
  let [x, y] = [0, 0];
  return counts.map((count) => {
    const rows = count >= 4 ? 2 : 1;
    const columns = Math.ceil(count / rows);
    const inner = columns * (cell + gap) - gap;
    const blockWidth = Math.max(inner, labels ? cell + 2 : cell);
    if (x > 0 && x + blockWidth > width) [x, y] = [0, y + top + tall + lineGap];
    const cellWidth = count === 1 ? blockWidth : cell;
    const boxes = Array.from({ length: count }, (_, at) => ({
      x: x + (at % columns) * (cell + gap),
      y: y + top + Math.floor(at / columns) * (cell + gap),
      width: cellWidth,
      height: rows === 2 ? cell : tall,
    }));
    const block = { x, y, width: blockWidth, height: top + tall, boxes };
    x += blockWidth + (labels ? blockGap : 3 * gap);
    return block;
  });
}

/** How high a map is, px. */
export const heightOf = (blocks: readonly Block[]): number =>
  blocks.reduce((most, { y, height }) => Math.max(most, y + height), 0);

/** The short name that stands above a node's cells: what tells it from its neighbours. */
export function shortName(name: string): string {
  const digits = /(\d+)$/.exec(name)?.[1];
  return digits === undefined ? name.slice(0, 3) : digits.padStart(2, '0').slice(-4);
}

export interface HeatSum {
  held: number;
  free: number;
  unknown: number;
  /** Mean of the current values, 0–100; null when there is none. */
  mean: number | null;
}

/** The sum that a map is read out as. */
export function sumOf(cells: readonly Cell[]): HeatSum {
  const sum: HeatSum = { held: 0, free: 0, unknown: 0, mean: null };
  let [total, values] = [0, 0];
  for (const cell of cells) {
    if (cell.kind === 'free') sum.free += 1;
    else if (cell.kind === 'na') sum.unknown += 1;
    else if (cell.kind === 'value') {
      sum.held += 1;
      total += cell.percent;
      values += 1;
    }
  }
  if (values > 0) sum.mean = total / values;
  return sum;
}
