/** Nodes as heat cells: one for each GPU, one for the CPUs of a node without. One canvas for all, painted as values come. */
import type { Node } from '@trainyard/contracts/node';
import { type KeyboardEvent, type MouseEvent, type PointerEvent, useCallback, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useNow } from '../../live/connection.ts';
import type { HeatStore } from '../../live/heat-store.ts';
import { Glyph, isGlyphState } from '../glyph.tsx';
import { useFormat } from '../use-format.ts';
import { useWidth } from '../use-width.ts';
import { type Device, type HeatSum, holderOf, readingOf, shortName } from './cells.ts';
import { hoverJob } from './hovered-job.ts';
import { type Block, cellAt, type Layout, type Step, stepFrom } from './layout.ts';
import { MachineBoxes } from './machine-boxes.tsx';
import { type Machine, machineName } from './machines.ts';
import css from './node-cells.module.css';
import type { CellQuantity, Ends } from './scale.ts';
import { useCellLayout } from './use-cell-layout.ts';
import { useCellPainting } from './use-cell-painting.ts';
import { useCellWords } from './use-cell-words.ts';

export interface NodeCellsProps {
  nodes: readonly Node[];
  /** Newest values of the cluster of the nodes; null while there are none: what is held is then n/a. */
  store: HeatStore | null;
  quantity?: CellQuantity;
  /** GPUs that a node's size promises, for nodes that have not told. */
  gpusEach?: number;
  /** How many nodes more the cluster may grow to: drawn dashed. */
  room?: number;
  /** uids of nodes that need a look: ringed amber. */
  marked?: ReadonlySet<string> | undefined;
  /** Ends of the scale and colours of jobs, where several maps share them. */
  ends?: (() => Ends) | undefined;
  colours?: ReadonlyMap<string, number> | undefined;
  /** Machines that the nodes stand on, in the order of `nodes`: boxes are drawn around them. */
  machines?: readonly Machine[] | undefined;
  /** What the map is of, for its summary. */
  label: string;
  /** px of a cell where there is room; 24 and up on walls. */
  cell?: number;
  /** px that the map may be high: cells shrink to fit. */
  tall?: number;
  /** The page of a device; absent, nothing is opened. */
  hrefOf?: ((device: Device) => string | undefined) | undefined;
}

export function NodeCells(props: NodeCellsProps) {
  const { nodes, room = 0, gpusEach = 0, cell = 12, tall = 480, store, quantity = 'use', label, marked } = props;
  const { ends, colours, machines } = props;
  const { t } = useTranslation('ui');
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const rings = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const { cells, layout, boxes } = useCellLayout({ nodes, gpusEach, room, cell, tall, machines }, width);
  const { onDrawn, setMean } = useDrawn(props, frame);
  const hand = useHand(props, layout, cells.devices);
  useCellPainting({
    layout,
    cells,
    store,
    quantity,
    ends,
    colours,
    marked,
    canvas,
    rings,
    focused: hand.focused,
    onDrawn,
  });
  const said = useId();
  return (
    <div
      ref={frame}
      className={css.frame}
      style={{ height: layout.height }}
      role="application"
      aria-roledescription={t('heat.map')}
      aria-label={label}
      aria-describedby={said}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move over the cells
      tabIndex={0}
      onKeyDown={hand.onKeyDown}
      onBlur={hand.onBlur}
    >
      {boxes && machines && <MachineBoxes layout={boxes} machines={machines} />}
      <canvas ref={canvas} />
      {layout.measure.top > 0 &&
        nodes.map((node, at) => {
          const block = layout.blocks[at];
          return block && <Label key={node.uid} node={node} block={block} mean={(span) => setMean(at, span)} />;
        })}
      <canvas ref={rings} />
      {/* Whoever has no pointer has the keys above. */}
      <div className={`${css.catch} ${props.hrefOf ? css.opens : ''}`} aria-hidden="true" {...hand.pointer} />
      <p id={said} className="visually-hidden" aria-live={hand.focused >= 0 ? 'polite' : 'off'}>
        {hand.focused >= 0 && cells.devices[hand.focused] && (
          <Said device={cells.devices[hand.focused] as Device} store={store} quantity={quantity} />
        )}
      </p>
      {hand.shown >= 0 && cells.devices[hand.shown] && (
        <Tip
          device={cells.devices[hand.shown] as Device}
          x={layout.xs[hand.shown] ?? 0}
          y={(layout.ys[hand.shown] ?? 0) + (layout.heights[hand.shown] ?? 0)}
          {...{ store, quantity, width }}
          machine={boxes !== null}
        />
      )}
    </div>
  );
}

