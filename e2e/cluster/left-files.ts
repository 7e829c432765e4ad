import { deflateSync } from 'node:zlib';
import type { JobCreateInput } from '@trainyard/contracts/job';
import type { Yard } from './yard.ts';

const table = (polynomial: number): Uint32Array =>
  Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    return value >>> 0;
  });
const tables = { crc32: table(0xedb88320), crc32c: table(0x82f63b78) };

function crcOf(bytes: Uint8Array, of: keyof typeof tables): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (tables[of][(value ^ byte) & 0xff] as number) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

function uint32(value: number, littleEndian: boolean): Buffer {
  const bytes = Buffer.alloc(4);
  if (littleEndian) bytes.writeUInt32LE(value);
  else bytes.writeUInt32BE(value);
  return bytes;
}

/** A picture of one colour. */
export function pngOf(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    return Buffer.concat([uint32(data.length, false), body, uint32(crcOf(body, 'crc32'), false)]);
  };
  const head = Buffer.concat([uint32(width, false), uint32(height, false), Buffer.from([8, 2, 0, 0, 0])]);
  const pixels = Buffer.alloc((width * 3 + 1) * height, 90);
  for (let row = 0; row < height; row += 1) pixels[row * (width * 3 + 1)] = 0;
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}
const field = (number: number, type: number, bytes: Buffer): Buffer =>
  Buffer.concat([varint(number * 8 + type), bytes]);
const nested = (number: number, bytes: Buffer): Buffer =>
  field(number, 2, Buffer.concat([varint(bytes.length), bytes]));

/** A TensorBoard event file with one scalar, as its writers lay it out. */
export function eventsOf(tag: string, values: readonly number[]): Buffer {
  const masked = (bytes: Buffer): Buffer => {
    const crc = crcOf(bytes, 'crc32c');
    return uint32((((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0, true);
  };
  const records = values.map((value, step) => {
    const simple = Buffer.alloc(4);
    simple.writeFloatLE(value);
    const one = Buffer.concat([nested(1, Buffer.from(tag)), field(2, 5, simple)]);
    const event = Buffer.concat([field(2, 0, varint(step)), nested(5, nested(1, one))]);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(event.length));
    return Buffer.concat([length, masked(length), event, masked(event)]);
  });
  return Buffer.concat(records);
}

/** Writes files into the output directory OUT: paths and base64, so that any name and any byte is possible. */
const script = `
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
for (const [path, bytes] of JSON.parse(readFileSync('left.json', 'utf8'))) {
  const file = join(process.env.AZ_BATCHAI_OUTPUT_OUT, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, Buffer.from(bytes, 'base64'));
}
`;

/** The body of a job that leaves these files and then goes on with a command. */
export function leaves(files: Readonly<Record<string, Buffer>>, then = 'true'): Partial<JobCreateInput> {
  const left = Object.entries(files).map(([path, bytes]) => [path, bytes.toString('base64')]);
  return {
    customToolkitSettings: { commandLine: `node leave.cjs && ${then}` },
    files: [
      { path: 'leave.cjs', text: script },
      { path: 'left.json', text: JSON.stringify(left) },
    ],
    outputDirectories: [{ id: 'OUT' }],
  };
}

/** Runs a job that leaves these files. */
export async function leave(yard: Yard, name: string, files: Readonly<Record<string, Buffer>>): Promise<void> {
  await yard.submit(name, leaves(files));
  await yard.inState(name, 'succeeded');
}
