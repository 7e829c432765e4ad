import { fleetLimits } from '@trainyard/contracts/fleet';
import { logFrameBytesMax } from '@trainyard/contracts/log-frame';

/**
 * Where bytes are read to and sent from without a copy. What was kept is written over only after as many bytes more as may be in flight
 * were kept: the link takes no more before, so whatever is written over has gone out, or its connection has ended.
 */
export class ReadRing {
  readonly #bytes = Buffer.allocUnsafeSlow(fleetLimits.bulkInFlightBytes + 3 * logFrameBytesMax);
  #at = 0;

  /** A place for at most `most` bytes, that of the largest frame. It is the same one until {@link keep} is called. */
  room(most: number): Buffer<ArrayBuffer> {
    const length = Math.min(most, logFrameBytesMax);
    if (this.#at + length > this.#bytes.length) this.#at = 0;
    return this.#bytes.subarray(this.#at, this.#at + length);
  }

  /** The first `bytes` of the last room are on their way. */
  keep(bytes: number): void {
    this.#at += bytes;
  }
}
