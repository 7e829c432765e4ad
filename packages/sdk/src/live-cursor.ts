/** Pure bookkeeping of one follower: what it has, what of a delivery is new to it, and whether something is missing. */
import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { EventsDelivery, LogDelivery } from '@trainyard/contracts/live';
import type { Hole } from '@trainyard/contracts/log-frame';

/** Bytes of a log, each exactly once and in order. */
export interface LogPart {
  /** Offset of the first byte. */
  offset: number;
  /** 0-based number of the line that holds the first byte, as the server counts. */
  line: number;
  bytes: Uint8Array;
  /** [offset within `bytes`, agent's ms]: when what begins there was printed; ascending. What comes before the first is not known. */
  marks: [number, number][];
  /** Bytes before `offset`, or within, that the server knows to be lost. */
  holes: Hole[];
  /** True on the last part of a complete stream. */
  ended: boolean;
}

export type Taken<T> = { kind: 'new'; part: T } | { kind: 'nothing' } | { kind: 'gap' };

const newline = 10;

export class EventCursor {
  /** The last seq that is had; undefined until the topic has said where it stands. */
  seq: number | undefined;

  constructor(after: number | undefined) {
    this.seq = after;
  }

  /** Says what of a delivery is new. A gap changes nothing: the follower asks again from its seq. */
  take(delivery: EventsDelivery): Taken<TrainyardEvent[]> {
    const had = this.seq;
    if (had !== undefined && delivery.prev > had) return { kind: 'gap' };
    if (had !== undefined && delivery.seq <= had) return { kind: 'nothing' };
    this.seq = delivery.seq;
    const part = had === undefined ? delivery.events : delivery.events.filter((event) => event.seq > had);
    return part.length > 0 ? { kind: 'new', part } : { kind: 'nothing' };
  }

  /** The server says that nothing visible lies between what is had and `seq`. */
  mark(seq: number): void {
    if (this.seq === undefined || seq > this.seq) this.seq = seq;
  }
}

export class LogCursor {
  /** Offset of the next byte. */
  next: number;
  ended = false;
  private holeSeen = 0;

  constructor(after: number) {
    this.next = after;
    this.holeSeen = after;
  }

  /** Trims what is had already; a jump that no hole explains is a gap. */
  take(delivery: LogDelivery): Taken<LogPart> {
    if (this.ended) return { kind: 'nothing' };
    const end = delivery.offset + delivery.bytes.byteLength;
    // A jump over bytes that are known to be lost is no gap.
    const reach = through(this.next, delivery.holes);
    if (delivery.offset > this.next && delivery.offset > reach) return { kind: 'gap' };
    const skipped = Math.max(0, Math.min(this.next, end) - delivery.offset);
    const holes = delivery.holes.filter(
      // An empty one stands at the end of a stream of which an unknown rest is missing.
      (hole) =>
        (hole.to > this.holeSeen && hole.from < Math.max(end, reach)) || (delivery.ended && hole.from === hole.to),
    );
    if (end <= this.next && holes.length === 0 && !delivery.ended) return { kind: 'nothing' };
    // The end of a stream that we do not reach yet is somebody else's.
    this.ended = delivery.ended;
    const part = {
      offset: delivery.offset + skipped,
      line: delivery.line + countNewlines(delivery.bytes.subarray(0, skipped)),
      bytes: delivery.bytes.subarray(skipped),
      marks: marksAfter(delivery.marks, skipped),
      holes,
      ended: delivery.ended,
    };
    this.next = Math.max(this.next, end, reach);
    this.holeSeen = Math.max(this.holeSeen, ...holes.map((hole) => hole.to));
    return { kind: 'new', part };
  }
}

/** Marks without the first `skipped` bytes: the last one before them holds at the beginning of what is left. */
function marksAfter(marks: LogDelivery['marks'], skipped: number): LogPart['marks'] {
  if (skipped === 0) return marks;
  const passed = marks.findLastIndex(([at]) => at <= skipped);
  return marks.slice(Math.max(0, passed)).map(([at, time]) => [Math.max(0, at - skipped), time]);
}

/** The first byte at or after `from` that no hole covers. */
function through(from: number, holes: readonly Hole[]): number {
  let at = from;
  for (const hole of [...holes].sort((a, b) => a.from - b.from)) {
    if (hole.from <= at && hole.to > at) at = hole.to;
  }
  return at;
}

/** How many lines end within the bytes. */
export function countNewlines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) count += 1;
  return count;
}
