import type { Socket } from 'socket.io-client';

/** What we read of the transport below a socket: bytes that the WebSocket has taken and the kernel has not. */
interface Transport {
  ws?: { bufferedAmount?: number };
}

/**
 * Counts bulk bytes handed to a socket and not yet taken by the kernel, so that a control message never waits behind more than
 * `limit` of them.
 */
export class BulkWindow {
  readonly #socket: Socket;
  readonly #limit: number;
  /** Bytes emitted since the engine last passed all its packets to the WebSocket. */
  #queued = 0;

  constructor(socket: Socket, limit: number, onDrain: () => void) {
    this.#socket = socket;
    this.#limit = limit;
    socket.io.engine.on('drain', () => {
      this.#queued = 0;
      onDrain();
    });
  }

  get inFlight(): number {
    const transport = this.#socket.io.engine?.transport as unknown as Transport | undefined;
    return this.#queued + (transport?.ws?.bufferedAmount ?? 0);
  }

  /** True when `bytes` more may be handed over; the first frame always may. */
  takes(bytes: number): boolean {
    const inFlight = this.inFlight;
    return inFlight === 0 || inFlight + bytes <= this.#limit;
  }

  add(bytes: number): void {
    this.#queued += bytes;
  }
}
