import type { HeatDelivery } from '@trainyard/contracts/live';
import type { Metric, SeriesFrame } from '@trainyard/contracts/series-frame';
import { halfPercent, type PackedColumns, packedColumns, wholeDegrees, wholeWatts } from '@trainyard/series/heat';

/** A node that was not heard for ten minutes has no newest values; long before that they count as gone everywhere. */
const forgetMs = 600_000;

interface HeardNode {
  number: number;
  devices: Map<string, number>;
  /** Server's ms of its newest sample. */
  heardAt: number;
  /** The change that told it. */
  change: number;
}

/** What changed since a viewer was told last. */
export interface HeatChanges {
  added: HeatDelivery['added'];
  devices: number[];
  nodes: number[];
  /** ms since each of `nodes` was heard. */
  ages: number[];
}

/** The newest values of all devices of one cluster, in columns; every change has a number, so that each viewer gets what it lacks. */
export class HeatBoard {
  columns: PackedColumns = packedColumns(64);
  /** Grows when the numbers of nodes and devices begin anew. */
  epoch = 0;
  /** Number of the newest change. */
  change = 0;
  #changes = new Float64Array(64);
  /** Bytes of memory used and there, by device: what is told is their share. */
  #used = new Float64Array(64).fill(Number.NaN);
  #total = new Float64Array(64).fill(Number.NaN);
  readonly #nodes = new Map<string, HeardNode>();
  /** Devices in the order of their numbers, and whose they are. */
  #devices: { node: string; device: string }[] = [];
  #forgotten = 0;

  /** Nodes that were heard lately. */
  get size(): number {
    return this.#nodes.size;
  }

  get deviceCount(): number {
    return this.#devices.length;
  }

  /** Takes samples of one node; `now` is the server's ms. */
  take(nodeUid: string, frames: readonly SeriesFrame[], now: number): void {
    const node = this.#node(nodeUid);
    this.change += 1;
    for (const frame of frames) {
      const last = frame.values.length - 1;
      // A sample of the future is one of a clock that is not yet compared.
      const at = Math.min(now, frame.t0 + last * frame.step - frame.skew);
      if (last >= 0 && this.#put(node, nodeUid, frame, frame.values[last] ?? null)) {
        if (at > node.heardAt) [node.heardAt, node.change] = [at, this.change];
      }
    }
  }

