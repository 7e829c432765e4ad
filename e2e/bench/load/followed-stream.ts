/** One stream of a job, followed to its end and held against what was printed. */
import { crc32 } from 'node:zlib';
import type { Live } from '@trainyard/sdk/live';

/** What tells the bytes of a stream from others of the same length, read part by part. */
export interface Check {
  /** Takes the next bytes; throws when they are not those that were printed. */
  take(bytes: Uint8Array): void;
  /** Throws when some are missing. */
  end(): void;
}

export interface Followed {
  bytes: number;
  /** ms of `performance.now`, of the first and the last part. */
  firstAt: number;
  lastAt: number;
}

/** Takes everything of a stream from its first byte until it has ended. Rejects at a hole, and as soon as `check` throws. */
export function followToEnd(live: Live, stream: string, check: Check): Promise<Followed> {
  const seen: Followed = { bytes: 0, firstAt: 0, lastAt: 0 };
  return new Promise((resolve, reject) => {
    const leave = live.follow(`log:${stream}`, {
      after: 0,
      onLog({ offset, bytes, holes, ended }) {
        seen.lastAt = performance.now();
        if (seen.firstAt === 0) seen.firstAt = seen.lastAt;
        if (holes.length > 0 || offset !== seen.bytes)
          throw new Error(`bytes of ${stream} are missing: from ${seen.bytes}`);
        check.take(bytes);
        seen.bytes += bytes.byteLength;
        if (!ended) return;
        check.end();
        leave();
        resolve(seen);
      },
      onError: reject,
    });
  });
}

/** Holds a stream byte for byte against `printed`. */
export function sameBytes(printed: Buffer): Check {
  let done = 0;
  return {
    take(bytes) {
      if (printed.compare(bytes, 0, bytes.byteLength, done, done + bytes.byteLength) !== 0)
        throw new Error(`not what was printed, from byte ${done} on`);
      done += bytes.byteLength;
    },
    end() {
      if (done !== printed.length) throw new Error(`${done} bytes came, ${printed.length} were printed`);
    },
  };
}

/** The last line of print-rate: how long it took, and what it printed before. */
const lastLine = /took ([\d.]+) bytes (\d+) crc32 (\d+)\n$/;
/** More than the last line has. */
const lastBytes = 128;

/** Holds a stream of print-rate against what its last line says; `took` is then the ms that it needed. */
export function asItSays(): Check & { took: number } {
  let held = Buffer.alloc(0);
  let before = 0;
  let sum = 0;
  const pass = (bytes: Uint8Array): void => {
    sum = crc32(bytes, sum);
    before += bytes.byteLength;
  };
  const check = {
    took: 0,
    take(bytes: Uint8Array) {
      if (bytes.byteLength < lastBytes) {
        held = Buffer.concat([held, bytes]);
        pass(held.subarray(0, Math.max(0, held.length - lastBytes)));
        held = held.subarray(-lastBytes);
        return;
      }
      pass(held);
      pass(bytes.subarray(0, -lastBytes));
      held = Buffer.from(bytes.subarray(-lastBytes));
    },
    end() {
      const { took, bytes, crc, length } = readLastLine(held);
      pass(held.subarray(0, held.length - length));
      if (before !== bytes || sum !== crc)
        throw new Error(`${before} bytes of sum ${sum} came, ${bytes} of sum ${crc} were printed`);
      check.took = took;
    },
  };
  return check;
}

/** Reads the last line of what print-rate printed. Throws when it is not whole. */
export function readLastLine(end: Buffer): { took: number; bytes: number; crc: number; length: number } {
  const found = lastLine.exec(end.toString('latin1'));
  if (!found) throw new Error(`the last line is missing: ${JSON.stringify(end.toString('latin1'))}`);
  return { took: Number(found[1]), bytes: Number(found[2]), crc: Number(found[3]), length: found[0].length };
}
