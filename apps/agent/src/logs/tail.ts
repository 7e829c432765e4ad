import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { crc32c } from '@node-rs/crc32';
import type { LogFrame } from '@trainyard/contracts/log-frame';
import type { ReadRing } from './read-ring.ts';

/**
 * One stream on its way to the server: the file, how far it was sent on this connection and how far it is stored. The file is opened
 * once and never through a link, so a task that puts something else in its place changes nothing.
 */
export class Tail {
  readonly stream: string;
  readonly path: string;
  readonly #ring: ReadRing;
  #fd: number | undefined;
  #inode: bigint | undefined;
  /** Why the stream can no longer be read. */
  #broken: string | undefined;
  #sent = 0;
  #stored = 0;
  #finishing = false;
  #endSent = false;
  /** True while nobody writes and nobody needs to look, although the stream has not ended. */
  resting = false;
  /** True when there may be bytes that were not read. */
  dirty = true;

  /** `ring` is that of all tails of one link. */
  constructor(stream: string, path: string, ring: ReadRing) {
    this.stream = stream;
    this.path = path;
    this.#ring = ring;
  }

  get unacknowledged(): number {
    return Math.max(0, this.#sent - this.#stored);
  }

  get finishing(): boolean {
    return this.#finishing;
  }

  /** True once the server has every byte and was told that there are no more. */
  get drained(): boolean {
    return this.#endSent && this.#stored >= this.#sent;
  }

  /** Nothing will be written any more: once all is read the end is told. */
  finish(): void {
    this.#finishing = true;
    this.dirty = true;
  }

  /** A new connection: goes on behind what the server has. The end is told again, since nobody acknowledged it. */
  restart(stored: number): void {
    this.#stored = stored;
    this.#sent = stored;
    this.#endSent = false;
    this.dirty = true;
  }

  acknowledge(through: number): void {
    this.#stored = Math.max(this.#stored, through);
  }

  /** The next frame, of at most `most` bytes, or undefined when there is nothing to say. Call {@link sent} when it went out: until then the next frame of any tail takes its place. */
  next(nowMs: number, most: number): LogFrame | undefined {
    if (this.#endSent) return this.#nothing();
    const room = this.#ring.room(most);
    const read = this.#read(room);
    if (read === 0 && !this.#finishing) return this.#nothing();
    const bytes = room.subarray(0, read);
    const frame: LogFrame = {
      stream: this.stream,
      offset: this.#sent,
      bytes,
      marks: read > 0 ? [[0, nowMs]] : [],
      crc32c: crc32c(bytes),
    };
    // A file that nobody writes to any more has no more behind a read that was not filled.
    if (this.#finishing && read < room.length) {
      frame.end = true;
      if (this.#broken) frame.hole = { from: this.#sent, to: this.#sent, why: this.#broken.slice(0, 256) };
    }
    return frame;
  }

  sent(frame: LogFrame): void {
    this.#ring.keep(frame.bytes.byteLength);
    this.#sent = frame.offset + frame.bytes.byteLength;
    if (frame.end) this.#endSent = true;
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #nothing(): undefined {
    this.dirty = false;
    return undefined;
  }

  #read(room: Buffer): number {
    if (!this.#open()) return 0;
    try {
      return readSync(this.#fd as number, room, 0, room.length, this.#sent);
    } catch (error) {
      this.#broken = `the log cannot be read: ${(error as Error).message}`;
      return 0;
    }
  }

  /** Refuses what is not the plain file that was opened first. A file that is not there yet is asked for again. */
  #open(): boolean {
    if (this.#broken) return false;
    if (this.#fd !== undefined) return true;
    try {
      const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
      const fd = openSync(this.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
      const stat = fstatSync(fd, { bigint: true });
      if (!stat.isFile() || stat.nlink !== 1n || (this.#inode !== undefined && this.#inode !== stat.ino)) {
        closeSync(fd);
        this.#broken = 'the task replaced its log by something else';
        return false;
      }
      this.#fd = fd;
      this.#inode = stat.ino;
      return true;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ELOOP') this.#broken = 'the task replaced its log by a link';
      else if (code !== 'ENOENT') this.#broken = `the log cannot be opened: ${message}`;
      return false;
    }
  }

  /** Opens the file now, before the process that writes it runs, and answers its inode for the journal. */
  pin(expected?: string | null): string | undefined {
    if (expected) this.#inode = BigInt(expected);
    return this.#open() ? String(this.#inode) : undefined;
  }
}
