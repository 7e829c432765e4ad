/**
 * A block: samples at a fixed step as few bytes, lossless for every double; a gap is null, never 0.
 *
 * Most samples are decimals with few digits (percent, bytes, watts): they become whole numbers by a power of ten and a
 * common divisor, then differences of the order (0, 1, 2) that takes the fewest bytes, zig-zag variable-length, with runs
 * of zeros counted (the scheme of VictoriaMetrics' encoding package). Other doubles are XORed with the one before and
 * only the bytes that differ are kept (after Gorilla, Pelkonen et al., VLDB 2015, on whole bytes so that a general
 * compressor can go on from there).
 */
import { ByteReader, ByteWriter, DamagedBlock } from './bytes.ts';

/** Most samples of a block: twelve days at 1 Hz; bounds what a damaged block can make a reader hold. */
export const blockSamplesMax = 1_048_576;

/** Powers of ten that are tried: `toFixed(6)` is the finest that tools print. */
const decimalsMax = 6;

/** Whole numbers stay below this, so that second differences stay exact in a double. */
const wholeMax = 2 ** 50;

const kindWhole = 0;
const kindXor = 1;

type Sample = number | null;

export function encodeBlock(values: readonly Sample[]): Uint8Array {
  if (values.length > blockSamplesMax) throw new RangeError(`a block has at most ${blockSamplesMax} samples`);
  const out = new ByteWriter();
  out.varint(values.length);
  writePresence(out, values);
  const present = values.filter((value) => value !== null);
  const whole = present.length > 0 ? toWhole(present) : undefined;
  if (whole === undefined) {
    out.byte(kindXor);
    writeXor(out, present);
  } else {
    writeWhole(out, whole);
  }
  return out.take();
}

/** The samples of {@link encodeBlock}; throws {@link DamagedBlock} for anything else. */
export function decodeBlock(bytes: Uint8Array): Sample[] {
  const reader = new ByteReader(bytes);
  const count = reader.varint(blockSamplesMax);
  const runs = readPresence(reader, count);
  const presentCount = runs.reduce((sum, run, at) => (at % 2 === 0 ? sum + run : sum), 0);
  const kind = reader.byte();
  if ((kind & 1) !== kindWhole && kind !== kindXor) throw new DamagedBlock(`unknown kind ${kind}`);
  const present = (kind & 1) === kindWhole ? readWhole(reader, kind, presentCount) : readXor(reader, presentCount);
  reader.end();
  if (runs.length <= 1) return present;
  const values: Sample[] = [];
  let at = 0;
  for (const [place, run] of runs.entries()) {
    for (let left = run; left > 0; left--) values.push(place % 2 === 0 ? (present[at++] as number) : null);
  }
  return values;
}

/** Lengths of alternating runs, first of samples, then of gaps. */
function writePresence(out: ByteWriter, values: readonly Sample[]): void {
  const runs: number[] = [];
  let gap = false;
  let length = 0;
  for (const value of values) {
    if ((value === null) !== gap) {
      runs.push(length);
      gap = !gap;
      length = 0;
    }
    length += 1;
  }
  runs.push(length);
  out.varint(runs.length);
  for (const run of runs) out.varint(run);
}

function readPresence(reader: ByteReader, count: number): number[] {
  const runs = Array.from({ length: reader.varint(Math.min(count + 2, reader.left)) }, () => reader.varint(count));
  if (runs.reduce((sum, run) => sum + run, 0) !== count) throw new DamagedBlock('gaps do not add up');
  return runs;
}

interface Whole {
  numbers: number[];
  decimals: number;
  divisor: number;
}

/** The values as whole numbers; undefined when some are not decimals of few digits. */
function toWhole(values: readonly number[]): Whole | undefined {
  for (let decimals = 0; decimals <= decimalsMax; decimals++) {
    const scale = 10 ** decimals;
    const numbers = values.map((value) => Math.round(value * scale));
    const exact = values.every((value, at) => isExact(value, numbers[at] as number, scale));
    if (!exact) continue;
    const divisor = numbers.reduce((divisor, number) => commonDivisor(divisor, Math.abs(number)), 0) || 1;
    return { numbers: divisor === 1 ? numbers : numbers.map((number) => number / divisor), decimals, divisor };
  }
  return undefined;
}

