import { type ChannelData, channelLimits } from '@trainyard/contracts/channel';

/** Hands one piece to the connection; false when that has no room now: see {@link ChannelWindow.wake}. */
export type SendPiece = (piece: Omit<ChannelData, 'id'>) => boolean;

/** Sends bytes in pieces, in order, and no faster than the other side takes them: at most a window of them is on its way. */
export class ChannelWindow {
  readonly #send: SendPiece;
  #room: number = channelLimits.windowBytes;
  #tail: Promise<void> = Promise.resolve();
  #wake: (() => void) | undefined;
  #closed = false;

  constructor(send: SendPiece) {
    this.#send = send;
  }

  /** Resolves once all bytes are on their way, or when nobody wants them any more. */
  send(fd: ChannelData['fd'], bytes: Uint8Array): Promise<void> {
    this.#tail = this.#tail.then(() => this.#pieces(fd, bytes));
    return this.#tail;
  }

  /** This stream carries nothing more. */
  end(fd: ChannelData['fd']): Promise<void> {
    this.#tail = this.#tail.then(() => this.#piece({ fd, bytes: new Uint8Array(0), end: true }));
    return this.#tail;
  }

  /** The other side took so many. */
  got(bytes: number): void {
    this.#room += bytes;
    this.wake();
  }

  /** The connection may have room again. */
  wake(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  close(): void {
    this.#closed = true;
    this.wake();
  }

  async #pieces(fd: ChannelData['fd'], bytes: Uint8Array): Promise<void> {
    for (let from = 0; from < bytes.byteLength && !this.#closed; from += channelLimits.dataBytes) {
      await this.#piece({ fd, bytes: bytes.subarray(from, from + channelLimits.dataBytes) });
    }
  }

  async #piece(piece: Omit<ChannelData, 'id'>): Promise<void> {
    const { byteLength } = piece.bytes;
    while (!this.#closed) {
      if (this.#room >= byteLength && this.#send(piece)) {
        this.#room -= byteLength;
        return;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
