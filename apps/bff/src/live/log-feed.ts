import { type LogDelivery, liveLimits } from '@trainyard/contracts/live';
import type { Hole } from '@trainyard/contracts/log-frame';

/** Bytes of one delivery read from the archive: a quarter of the window, so that acknowledgements keep it moving. */
const chunkBytes = liveLimits.logWindowBytes / 4;

/** What is just being written to a stream, then that it was written. */
export interface AppendedBytes {
  offset: number;
  line: number;
  bytes: Uint8Array;
  marks: [number, number][];
  /** False while the archive does not have the bytes yet. */
  written: boolean;
  hole?: Hole;
  ended: boolean;
}

export interface LogFeedPorts {
  /** Undefined while nothing of the stream is stored. */
  info(): Promise<{ bytes: number; ended: boolean; holes: Hole[] } | undefined>;
  /** Bytes from the first stored one at or after `from`, never across a hole; empty at the end. */
  read(
    from: number,
    to: number,
  ): Promise<{ offset: number; line: number; bytes: Uint8Array; marks: [number, number][] }>;
  onAppended(listener: (appended: AppendedBytes) => void): () => void;
  deliver(delivery: LogDelivery): void;
  failed(error: unknown): void;
}

/**
 * One subscription to a stream: every byte from `after` on once and in order, first from the archive, then as it is written. Bytes go
 * out before they are written: should that fail they come again, the same ones at the same offset, and are not sent twice. At most a
 * window of bytes is sent beyond what the client has taken; the rest stays in the archive.
 */
export class LogFeed {
  readonly #topic: string;
  readonly #ports: LogFeedPorts;
  readonly #leave: () => void;
  /** Offset of the next byte to send. */
  #next: number;
  #got: number;
  #ended = false;
  /** True when all that is written was sent: what is written next can be passed on as it comes. */
  #live = false;
  #reading = false;
  /** Something was written while the archive was read. */
  #again = false;
  #closed = false;

  constructor(topic: string, after: number, ports: LogFeedPorts) {
    this.#topic = topic;
    this.#ports = ports;
    this.#next = after;
    this.#got = after;
    this.#leave = ports.onAppended((appended) => this.#hear(appended));
  }

  /** Begins to send; call after the subscription was answered. */
  start(): void {
    void this.#catchUp();
  }

  /** The client has taken every byte before `through`. */
  got(through: number): void {
    // More than was sent would open the window without end.
    this.#got = Math.max(this.#got, Math.min(through, this.#next));
    if (!this.#live) void this.#catchUp();
  }

  close(): void {
    this.#closed = true;
    this.#leave();
  }

  get #room(): number {
    return liveLimits.logWindowBytes - (this.#next - this.#got);
  }

  #hear({ offset, line, bytes, marks, written, hole, ended }: AppendedBytes): void {
    if (this.#live && offset === this.#next && !hole && bytes.byteLength <= this.#room) {
      this.#send({ offset, line, bytes, marks, holes: [], ended });
      return;
    }
    // What could not be passed on before the write is read after it; what could need not be looked at again.
    const had = this.#live && !hole && !ended && offset + bytes.byteLength <= this.#next;
    if (!written || had) return;
    this.#live = false;
    void this.#catchUp();
  }

  async #catchUp(): Promise<void> {
    this.#again = true;
    if (this.#reading) return;
    this.#reading = true;
    try {
      while (!this.#closed && !this.#ended && this.#room > 0 && !this.#live) {
        this.#again = false;
        const more = await this.#readOn();
        if (!more && !this.#again) this.#live = true;
      }
    } catch (error) {
      if (!this.#closed) this.#ports.failed(error);
    } finally {
      this.#reading = false;
    }
  }

  /** Sends the next part; false when there is none yet. */
  async #readOn(): Promise<boolean> {
    if (!(await this.#ports.info())) return false;
    const from = this.#next;
    const part = await this.#ports.read(from, from + Math.min(this.#room, chunkBytes));
    // Asked after the read: it then knows every hole that the read jumped over.
    const info = await this.#ports.info();
    if (this.#closed || !info) return false;
    // A client that is ahead of what is stored (the disk gave bytes up) waits until they are here again.
    if (part.offset < from) return false;
    const end = part.offset + part.bytes.byteLength;
    const ended = info.ended && end >= info.bytes;
    if (end === from && !ended) return false;
    const holes = info.holes.filter(
      // An empty one at the end says that an unknown rest is missing.
      (hole) => (hole.to > from && hole.from < Math.max(end, from + 1)) || (ended && hole.from === hole.to),
    );
    const { offset, line, bytes, marks } = part;
    this.#send({ offset, line, bytes, marks, holes, ended });
    return !ended;
  }

  #send(part: Omit<LogDelivery, 'topic'>): void {
    this.#next = part.offset + part.bytes.byteLength;
    this.#ended = part.ended;
    this.#ports.deliver({ topic: this.#topic, ...part });
  }
}
