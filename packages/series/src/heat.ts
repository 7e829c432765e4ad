/** The newest values of many devices as bytes: whole numbers in columns, a byte or two each. */

/** A byte without a value. */
export const noByte = 255;
/** A number of watts that is none. */
const noWatts = 65_535;
/** Ages are told in this many ms; what is older than the largest is as old as it. */
const ageStep = 100;
const ageMost = 65_534;

/** Newest values by number of device; NaN where there is none. Percentages 0–100, °C, watts. */
export interface HeatColumns {
  use: Float32Array;
  memory: Float32Array;
  temperature: Float32Array;
  power: Float32Array;
}
export type HeatColumn = keyof HeatColumns;

/** Columns for `length` devices, all without a value. */
export function heatColumns(length: number): HeatColumns {
  const column = () => new Float32Array(length).fill(Number.NaN);
  return { use: column(), memory: column(), temperature: column(), power: column() };
}

/** Half percents in a byte: finer than anybody sees, and unchanged more often than the measured value. */
export const halfPercent = (percent: number | null): number =>
  percent === null || Number.isNaN(percent) ? noByte : Math.round(2 * Math.min(100, Math.max(0, percent)));

/** Whole degrees in a byte. */
export const wholeDegrees = (celsius: number | null): number =>
  celsius === null || Number.isNaN(celsius) ? noByte : Math.round(Math.min(254, Math.max(0, celsius)));

/** Whole watts in two bytes. */
export const wholeWatts = (watts: number | null): number =>
  watts === null || Number.isNaN(watts) ? noWatts : Math.round(Math.min(65_534, Math.max(0, watts)));

/** Values as they are kept and sent, by number of device. */
export interface PackedColumns {
  use: Uint8Array;
  memory: Uint8Array;
  temperature: Uint8Array;
  power: Uint16Array;
}

/** Packed columns for `length` devices, all without a value. */
export const packedColumns = (length: number): PackedColumns => ({
  use: new Uint8Array(length).fill(noByte),
  memory: new Uint8Array(length).fill(noByte),
  temperature: new Uint8Array(length).fill(noByte),
  power: new Uint16Array(length).fill(noWatts),
});

/** Bytes of the values of `devices`, and of how long ago each of `nodes` was heard (ms, parallel). */
export function packHeat(
  devices: readonly number[],
  columns: PackedColumns,
  nodes: readonly number[],
  ages: readonly number[],
): Uint8Array {
  const [n, m] = [devices.length, nodes.length];
  const buffer = new ArrayBuffer(4 * n + 4 * m + 2 * n + 2 * m + 3 * n);
  const { slots, heard, power, age, use, memory, temperature } = views(buffer, n, m);
  for (let at = 0; at < n; at++) {
    const slot = devices[at] as number;
    slots[at] = slot;
    power[at] = columns.power[slot] as number;
    use[at] = columns.use[slot] as number;
    memory[at] = columns.memory[slot] as number;
    temperature[at] = columns.temperature[slot] as number;
  }
  for (let at = 0; at < m; at++) {
    heard[at] = nodes[at] as number;
    age[at] = Math.min(ageMost, Math.max(0, Math.round((ages[at] as number) / ageStep)));
  }
  return new Uint8Array(buffer);
}

/** The largest column first, so that each begins where its numbers may. */
function views(buffer: ArrayBuffer, n: number, m: number) {
  const twos = 4 * n + 4 * m;
  const ones = twos + 2 * n + 2 * m;
  return {
    slots: new Uint32Array(buffer, 0, n),
    heard: new Uint32Array(buffer, 4 * n, m),
    power: new Uint16Array(buffer, twos, n),
    age: new Uint16Array(buffer, twos + 2 * n, m),
    use: new Uint8Array(buffer, ones, n),
    memory: new Uint8Array(buffer, ones + n, n),
    temperature: new Uint8Array(buffer, ones + 2 * n, n),
  };
}

/**
 * Puts the values of {@link packHeat} where they belong; `onHeard` is told of each node and how long before the delivery it was heard, ms.
 * Throws RangeError for bytes of another length, and for devices that the columns have no place for.
 */
export function unpackHeat(
  { bytes, changed, heard: nodes }: { bytes: Uint8Array; changed: number; heard: number },
  columns: HeatColumns,
  onHeard: (node: number, ageMs: number) => void,
): void {
  if (bytes.length !== 9 * changed + 6 * nodes) throw new RangeError('heat of another length than it says');
  // A copy: numbers of four bytes may not begin anywhere.
  const { slots, heard, power, age, use, memory, temperature } = views(new Uint8Array(bytes).buffer, changed, nodes);
  const most = columns.use.length;
  for (let at = 0; at < changed; at++) {
    const slot = slots[at] as number;
    if (slot >= most) throw new RangeError('heat of a device that was not named');
    columns.use[slot] = half(use[at] as number);
    columns.memory[slot] = half(memory[at] as number);
    columns.temperature[slot] = temperature[at] === noByte ? Number.NaN : (temperature[at] as number);
    columns.power[slot] = power[at] === noWatts ? Number.NaN : (power[at] as number);
  }
  for (let at = 0; at < nodes; at++) onHeard(heard[at] as number, (age[at] as number) * ageStep);
}

const half = (byte: number): number => (byte === noByte ? Number.NaN : byte / 2);
