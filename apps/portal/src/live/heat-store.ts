/** The newest values of all devices of a cluster, in columns: for maps of many thousand cells, which read and never copy. */
import type { HeatDelivery } from '@trainyard/contracts/live';
import { type HeatColumn, type HeatColumns, heatColumns, unpackHeat } from '@trainyard/series/heat';
import { budgets } from './freshness.ts';

/** What the store needs of the page. */
export interface HeatPorts {
  follow(
    topic: `heat:${string}`,
    follower: { onHeat(delivery: HeatDelivery): void; onError(error: unknown): void },
  ): () => void;
  /** Server's clock, ms. */
  now(): number;
  /** Calls once with the next frame that is painted; never while the tab is hidden. */
  frame(fn: () => void): () => void;
}

/** Agents that nobody looked at send every ten seconds; the first live samples may come that late. */
const batchMs = 10_000;

export class HeatStore {
  columns: HeatColumns = heatColumns(64);
  /** Server's ms at which nodes were heard, by their number. */
  heard = new Float64Array(64);
  /** Grows when devices are named or numbers begin anew: places that were looked up are then looked up again. */
  shape = 0;
  /** Why nothing comes; null when all is well. */
  error: unknown = null;
  readonly #ports: HeatPorts;
  readonly #topic: `heat:${string}`;
  readonly #slots = new Map<string, Map<string, number>>();
  readonly #numbers = new Map<string, number>();
  #count = 0;
  #every = batchMs;
  #watchedSince = 0;
  readonly #drawers = new Set<() => void>();
  #stop: (() => void) | undefined;
  #cancelFrame: (() => void) | undefined;

  constructor(cluster: string, ports: HeatPorts) {
    this.#topic = `heat:${cluster}`;
    this.#ports = ports;
  }

  /** Begins to follow. Undone by {@link stop}. */
  start(): void {
    this.#watchedSince = this.#ports.now();
    this.#stop = this.#ports.follow(this.#topic, {
      onHeat: (delivery) => this.take(delivery),
      onError: (error) => {
        this.error = error;
        this.#draw();
      },
    });
  }

  stop(): void {
    this.#stop?.();
    this.#cancelFrame?.();
    this.#cancelFrame = undefined;
  }

  /** Number of a device in {@link columns}; −1 for one that said nothing yet. */
  slotOf(node: string, device: string): number {
    return this.#slots.get(node)?.get(device) ?? -1;
  }

  /** Number of a node in {@link heard}; −1 for one that said nothing yet. */
  numberOf(node: string): number {
    return this.#numbers.get(node) ?? -1;
  }

  /** Server's ms of the newest sample of a node; 0 before the first. */
  heardAt(node: string): number {
    return this.heard[this.numberOf(node)] ?? 0;
  }

  /** Server's ms of the newest sample of each node that was heard. */
  *heardNodes(): Generator<[string, number]> {
    for (const [node, number] of this.#numbers) {
      const at = this.heard[number] ?? 0;
      if (at > 0) yield [node, at];
    }
  }

  /** Server's ms since when it is followed. */
  get watchedSince(): number {
    return this.#watchedSince;
  }

  /** ms that a value may be old and still count as now, at `now` (server's ms). */
  budget(now: number): number {
    const every = now - this.#watchedSince < batchMs + budgets.gpu ? batchMs : this.#every;
    return every <= 1_000 ? budgets.gpu : every + budgets.gpu;
  }

  /** The newest value of a device and when its node was heard; undefined when there is none. */
  latest(column: HeatColumn, node: string, device: string): { value: number; at: number } | undefined {
    const value = this.columns[column][this.slotOf(node, device)];
    return value === undefined || Number.isNaN(value) ? undefined : { value, at: this.heardAt(node) };
  }

  /** Told at most once a painted frame, when values came: for drawing, not for rendering. */
  readonly onFrame = (drawer: () => void): (() => void) => {
    this.#drawers.add(drawer);
    return () => this.#drawers.delete(drawer);
  };

  /** Takes a delivery. */
  take(delivery: HeatDelivery): void {
    if (delivery.whole) {
      this.#slots.clear();
      this.#numbers.clear();
      this.#count = 0;
      this.heard.fill(0);
      for (const name of ['use', 'memory', 'temperature', 'power'] as const) this.columns[name].fill(Number.NaN);
    }
    this.#every = delivery.every;
    if (delivery.whole || delivery.added.length > 0) this.shape += 1;
    for (const { node, number, devices } of delivery.added) {
      this.#numbers.set(node, number);
      let slots = this.#slots.get(node);
      if (slots === undefined) {
        slots = new Map();
        this.#slots.set(node, slots);
      }
      for (const device of devices) slots.set(device, this.#count++);
    }
    this.#makeRoom(delivery);
    unpackHeat(delivery, this.columns, (node, age) => {
      this.heard[node] = delivery.at - age;
    });
    this.#draw();
  }

  #makeRoom(delivery: HeatDelivery): void {
    const nodes = delivery.added.reduce((most, { number }) => Math.max(most, number + 1), 0);
    if (nodes > this.heard.length) {
      const longer = new Float64Array(2 * nodes);
      longer.set(this.heard);
      this.heard = longer;
    }
    if (this.#count <= this.columns.use.length) return;
    const bigger = heatColumns(2 * this.#count);
    for (const name of ['use', 'memory', 'temperature', 'power'] as const) bigger[name].set(this.columns[name]);
    this.columns = bigger;
  }

  #draw(): void {
    this.#cancelFrame ??= this.#ports.frame(() => {
      this.#cancelFrame = undefined;
      for (const drawer of [...this.#drawers]) drawer();
    });
  }
}
