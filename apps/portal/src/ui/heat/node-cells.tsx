/** Nodes as heat cells: one for each GPU, one for the CPUs of a node without. One canvas for all, painted as samples come. */
import type { Node } from '@trainyard/contracts/node';
import { type PointerEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { connection } from '../../live/connection.ts';
import type { SeriesStore } from '../../live/series-store.ts';
import { useColours } from '../colours.ts';
import { Glyph, isGlyphState } from '../glyph.tsx';
import { useFormat } from '../use-format.ts';
import { useWidth } from '../use-width.ts';
import { CellCanvas } from './cell-canvas.ts';
import {
  type Block,
  type Cell,
  type CellMeasure,
  type Device,
  devicesOf,
  heightOf,
  holderOf,
  layOut,
  shortName,
  sumOf,
} from './cells.ts';
import css from './node-cells.module.css';
import { NodeCellsTable } from './node-cells-table.tsx';
import { type CellQuantity, readCell } from './read-cells.ts';
import { useCellWords } from './use-cell-words.ts';

export interface NodeCellsProps {
  nodes: readonly Node[];
  /** Series of the cluster of the nodes; null while there are none: what is held is then n/a. */
  store: SeriesStore | null;
  quantity?: CellQuantity;
  /** GPUs that a node's size promises, for nodes that have not told. */
  gpusEach?: number;
  /** How many nodes more the cluster may grow to: drawn dashed. */
  room?: number;
  /** uid of a job whose cells are ringed. */
  highlight?: string | null | undefined;
  /** uids of nodes that need a look: ringed amber. */
  marked?: ReadonlySet<string> | undefined;
  /** What the map is of, for its summary. */
  label: string;
  /** px of a cell; 24 and up on walls. */
  cell?: number;
  /** A table in place of the cells. */
  asTable?: boolean;
}

/** Nodes beyond which labels would be noise, and a thousand elements. */
const labelsMost = 200;

export function NodeCells(props: NodeCellsProps) {
  const { nodes, gpusEach = 0, asTable = false } = props;
  const devices = useMemo(() => nodes.map((node) => devicesOf(node, gpusEach)), [nodes, gpusEach]);
  if (asTable) return <NodeCellsTable {...props} devices={devices} />;
  return <CellMap {...props} devices={devices} />;
}

function CellMap({ devices, ...props }: NodeCellsProps & { devices: readonly Device[][] }) {
  const { nodes, room = 0, cell = 12 } = props;
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const labels = nodes.length + room <= labelsMost;
  const blocks = useMemo(() => {
    const measure: CellMeasure = { cell, gap: Math.max(2, Math.round(cell / 6)), labels };
    // Room to grow is drawn node by node up to where the eye stops counting.
    const ghosts = new Array<number>(Math.min(room, 24)).fill(1);
    return layOut([...devices.map(({ length }) => length), ...ghosts], width, measure);
  }, [devices, room, width, cell, labels]);
  const canvas = useRef<HTMLCanvasElement>(null);
  const means = useRef<(HTMLSpanElement | null)[]>([]);
  const flat = useMemo(() => devices.flat(), [devices]);
  usePainting({ ...props, blocks, flat, devices, canvas, means, width });
  const [hovered, setHovered] = useState<{ device: Device; block: Block } | null>(null);
  const onMove = ({ nativeEvent: { offsetX: x, offsetY: y } }: PointerEvent) => {
    const at = blocks.findIndex(
      (block) => x >= block.x && x < block.x + block.width && y >= block.y && y < block.y + block.height,
    );
    const block = blocks[at];
    const box = block?.boxes.findIndex(
      (box) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height,
    );
    const device = devices[at]?.[box ?? -1];
    setHovered((old) => (old?.device === device ? old : device && block ? { device, block } : null));
  };
  return (
    <div ref={frame} className={css.frame} style={{ height: heightOf(blocks) }}>
      <canvas ref={canvas} role="img" />
      {labels &&
        nodes.map((node, at) => {
          const block = blocks[at];
          return (
            block && <Label key={node.uid} node={node} block={block} mean={(span) => (means.current[at] = span)} />
          );
        })}
      <div className={css.catch} onPointerMove={onMove} onPointerLeave={() => setHovered(null)} />
      {hovered && <Tip {...hovered} store={props.store} quantity={props.quantity ?? 'use'} width={width} />}
    </div>
  );
}

interface Painting extends NodeCellsProps {
  blocks: readonly Block[];
  devices: readonly Device[][];
  flat: readonly Device[];
  canvas: React.RefObject<HTMLCanvasElement | null>;
  means: React.RefObject<(HTMLSpanElement | null)[]>;
  width: number;
}

/** Paints with each frame of samples, and once a second for what no longer comes. */
function usePainting({ blocks, devices, flat, canvas, means, width, ...props }: Painting): void {
  const { store, quantity = 'use', highlight, marked, label } = props;
  const colours = useColours();
  const say = useCellWords();
  const { percent } = useFormat();
  useLayoutEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const boxes = blocks.flatMap((block) => block.boxes);
    const painter = new CellCanvas(element);
    painter.arrange({
      boxes,
      width,
      height: heightOf(blocks),
      colours,
      ringOf(at) {
        const device = flat[at];
        if (device === undefined) return undefined;
        if (highlight != null && holderOf(device)?.uid === highlight) return colours('--accent');
        return marked?.has(device.node.uid) ? colours('--terminating') : undefined;
      },
    });
    const ghosts: Cell[] = Array.from({ length: boxes.length - flat.length }, () => ({ kind: 'ghost' }));
    const draw = () => {
      const now = connection.now();
      const cells = flat.map((device) => readCell(store, device, quantity, now));
      painter.draw([...cells, ...ghosts]);
      element.setAttribute('aria-label', say.sum(label, devices.length, sumOf(cells)));
      let from = 0;
      for (const [at, { length }] of devices.entries()) {
        const { mean } = sumOf(cells.slice(from, from + length));
        const span = means.current[at];
        if (span) span.textContent = mean === null || length < 4 ? '' : percent(mean).replace(/\D*$/, '');
        from += length;
      }
    };
    draw();
    const stop = store?.onFrame(draw);
    const timer = setInterval(() => !document.hidden && draw(), 1_000);
    return () => {
      stop?.();
      clearInterval(timer);
    };
  }, [blocks, devices, flat, width, store, quantity, highlight, marked, label, colours, say, percent, canvas, means]);
}

