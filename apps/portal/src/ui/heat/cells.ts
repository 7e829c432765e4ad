/** What heat cells stand for and what they show. Pure. */
import type { Node } from '@trainyard/contracts/node';
import { freshnessOf } from '../../live/freshness.ts';
import type { HeatStore } from '../../live/heat-store.ts';
import { lutSize } from './lut.ts';
import { type CellQuantity, columnOf, type Ends } from './scale.ts';

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

/** What a cell looks like, as a number: below 0 what has no value, up to 255 the place in the table of colours. */
export const looks = { free: -1, na: -2, ghost: -3 } as const;
/** Added to the look of a value that is no longer current. */
export const oldLook = 1_000;
/** Jobs with a colour of their own, at and after this look; the one after the last is for all others. */
export const jobLook = 2_000;

/** Held and below this share of work, a cell wears an edge: the two lowest steps of the scale. */
export const idleBelow = 15;

/** Kinds of cells, as numbers: many are looked at each second. */
export const kinds = { free: 0, na: 1, value: 2 } as const;

/** Devices in the order of their cells, with what does not change from second to second. */
export interface Cells {
  devices: readonly Device[];
  /** `value` where a current sample is shown: held devices of nodes that speak. */
  kinds: Uint8Array;
  /** uid of the job that holds a device. */
  jobs: readonly (string | undefined)[];
}

/** What is known of devices without any sample. */
export function cellsOf(devices: readonly Device[]): Cells {
  const jobs = devices.map((device) => holderOf(device)?.uid);
  return { devices, jobs, kinds: Uint8Array.from(devices, (device, at) => kindOf(device, jobs[at])) };
}

function kindOf({ node: { state, health } }: Device, job: string | undefined): number {
  if (state === 'preparing' || state === 'unusable' || health === 'failed') return kinds.na;
  if (job === undefined) return health === 'silent' ? kinds.na : kinds.free;
  return kinds.value;
}

/** Where devices stand in a store: their numbers in its columns, and those of their nodes; −1 for those it does not know. */
export interface Slots {
  devices: Int32Array;
  nodes: Int32Array;
}

export function slotsOf({ devices }: Cells, store: HeatStore | null): Slots {
  const slots = { devices: new Int32Array(devices.length).fill(-1), nodes: new Int32Array(devices.length).fill(-1) };
  if (store === null) return slots;
  for (const [at, { node, gpu }] of devices.entries()) {
    slots.devices[at] = store.slotOf(node.uid, gpu?.uuid ?? 'host');
    slots.nodes[at] = store.numberOf(node.uid);
  }
  return slots;
}

/** The sum that a map is read out as. */
export interface HeatSum {
  held: number;
  free: number;
  unknown: number;
  /** Mean of the current values in the unit of the quantity; null when there is none. */
  mean: number | null;
}

export interface Looking {
  cells: Cells;
  slots: Slots;
  store: HeatStore | null;
  quantity: CellQuantity;
  ends: Ends;
  /** Colours of jobs, by uid. */
  colours: ReadonlyMap<string, number>;
  /** Server's ms. */
  now: number;
}

/** Writes the looks of cells into `into`, from `from` up to `to`, and answers what they add up to. Makes nothing but the sum. */
export function lookAll(looking: Looking, into: Int16Array, from = 0, to = into.length): HeatSum {
  const { cells, slots, store, quantity, ends, colours, now } = looking;
  const sum: HeatSum = { held: 0, free: 0, unknown: 0, mean: null };
  const column = store?.columns[columnOf(quantity)] ?? none;
  const heard = store?.heard ?? noTimes;
  const budget = store?.budget(now) ?? 0;
  const [oldBefore, goneBefore] = [now - budget, now - 10 * budget];
  const steps = (lutSize - 1) / (ends.high - ends.low);
  let [held, free, total] = [0, 0, 0];
  for (let at = from; at < to; at++) {
    const kind = cells.kinds[at];
    if (kind !== kinds.value) {
      into[at] = kind === kinds.free ? looks.free : looks.na;
      if (kind === kinds.free) free += 1;
      continue;
    }
    if (quantity === 'job') {
      into[at] = jobLook + (colours.get(cells.jobs[at] ?? '') ?? jobColours);
      held += 1;
      continue;
    }
    // Past the end of a column is no value either.
    const value = column[slots.devices[at] as number] as number;
    const time = heard[slots.nodes[at] as number] as number;
    if (value >= 0 && time >= goneBefore) {
      const place = Math.round((value - ends.low) * steps);
      into[at] = (place < 0 ? 0 : place >= lutSize ? lutSize - 1 : place) + (time < oldBefore ? oldLook : 0);
      held += 1;
      total += value;
    } else into[at] = looks.na;
  }
  sum.held = held;
  sum.free = free;
  sum.unknown = to - from - held - free;
  if (held > 0 && quantity !== 'job') sum.mean = total / held;
  return sum;
}

const none = new Float32Array(0);
const noTimes = new Float64Array(0);

/** Jobs that have a colour of their own: as many as can be told apart. */
export const jobColours = 8;

/** Colours of jobs, those that hold most first; jobs past the last colour share one. A job keeps the colour that it has in `before`. */
export function colourJobs(
  jobs: Iterable<string | undefined>,
  before: ReadonlyMap<string, number> = new Map(),
): Map<string, number> {
  const held = new Map<string, number>();
  for (const job of jobs) if (job !== undefined) held.set(job, (held.get(job) ?? 0) + 1);
  const most = [...held].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, jobColours);
  const kept = new Map(most.flatMap(([job]) => (before.has(job) ? [[job, before.get(job) as number] as const] : [])));
  const taken = new Set(kept.values());
  for (const [job] of most) {
    if (kept.has(job)) continue;
    const colour = Array.from({ length: jobColours }, (_, at) => at).find((at) => !taken.has(at)) ?? 0;
    taken.add(colour);
    kept.set(job, colour);
  }
  return kept;
}

/** The newest reading of one device, for words: its value in the unit of the quantity, and whether it is still current. */
export type Reading = { kind: 'free' } | { kind: 'na' } | { kind: 'value'; value: number; old: boolean };

/** What a device's cell says now (server's ms); of whose it is, how busy it is. */
export function readingOf(store: HeatStore | null, device: Device, quantity: CellQuantity, now: number): Reading {
  const kind = kindOf(device, holderOf(device)?.uid);
  if (kind !== kinds.value) return { kind: kind === kinds.free ? 'free' : 'na' };
  return measuredOf(store, device, quantity, now);
}

/** The same, whether or not a job holds the device: one that is free draws power and is warm as well. */
export function measuredOf(
  store: HeatStore | null,
  device: Device,
  quantity: CellQuantity,
  now: number,
): Exclude<Reading, { kind: 'free' }> {
  const latest = store?.latest(columnOf(quantity), device.node.uid, device.gpu?.uuid ?? 'host');
  const freshness = latest && freshnessOf(now - latest.at, store?.budget(now) ?? 0);
  if (latest === undefined || freshness === 'gone') return { kind: 'na' };
  return { kind: 'value', value: latest.value, old: freshness === 'old' };
}

/** The short name that stands above a node's cells: what tells it from its neighbours. */
export function shortName(name: string): string {
  const digits = /(\d+)$/.exec(name)?.[1];
  return digits === undefined ? name.slice(0, 3) : digits.padStart(2, '0').slice(-4);
}
