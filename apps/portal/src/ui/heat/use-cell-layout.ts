import type { Node } from '@trainyard/contracts/node';
import { useMemo } from 'react';
import { type Cells, cellsOf, devicesOf } from './cells.ts';
import { fitMeasure, type Layout, layOut } from './layout.ts';
import type { Machine } from './machines.ts';
import { fitNested, layNested, type NestedLayout } from './nested-layout.ts';

/** Nodes beyond which labels would be noise, and a thousand elements. */
const labelsMost = 200;
/** Room to grow is drawn node by node up to where the eye stops counting. */
const ghostsMost = 24;

interface Asked {
  nodes: readonly Node[];
  gpusEach: number;
  room: number;
  cell: number;
  tall: number;
  /** Machines of the nodes, in order: boxes around them. */
  machines?: readonly Machine[] | undefined;
}

/** The cells of nodes and where they stand in `width` px; `boxes` where nodes stand in machines, which shows no room to grow. */
export function useCellLayout({ nodes, gpusEach, room, cell, tall, machines }: Asked, width: number) {
  const devices = useMemo(() => nodes.map((node) => devicesOf(node, gpusEach)), [nodes, gpusEach]);
  const cells: Cells = useMemo(() => cellsOf(devices.flat()), [devices]);
  const ghosts = Math.min(room, ghostsMost);
  const boxes = useMemo((): NestedLayout | null => {
    if (machines === undefined) return null;
    const counts = devices.map(({ length }) => length);
    const groups = machines.map(({ count }) => count);
    const measure = fitNested(groups, counts, width, tall, { cell, labels: counts.length <= labelsMost });
    return layNested(groups, counts, width, measure);
  }, [machines, devices, width, tall, cell]);
  const layout = useMemo((): Layout => {
    if (boxes) return boxes;
    const counts = [...devices.map(({ length }) => length), ...new Array<number>(ghosts).fill(0)];
    const expected = Math.max(1, gpusEach);
    const size = { cell, labels: counts.length <= labelsMost, expected };
    return layOut(counts, width, fitMeasure(counts, width, tall, size), expected);
  }, [boxes, devices, ghosts, gpusEach, width, tall, cell]);
  return { cells, layout, boxes };
}