  /** What a viewer lacks that has the first `devices` and all up to `change`. */
  changesSince(change: number, devices: number, now: number): HeatChanges {
    const found: HeatChanges = { added: [], devices: [], nodes: [], ages: [] };
    for (let at = devices; at < this.#devices.length; at++) {
      const { node, device } = this.#devices[at] as { node: string; device: string };
      const last = found.added.at(-1);
      if (last?.node === node) last.devices.push(device);
      else found.added.push({ node, number: this.#nodes.get(node)?.number ?? at, devices: [device] });
    }
    for (let at = 0; at < this.#devices.length; at++)
      if ((this.#changes[at] as number) > change) found.devices.push(at);
    for (const node of this.#nodes.values()) {
      if (node.change <= change) continue;
      found.nodes.push(node.number);
      found.ages.push(now - node.heardAt);
    }
    return found;
  }

  /** Forgets nodes that say nothing any more; their numbers come free once they are half of all. */
  forget(now: number): void {
    for (const [uid, node] of this.#nodes) {
      if (now - node.heardAt < forgetMs) continue;
      this.#nodes.delete(uid);
      this.#forgotten += node.devices.size;
    }
    if (this.#forgotten > 0 && 2 * this.#forgotten >= this.#devices.length) this.#renumber();
  }

  /** Numbers of a node's devices count on, in one run where all are told at once. */
  #put(node: HeardNode, nodeUid: string, { metric, device }: SeriesFrame, value: number | null): boolean {
    const write = writers[metric];
    if (write === undefined) return false;
    let slot = node.devices.get(device);
    if (slot === undefined) {
      slot = this.#devices.push({ node: nodeUid, device }) - 1;
      node.devices.set(device, slot);
      if (slot >= this.#changes.length) this.#grow();
      this.#changes[slot] = this.change;
    }
    if (write.call(this, slot, value)) this.#changes[slot] = this.change;
    return true;
  }

  #node(uid: string): HeardNode {
    let node = this.#nodes.get(uid);
    if (node === undefined) {
      node = { number: this.#nextNode++, devices: new Map(), heardAt: 0, change: 0 };
      this.#nodes.set(uid, node);
    }
    return node;
  }
  #nextNode = 0;

  /** True when what is told of it changed. */
  set(column: keyof PackedColumns, slot: number, value: number): boolean {
    if (this.columns[column][slot] === value) return false;
    this.columns[column][slot] = value;
    return true;
  }

  /** As {@link set}, of the share that is used. */
  setMemory(part: 'used' | 'total', slot: number, bytes: number | null): boolean {
    const column = part === 'used' ? this.#used : this.#total;
    column[slot] = bytes ?? Number.NaN;
    const total = this.#total[slot] as number;
    const share = total > 0 ? (100 * (this.#used[slot] as number)) / total : Number.NaN;
    return this.set('memory', slot, halfPercent(share));
  }

  #grow(): void {
    const length = 2 * this.#changes.length;
    const bigger = packedColumns(length);
    for (const name of ['use', 'memory', 'temperature', 'power'] as const) bigger[name].set(this.columns[name]);
    this.columns = bigger;
    const longer = (old: Float64Array, fill: number): Float64Array<ArrayBuffer> => {
      const made = new Float64Array(length).fill(fill);
      made.set(old);
      return made;
    };
    this.#changes = longer(this.#changes, 0);
    this.#used = longer(this.#used, Number.NaN);
    this.#total = longer(this.#total, Number.NaN);
  }

  #renumber(): void {
    const kept = this.#devices.map((one, slot) => ({ ...one, slot })).filter(({ node }) => this.#nodes.has(node));
    const before = { columns: this.columns, used: this.#used, total: this.#total };
    this.epoch += 1;
    this.change += 1;
    this.#forgotten = 0;
    this.#nextNode = 0;
    this.#devices = [];
    this.columns = packedColumns(before.columns.use.length);
    this.#used = new Float64Array(before.used.length).fill(Number.NaN);
    this.#total = new Float64Array(before.total.length).fill(Number.NaN);
    const seen = new Set<string>();
    for (const { node: uid, device, slot: old } of kept) {
      const node = this.#nodes.get(uid) as HeardNode;
      if (!seen.has(uid)) node.number = this.#nextNode++;
      seen.add(uid);
      const slot = this.#devices.push({ node: uid, device }) - 1;
      node.devices.set(device, slot);
      node.change = this.change;
      this.#changes[slot] = this.change;
      this.#used[slot] = before.used[old] as number;
      this.#total[slot] = before.total[old] as number;
      for (const name of ['use', 'memory', 'temperature', 'power'] as const)
        this.columns[name][slot] = before.columns[name][old] as number;
    }
  }
}

/** What is kept of which metric; the rest is for charts. */
const writers: Partial<Record<Metric, (this: HeatBoard, slot: number, value: number | null) => boolean>> = {
  'gpu.utilisation': use,
  'cpu.utilisation': use,
  'gpu.temperature'(slot, value) {
    return this.set('temperature', slot, wholeDegrees(value));
  },
  'gpu.power'(slot, value) {
    return this.set('power', slot, wholeWatts(value));
  },
  'gpu.memory.used': memoryUsed,
  'memory.used': memoryUsed,
  'gpu.memory.total': memoryTotal,
  'memory.total': memoryTotal,
};

function use(this: HeatBoard, slot: number, value: number | null): boolean {
  return this.set('use', slot, halfPercent(value));
}
function memoryUsed(this: HeatBoard, slot: number, value: number | null): boolean {
  return this.setMemory('used', slot, value);
}
function memoryTotal(this: HeatBoard, slot: number, value: number | null): boolean {
  return this.setMemory('total', slot, value);
}
