import { Duplex } from 'node:stream';
import { type ChannelMessage, channelLimits } from '@trainyard/contracts/channel';
import { Fault } from '@trainyard/contracts/errors';
import { ChannelPeer, type Payload, type Wire } from '../channels/channel-peer.ts';

/** Its name on a connection that carries no other. */
const id = 'stream';

/** The opener's half of a channel to a port, as a stream that Node's own HTTP client speaks over. It closes the channel with itself. */
export class ChannelStream extends Duplex {
  readonly id = id;
  readonly peer: ChannelPeer<Wire>;
  #room: number = channelLimits.windowBytes;
  /** Taken from the other side, and not yet by our reader. */
  #owed = 0;
  #waiting: { bytes: Buffer; done: () => void } | undefined;
  #over = false;

  constructor() {
    super({ allowHalfOpen: true });
    this.peer = new ChannelPeer({
      emit: (message, payload) => this.#take(message as ChannelMessage, payload as Payload<ChannelMessage>),
    });
  }

  override _read(): void {
    const owed = this.#owed;
    this.#owed = 0;
    if (owed > 0) this.peer.take('channelGot', { id, bytes: owed });
  }

  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    this.#waiting = { bytes, done };
    this.#flush();
  }

  override _final(done: () => void): void {
    this.peer.take('channelData', { id, fd: 'stdin', bytes: new Uint8Array(0), end: true });
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (!this.#over) this.peer.take('channelClose', { id });
    this.#over = true;
    done(error);
  }

  // What Node's HTTP client asks of a socket, and a channel has nothing to do for.
  setKeepAlive = (): this => this;
  setNoDelay = (): this => this;
  setTimeout = (): this => this;
  ref = (): this => this;
  unref = (): this => this;

  #take(message: ChannelMessage, payload: Payload<ChannelMessage>): void {
    if (message === 'channelData') this.#received(payload as Payload<'channelData'>);
    else if (message === 'channelGot') {
      this.#room += (payload as Payload<'channelGot'>).bytes;
      this.#flush();
    } else this.#ended(message === 'channelClose' ? (payload as Payload<'channelClose'>).error : undefined);
  }

  #received({ bytes }: Payload<'channelData'>): void {
    if (bytes.byteLength === 0) return;
    this.#owed += bytes.byteLength;
    // With room left nobody calls _read again.
    if (this.push(bytes)) this._read();
  }

  #flush(): void {
    while (this.#waiting && this.#room > 0) {
      const { bytes, done } = this.#waiting;
      const piece = bytes.subarray(0, Math.min(channelLimits.dataBytes, this.#room));
      this.#room -= piece.byteLength;
      const rest = bytes.subarray(piece.byteLength);
      this.#waiting = rest.byteLength > 0 ? { bytes: rest, done } : undefined;
      this.peer.take('channelData', { id, fd: 'stdin', bytes: piece });
      if (rest.byteLength === 0) done();
    }
  }

  #ended(error: Payload<'channelClose'>['error']): void {
    this.#over = true;
    if (error) this.destroy(Fault.fromBody({ error }));
    else {
      this.push(null);
      this.#waiting?.done();
      this.#waiting = undefined;
      this.end();
    }
  }
}
