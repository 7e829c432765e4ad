/** The write-ahead log of samples: records of frames, each with its length and checksum. */
import { readFile } from 'node:fs/promises';
import { crc32c } from '@node-rs/crc32';
import type { SeriesFrame } from '@trainyard/contracts/series-frame';
import { decodeOwnFrames, encodeFrames, framesMax } from '@trainyard/series/frames';
import { type ArchiveFile, type ArchiveFiles, isMissing, writeWhole } from '../files.ts';

/** Length and CRC-32C of the payload, little-endian. */
const recordHeadBytes = 8;

/** Frames of a record: decoding one does not hold up the event loop for more than some milliseconds. */
const framesPerRecord = Math.min(framesMax, 1_024);

export class SeriesWal {
  readonly path: string;
  readonly #file: ArchiveFile;
  #length: number;

  private constructor(path: string, file: ArchiveFile, length: number) {
    this.path = path;
    this.#file = file;
    this.#length = length;
  }

  /** Opens a log for appending, after what is sound of it; gives that to `replay`. */
  static async open(files: ArchiveFiles, path: string, replay: (frames: SeriesFrame[]) => void): Promise<SeriesWal> {
    const length = await readWal(path, replay);
    return new SeriesWal(path, await files.open(path), length);
  }

  get bytes(): number {
    return this.#length;
  }

  /** Writes frames; when it fails nothing of them counts. */
  async append(frames: readonly SeriesFrame[]): Promise<void> {
    const records: Uint8Array[] = [];
    for (let at = 0; at < frames.length; at += framesPerRecord) {
      records.push(encodeRecord(frames.slice(at, at + framesPerRecord)));
    }
    const bytes = records.length === 1 ? (records[0] as Uint8Array) : Buffer.concat(records);
    try {
      await writeWhole(this.#file, bytes, this.#length);
    } catch (error) {
      // When this fails too, the checksum tells the torn record apart, or the next one is written over it.
      await this.#file.truncate(this.#length).catch(() => undefined);
      throw error;
    }
    this.#length += bytes.length;
  }

  sync(): Promise<void> {
    return this.#file.sync();
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

function encodeRecord(frames: readonly SeriesFrame[]): Uint8Array {
  const payload = encodeFrames(frames);
  const record = Buffer.alloc(recordHeadBytes + payload.length);
  record.writeUInt32LE(payload.length, 0);
  record.writeUInt32LE(crc32c(payload), 4);
  record.set(payload, recordHeadBytes);
  return record;
}

/** Reads the sound records at the start and answers where they end. */
async function readWal(path: string, replay: (frames: SeriesFrame[]) => void): Promise<number> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
  let at = 0;
  while (at + recordHeadBytes <= bytes.length) {
    const end = at + recordHeadBytes + bytes.readUInt32LE(at);
    const payload = bytes.subarray(at + recordHeadBytes, end);
    if (end > bytes.length || payload.length === 0 || crc32c(payload) !== bytes.readUInt32LE(at + 4)) break;
    replay(decodeOwnFrames(payload));
    at = end;
    // A start with a full log lets other work go on between records.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return at;
}
