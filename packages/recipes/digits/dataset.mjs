// @ts-check
/**
 * The digits file and what is drawn from it. Layout, after gunzip, integers little endian:
 * 'TYDG', u32 version (1), u32 count, u32 side, count labels (u8), count × side × side pixels (u8, 0 is paper).
 */
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { mixSeed, randomFrom, shuffle } from './random.mjs';

const MAGIC = 'TYDG';
const HEADER_BYTES = 16;
const HELD_OUT_SHARE = 0.15;
/** Fixed, whatever --seed says: runs with different seeds are judged on the same digits. */
const SPLIT_SEED = 1989;

/** @typedef {{ count: number, side: number, labels: Uint8Array, pixels: Uint8Array }} Digits */
/** @typedef {{ training: Uint32Array, heldOut: Uint32Array }} Split indices of digits */

/** @param {Digits} digits @returns {Buffer} the file's bytes, not yet compressed */
export function encodeDigits({ count, side, labels, pixels }) {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 'latin1');
  header.writeUInt32LE(1, 4);
  header.writeUInt32LE(count, 8);
  header.writeUInt32LE(side, 12);
  return Buffer.concat([header, labels, pixels]);
}

/** @param {Buffer} bytes not compressed @returns {Digits} @throws {Error} when it is not a whole digits file */
export function decodeDigits(bytes) {
  if (bytes.length < HEADER_BYTES || bytes.toString('latin1', 0, 4) !== MAGIC || bytes.readUInt32LE(4) !== 1) {
    throw new Error('not a digits file of version 1');
  }
  const count = bytes.readUInt32LE(8);
  const side = bytes.readUInt32LE(12);
  if (bytes.length !== HEADER_BYTES + count * (1 + side * side)) {
    throw new Error(`the digits file is damaged: ${bytes.length} bytes do not hold ${count} digits`);
  }
  const pixelsAt = HEADER_BYTES + count;
  return { count, side, labels: bytes.subarray(HEADER_BYTES, pixelsAt), pixels: bytes.subarray(pixelsAt) };
}

/** @param {string | URL} path a gzipped digits file @returns {Promise<Digits>} @throws {Error} naming the path */
export async function readDigits(path) {
  try {
    return decodeDigits(gunzipSync(await readFile(path)));
  } catch (error) {
    throw new Error(`cannot read the digits in ${path}: ${/** @type {Error} */ (error).message}`, { cause: error });
  }
}

/**
 * Holds out 15 % of each class, the same digits for every run.
 * @param {Digits} digits
 * @param {number} limit use at most this many digits, split evenly between the classes
 * @returns {Split}
 */
export function splitDigits(digits, limit) {
  const perClass = Math.max(2, Math.floor(Math.min(limit, digits.count) / 10));
  /** @type {number[]} */ const training = [];
  /** @type {number[]} */ const heldOut = [];
  for (let label = 0; label < 10; label++) {
    const members = Uint32Array.from(digits.labels.keys()).filter((index) => digits.labels[index] === label);
    const chosen = shuffle(members, randomFrom(mixSeed(SPLIT_SEED, label)));
    const taken = limit >= digits.count ? chosen.length : Math.min(perClass, chosen.length);
    const held = Math.max(1, Math.round(taken * HELD_OUT_SHARE));
    heldOut.push(...chosen.subarray(0, held));
    training.push(...chosen.subarray(held, taken));
  }
  return { training: Uint32Array.from(training), heldOut: Uint32Array.from(heldOut) };
}

/**
 * @param {Uint32Array} training @param {number} seed @param {number} epoch from 1
 * @returns {Uint32Array} the order in which an epoch visits the training digits
 */
export function epochOrder(training, seed, epoch) {
  return shuffle(training.slice(), randomFrom(mixSeed(seed, 0x0de5, epoch)));
}

/** @param {Digits} digits @param {number} index @param {Float32Array} image receives side × side values, 0 to 1 */
export function copyDigit({ side, pixels }, index, image) {
  const size = side * side;
  for (let i = 0; i < size; i++) image[i] = pixels[index * size + i] / 255;
}

/**
 * Draws one digit slightly turned (≤ 12°), sized (± 10 %) and shifted (± 2 pixels), each time anew, so that more
 * epochs teach more than the same 8,500 pictures.
 * @param {Digits} digits @param {number} index
 * @param {() => number} random numbers in [0, 1)
 * @param {Float32Array} image receives side × side values, 0 to 1
 */
export function copyDigitVaried({ side, pixels }, index, random, image) {
  const angle = (random() * 2 - 1) * 0.21;
  const size = 1 + (random() * 2 - 1) * 0.1;
  const centre = (side - 1) / 2;
  const shiftX = centre + (random() * 2 - 1) * 2;
  const shiftY = centre + (random() * 2 - 1) * 2;
  const cos = Math.cos(angle) * size;
  const sin = Math.sin(angle) * size;
  const base = index * side * side;
  for (let y = 0, to = 0; y < side; y++) {
    for (let x = 0; x < side; x++, to++) {
      const fromX = cos * (x - centre) - sin * (y - centre) + shiftX;
      const fromY = sin * (x - centre) + cos * (y - centre) + shiftY;
      image[to] = inkAt(pixels, base, side, fromX, fromY) / 255;
    }
  }
}

/**
 * Bilinear reading between pixels; 0 outside the picture.
 * @param {Uint8Array} pixels @param {number} base @param {number} side @param {number} x @param {number} y
 */
function inkAt(pixels, base, side, x, y) {
  const left = Math.floor(x);
  const top = Math.floor(y);
  if (left < 0 || top < 0 || left >= side - 1 || top >= side - 1) return 0;
  const at = base + top * side + left;
  const partX = x - left;
  const upper = pixels[at] + (pixels[at + 1] - pixels[at]) * partX;
  const lower = pixels[at + side] + (pixels[at + side + 1] - pixels[at + side]) * partX;
  return upper + (lower - upper) * (y - top);
}