function isExact(value: number, whole: number, scale: number): boolean {
  return Math.abs(whole) < wholeMax && !Object.is(whole, -0) && whole / scale === value;
}

function commonDivisor(a: number, b: number): number {
  let [high, low] = [a, b];
  while (low !== 0) [high, low] = [low, high % low];
  return high;
}

function writeWhole(out: ByteWriter, { numbers, decimals, divisor }: Whole): void {
  const orders = [0, 1, 2].map((order) => {
    const body = new ByteWriter();
    writeRuns(body, differences(numbers, order));
    return body.take();
  });
  const best = orders.reduce(
    (best, body, order) => (body.length < (orders[best] as Uint8Array).length ? order : best),
    0,
  );
  out.byte(kindWhole | (best << 1) | (decimals << 3));
  out.varint(divisor);
  out.raw(orders[best] as Uint8Array);
}

function readWhole(reader: ByteReader, kind: number, count: number): number[] {
  const order = (kind >> 1) & 3;
  const decimals = kind >> 3;
  if (order > 2 || decimals > decimalsMax) throw new DamagedBlock(`unknown kind ${kind}`);
  const divisor = reader.varint(wholeMax);
  const numbers = readRuns(reader, count);
  for (let pass = 0; pass < order; pass++) {
    for (let at = 1; at < numbers.length; at++) numbers[at] = (numbers[at] as number) + (numbers[at - 1] as number);
  }
  const scale = 10 ** decimals;
  return numbers.map((number) => (number * divisor) / scale);
}

function differences(numbers: readonly number[], order: number): number[] {
  let result = [...numbers];
  for (let pass = 0; pass < order; pass++) {
    result = result.map((number, at) => (at === 0 ? number : number - (result[at - 1] as number)));
  }
  return result;
}

/** Zig-zag plus one for each number but 0; a run of zeros is a 0 and its length. */
function writeRuns(out: ByteWriter, numbers: readonly number[]): void {
  let zeros = 0;
  const flush = () => {
    if (zeros > 0) {
      out.byte(0);
      out.varint(zeros);
    }
    zeros = 0;
  };
  for (const number of numbers) {
    if (number === 0) {
      zeros += 1;
      continue;
    }
    flush();
    out.varint(number > 0 ? number * 2 : -number * 2 - 1);
  }
  flush();
}

function readRuns(reader: ByteReader, count: number): number[] {
  const numbers: number[] = [];
  while (numbers.length < count) {
    const zigzag = reader.varint();
    if (zigzag !== 0) {
      numbers.push(zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2);
      continue;
    }
    for (let left = reader.varint(count - numbers.length); left > 0; left--) numbers.push(0);
  }
  return numbers;
}

/** For each double: leading zero bytes (high half) and kept bytes (low half) of the XOR with the one before. */
function writeXor(out: ByteWriter, values: readonly number[]): void {
  const view = new DataView(new ArrayBuffer(8));
  const before = new Uint8Array(8);
  const now = new Uint8Array(view.buffer);
  for (const value of values) {
    view.setFloat64(0, value);
    let lead = 0;
    while (lead < 8 && now[lead] === before[lead]) lead += 1;
    let end = 8;
    while (end > lead && now[end - 1] === before[end - 1]) end -= 1;
    out.byte((lead << 4) | (end - lead));
    for (let at = lead; at < end; at++) out.byte((now[at] as number) ^ (before[at] as number));
    before.set(now);
  }
}

function readXor(reader: ByteReader, count: number): number[] {
  const view = new DataView(new ArrayBuffer(8));
  const now = new Uint8Array(view.buffer);
  const values: number[] = [];
  for (let left = count; left > 0; left--) {
    const head = reader.byte();
    const lead = head >> 4;
    const kept = head & 15;
    if (lead + kept > 8) throw new DamagedBlock('a double has more than eight bytes');
    const bytes = reader.raw(kept);
    for (let at = 0; at < kept; at++) now[lead + at] = (now[lead + at] as number) ^ (bytes[at] as number);
    values.push(view.getFloat64(0));
  }
  return values;
}