/** A node's short name, its mean, and the sign of a state that is not the usual one. */
function Label({ node, block, mean }: { node: Node; block: Block; mean: (span: HTMLSpanElement | null) => void }) {
  const usual = node.state === 'running' || node.state === 'idle';
  const sign = node.health === 'silent' ? 'warning' : usual ? undefined : node.state;
  const wide = block.width >= 26;
  return (
    <span
      className={css.label}
      style={{ left: block.x, top: block.y, width: block.width }}
      title={node.name}
      aria-hidden="true"
    >
      {(wide || sign === undefined) && <span>{shortName(node.name)}</span>}
      {sign !== undefined && isGlyphState(sign) && <Glyph state={sign} size={9} named={false} />}
      {sign === undefined && <span ref={mean} className={css.mean} />}
    </span>
  );
}

interface TipProps {
  device: Device;
  block: Block;
  store: SeriesStore | null;
  quantity: CellQuantity;
  width: number;
}

function Tip({ device, block, store, quantity, width }: TipProps) {
  const say = useCellWords();
  const [cell, setCell] = useState(() => readCell(store, device, quantity, connection.now()));
  useEffect(() => {
    const look = () => setCell(readCell(store, device, quantity, connection.now()));
    look();
    return store?.onFrame(look);
  }, [store, device, quantity]);
  const side = block.x > width / 2 ? { right: width - block.x - block.width } : { left: block.x };
  return (
    <div className={css.tip} style={{ top: block.y + block.height + 6, ...side }}>
      <bdi>{say.device(device)}</bdi>
      <span className={css.quiet}>{say.cell(cell, device)}</span>
    </div>
  );
}