/** What is written with each drawing, past React: the summary and the means above the nodes. */
function useDrawn({ label, nodes, quantity = 'use' }: NodeCellsProps, frame: React.RefObject<HTMLElement | null>) {
  const say = useCellWords();
  const { percent } = useFormat();
  const spans = useRef<(HTMLSpanElement | null)[]>([]);
  const setMean = useCallback((at: number, span: HTMLSpanElement | null) => {
    spans.current[at] = span;
  }, []);
  const onDrawn = (sum: HeatSum, means: readonly (number | null)[]) => {
    const words = say.sum(label, nodes.length, sum, quantity);
    if (frame.current?.getAttribute('aria-label') !== words) frame.current?.setAttribute('aria-label', words);
    const shares = quantity === 'use' || quantity === 'memory';
    for (const [at, span] of spans.current.entries()) {
      if (!span) continue;
      const mean = means[at] ?? null;
      const text = mean === null || !shares ? '' : percent(Math.round(mean)).replace(/\D*$/, '');
      if (span.textContent !== text) span.textContent = text;
    }
  };
  return { onDrawn, setMean };
}

const keys = new Set<string>(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'] satisfies Step[]);

/** Pointer and keyboard over the cells. */
function useHand({ hrefOf }: NodeCellsProps, layout: Layout, devices: readonly Device[]) {
  const navigate = useNavigate();
  const [hovered, setHovered] = useState(-1);
  const [focused, setFocused] = useState(-1);
  const jobOf = (at: number) => (devices[at] ? (holderOf(devices[at])?.uid ?? null) : null);
  const open = (at: number) => {
    const to = devices[at] && hrefOf?.(devices[at]);
    if (to !== undefined) void navigate(to);
  };
  const at = ({ nativeEvent: { offsetX, offsetY } }: PointerEvent | MouseEvent) => {
    const found = cellAt(layout, offsetX, offsetY);
    return found < devices.length ? found : -1;
  };
  const pointer = {
    onPointerMove(event: PointerEvent) {
      const found = at(event);
      setHovered(found);
      hoverJob(jobOf(found));
    },
    onPointerLeave() {
      setHovered(-1);
      hoverJob(null);
    },
    onClick: (event: MouseEvent) => open(at(event)),
  };
  const onBlur = () => {
    setFocused(-1);
    hoverJob(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && focused >= 0) open(focused);
    else if (keys.has(event.key)) {
      event.preventDefault();
      const to = focused < 0 ? 0 : stepFrom(layout, focused, event.key as Step, devices.length);
      setFocused(to);
      hoverJob(jobOf(to));
    } else if (event.key === 'Escape') setFocused(-1);
  };
  const reached = Math.min(focused, devices.length - 1);
  return { pointer, onBlur, onKeyDown, focused: reached, shown: reached >= 0 ? reached : hovered };
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
      {sign === undefined && block.width >= 40 && <span ref={mean} className={css.mean} />}
    </span>
  );
}

interface SaidProps {
  device: Device;
  store: HeatStore | null;
  quantity: CellQuantity;
}

function Said({ device, store, quantity }: SaidProps) {
  const say = useCellWords();
  const now = useNow();
  return `${say.device(device)}: ${say.cell(readingOf(store, device, quantity, now), device, quantity)}`;
}

const told = ['use', 'memory', 'temperature', 'power'] as const;

interface TipProps extends SaidProps {
  x: number;
  y: number;
  width: number;
  /** Says on which machine it is. */
  machine: boolean;
}

/** All that is known of a device now. */
function Tip({ device, store, x, y, width, machine }: TipProps) {
  const { t } = useTranslation('ui');
  const say = useCellWords();
  const now = useNow();
  const readings = told.map((quantity) => ({ quantity, reading: readingOf(store, device, quantity, now) }));
  const values = readings.flatMap(({ quantity, reading }) =>
    reading.kind === 'value' ? [`${t(`heat.${quantity}`)} ${say.value(reading.value, quantity)}`] : [],
  );
  const kind = readings[0]?.reading.kind;
  const holder = say.holder(device);
  const side = x > width / 2 ? { right: Math.max(0, width - x - 14) } : { left: x };
  return (
    <div className={css.tip} style={{ top: y + 6, ...side }} aria-hidden="true">
      <bdi>{say.device(device)}</bdi>
      <span className={css.quiet}>
        {values.length > 0 ? values.join(' · ') : kind === 'free' ? t('heat.freeCell') : t('na')}
      </span>
      {machine && (
        <span className={css.quiet}>
          {t('heat.onMachine', { name: machineName(device.node) ?? t('heat.machineUntold') })}
        </span>
      )}
      {holder !== undefined && <bdi className={css.quiet}>{holder}</bdi>}
    </div>
  );
}
