import { connect, type Socket } from 'node:net';

/** Longest head of an answer that is waited for: ours are under 1 KiB. */
const headMost = 64 * 1024;

/**
 * One keep-alive connection that sends one request after another, never two at once. It parses only what it needs of an answer,
 * since the generator shares the machine with what it measures.
 */
export class RawConnection {
  readonly #socket: Socket;
  #pending: Buffer = Buffer.alloc(0);
  #waiting: { resolve(status: number): void; reject(error: Error): void } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.#take(bytes));
    socket.on('error', (error) => this.#waiting?.reject(new Error('the connection broke', { cause: error })));
    socket.on('close', () => this.#waiting?.reject(new Error('the connection was closed')));
  }

  static open(port: number, host: string): Promise<RawConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, host, () => resolve(new RawConnection(socket)));
      socket.once('error', reject);
    });
  }

  /** Sends one whole request; answers its status once the whole answer is here. */
  ask(request: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  #take(bytes: Buffer): void {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    const end = this.#pending.indexOf('\r\n\r\n');
    if (end < 0) {
      if (this.#pending.length > headMost) this.#waiting?.reject(new Error('the head of an answer does not end'));
      return;
    }
    const head = this.#pending.toString('latin1', 0, end);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined) {
      this.#waiting?.reject(new Error(`an answer without content-length: ${head.slice(0, 200)}`));
      return;
    }
    if (this.#pending.length < end + 4 + Number(length)) return;
    this.#pending = Buffer.alloc(0);
    this.#waiting?.resolve(Number(head.slice(9, 12)));
  }
}
