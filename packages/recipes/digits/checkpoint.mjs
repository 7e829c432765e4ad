// @ts-check
/**
 * The state of a run, as bytes: in a checkpoint file, and from rank 0 to the others at the start. Layout, integers
 * little endian: 'TYCK', u32 header bytes, u32 floats, JSON header, floats (f32), u32 CRC-32 of all before it.
 */
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

const MAGIC = 'TYCK';
const PREFIX_BYTES = 12;
const NAME = /^checkpoint-(\d+)\.bin$/;
const TEMPORARY_NAME = /^\.checkpoint-.*\.tmp$/;
/** Two, so that one remains if the machine dies while the newest reaches the disk. */
const KEPT = 2;

/**
 * @typedef {object} Progress
 * @property {number} step steps taken
 * @property {number} loss mean training loss that was last printed
 * @property {number} evaluatedStep step of the last evaluation on held-out digits; -1 before the first
 * @property {number} accuracy share of held-out digits then recognised
 * @property {string} settings what must be equal for a state to be usable: network, data, order
 */
/** @typedef {{ progress: Progress, floats: Float32Array }} State floats: parameters, then the optimiser's moments */

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** @param {Uint8Array} bytes @returns {number} CRC-32 as in zip and PNG (zlib.crc32 is missing before Node 20.15) */
export function crc32(bytes) {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = CRC_TABLE[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** @param {Float32Array | Float64Array} floats @returns {Buffer} the same memory, as bytes */
export function bytesOf(floats) {
  return Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength);
}

/** @param {State} state @returns {Buffer} */
export function encodeState({ progress, floats }) {
  const header = Buffer.from(JSON.stringify(progress));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.write(MAGIC, 'latin1');
  prefix.writeUInt32LE(header.length, 4);
  prefix.writeUInt32LE(floats.length, 8);
  const body = Buffer.concat([prefix, header, bytesOf(floats)]);
  const check = Buffer.alloc(4);
  check.writeUInt32LE(crc32(body));
  return Buffer.concat([body, check]);
}

/** @param {Buffer} bytes @returns {State} @throws {Error} when the bytes are torn, corrupt or something else */
export function decodeState(bytes) {
  if (bytes.length < PREFIX_BYTES + 4 || bytes.toString('latin1', 0, 4) !== MAGIC) throw new Error('not a checkpoint');
  const headerEnd = PREFIX_BYTES + bytes.readUInt32LE(4);
  const count = bytes.readUInt32LE(8);
  const end = headerEnd + 4 * count;
  if (bytes.length !== end + 4) throw new Error(`torn: ${bytes.length} bytes instead of ${end + 4}`);
  if (crc32(bytes.subarray(0, end)) !== bytes.readUInt32LE(end)) throw new Error('corrupt: its CRC does not match');
  const floats = new Float32Array(count);
  bytes.copy(bytesOf(floats), 0, headerEnd, end);
  return { progress: JSON.parse(bytes.toString('utf8', PREFIX_BYTES, headerEnd)), floats };
}

/**
 * Writes `checkpoint-<step>.bin` so that it is there whole or not at all, then drops all but the newest two.
 * @param {string} folder is made if it is missing @param {State} state
 * @returns {Promise<string>} the file's name
 */
export async function writeCheckpoint(folder, state) {
  const name = `checkpoint-${state.progress.step}.bin`;
  const temporary = join(folder, `.${name}.${process.pid}.tmp`);
  await mkdir(folder, { recursive: true });
  const file = await open(temporary, 'w');
  try {
    await file.writeFile(encodeState(state));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, join(folder, name));
  const names = await readdir(folder);
  const stale = [...checkpointNames(names).slice(KEPT), ...names.filter((other) => TEMPORARY_NAME.test(other))];
  for (const other of stale) await rm(join(folder, other), { force: true });
  return name;
}

/**
 * @param {string} folder need not exist
 * @param {{ settings: string, count: number }} wanted a state with other settings or another length is passed over
 * @param {(line: string) => void} say is told of every file passed over, and why
 * @returns {Promise<State | null>} the newest usable state
 */
export async function readNewestCheckpoint(folder, wanted, say) {
  /** @type {string[]} */ let names;
  try {
    names = await readdir(folder);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return null;
    throw error;
  }
  for (const name of checkpointNames(names)) {
    try {
      const state = decodeState(await readFile(join(folder, name)));
      if (state.progress.settings === wanted.settings && state.floats.length === wanted.count) return state;
      say(`skipped ${name}: written by a run with other settings (${state.progress.settings})`);
    } catch (error) {
      say(`skipped ${name}: ${/** @type {Error} */ (error).message}`);
    }
  }
  return null;
}

/** @param {string[]} names of a folder @returns {string[]} the checkpoints among them, newest first */
function checkpointNames(names) {
  /** @param {string} name */
  const step = (name) => Number(NAME.exec(name)?.[1]);
  return names.filter((name) => NAME.test(name)).sort((a, b) => step(b) - step(a));
}
