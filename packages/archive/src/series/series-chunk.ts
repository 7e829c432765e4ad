/**
 * A chunk: samples of all series over about an hour, compressed. Its file never changes: without some of its series it is another one.
 *
 *   blocks of the series · foot (JSON, zstd) · length of the foot · CRC-32C of the foot · magic
 *
 * Its name tells its number and the time it covers, so that a query opens only chunks that matter.
 */
import { open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { crc32c } from '@node-rs/crc32';
import { decodeBlock, encodeBlock } from '@trainyard/series/block';
import { type ArchiveFile, type ArchiveFiles, writeWhole } from '../files.ts';
import type { BufferedSeries, SeriesHead, StoredRun } from './series-buffer.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

const magic = 0x31535954;
const tailBytes = 12;

/** Most bytes of a foot and of a block, decompressed: a damaged file cannot ask for more memory. */
const partBytesMax = 256 * 1024 * 1024;

/** One series in a chunk: where its block is, and the runs that its samples are. */
export interface ChunkSeries extends SeriesHead {
  runs: [t0: number, length: number, skew: number][];
  at: number;
  bytes: number;
  zstd: boolean;
}

/** Times are server's ms, `to` exclusive. */
export interface ChunkName {
  number: number;
  /** How often it was written anew without some of what it held. */
  copy: number;
  from: number;
  to: number;
}

export function chunkPath(dir: string, { number, from, to, copy }: ChunkName): string {
  return join(dir, `chunk-${number}-${Math.floor(from)}-${Math.ceil(to)}${copy === 0 ? '' : `.${copy}`}`);
}

export function parseChunkName(name: string): ChunkName | undefined {
  const match = /^chunk-(\d{1,15})-(-?\d{1,16})-(-?\d{1,16})(?:\.(\d{1,9}))?$/.exec(name);
  if (match === null) return undefined;
  return { number: Number(match[1]), from: Number(match[2]), to: Number(match[3]), copy: Number(match[4] ?? 0) };
}

/** When a run began and ended by the server's clock. */
export function runSpan({ t0, length, skew }: StoredRun, step: number): { from: number; to: number } {
  return { from: t0 - skew, to: t0 - skew + length * step };
}

/** Writes a chunk: there, whole and durable, once this answers. */
export async function writeChunk(
  files: ArchiveFiles,
  dir: string,
  number: number,
  series: Iterable<BufferedSeries>,
): Promise<ChunkName> {
  const name = { number, copy: 0, from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
  await arrive(files, dir, name, (file) => writeParts(file, series, name));
  return name;
}

/** Writes a chunk anew with only some of its series, whose blocks stay as they are. Durable once this answers; the old file stays. */
export async function copyChunk(
  files: ArchiveFiles,
  dir: string,
  chunk: ChunkName,
  stay: readonly ChunkSeries[],
): Promise<ChunkName> {
  const name = { ...chunk, copy: chunk.copy + 1 };
  const source = await open(chunkPath(dir, chunk), 'r');
  try {
    await arrive(files, dir, name, async (file) => {
      const foot: ChunkSeries[] = [];
      let at = 0;
      for (const series of stay) {
        const block = Buffer.alloc(series.bytes);
        await source.read(block, 0, series.bytes, series.at);
        await writeWhole(file, block, at);
        foot.push({ ...series, at });
        at += series.bytes;
      }
      await writeFoot(file, foot, at);
    });
  } finally {
    await source.close();
  }
  return name;
}

/** A file is written aside and takes its name when it is whole and durable. */
async function arrive(
  files: ArchiveFiles,
  dir: string,
  name: ChunkName,
  write: (file: ArchiveFile) => Promise<void>,
): Promise<void> {
  const arriving = join(dir, `arriving-${name.number}`);
  await rm(arriving, { force: true });
  const file = await files.open(arriving);
  try {
    await write(file);
    await file.sync();
  } finally {
    await file.close();
  }
  const path = chunkPath(dir, name);
  await files.rename(arriving, path);
  await files.syncDirectory(dirname(path));
}

async function writeParts(file: ArchiveFile, series: Iterable<BufferedSeries>, name: ChunkName): Promise<void> {
  const foot: ChunkSeries[] = [];
  let at = 0;
  for (const buffered of series) {
    for (const run of buffered.runs) {
      const { from, to } = runSpan(run, buffered.head.step);
      name.from = Math.min(name.from, from);
      name.to = Math.max(name.to, to);
    }
    const block = encodeBlock(buffered.values());
    const packed = await compress(block);
    const zstd = packed.length < block.length;
    const bytes = zstd ? packed : block;
    await writeWhole(file, bytes, at);
    const runs = buffered.runs.map(({ t0, length, skew }): [number, number, number] => [t0, length, skew]);
    foot.push({ ...buffered.head, runs, at, bytes: bytes.length, zstd });
    at += bytes.length;
  }
  await writeFoot(file, foot, at);
}

async function writeFoot(file: ArchiveFile, foot: readonly ChunkSeries[], at: number): Promise<void> {
  const packed = await compress(Buffer.from(JSON.stringify(foot)));
  const tail = Buffer.alloc(tailBytes);
  tail.writeUInt32LE(packed.length, 0);
  tail.writeUInt32LE(crc32c(packed), 4);
  tail.writeUInt32LE(magic, 8);
  await writeWhole(file, Buffer.concat([packed, tail]), at);
}

/** A chunk that cannot be read any more: whoever asks for its samples is told, everybody else passes it over. */
export class DamagedChunk extends Error {
  override readonly name = 'DamagedChunk';
}

/** The series of a chunk. Throws DamagedChunk. */
export async function readFoot(path: string): Promise<ChunkSeries[]> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const damaged = new DamagedChunk(`${path} is damaged: restore it from a backup or delete it`);
    const tail = Buffer.alloc(tailBytes);
    await handle.read(tail, 0, tailBytes, Math.max(0, size - tailBytes));
    const length = tail.readUInt32LE(0);
    if (tail.readUInt32LE(8) !== magic || length > size - tailBytes) throw damaged;
    const packed = Buffer.alloc(length);
    await handle.read(packed, 0, length, size - tailBytes - length);
    if (crc32c(packed) !== tail.readUInt32LE(4)) throw damaged;
    const foot = await decompress(packed, { maxOutputLength: partBytesMax });
    return JSON.parse(foot.toString()) as ChunkSeries[];
  } finally {
    await handle.close();
  }
}

/** The samples of one series of a chunk: of all its runs, one after the other. */
export async function readSamples(path: string, { at, bytes, zstd }: ChunkSeries): Promise<(number | null)[]> {
  const handle = await open(path, 'r');
  try {
    const packed = Buffer.alloc(bytes);
    await handle.read(packed, 0, bytes, at);
    return decodeBlock(zstd ? await decompress(packed, { maxOutputLength: partBytesMax }) : packed);
  } finally {
    await handle.close();
  }
}
