import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A port in front of a server's, through which the way to it can be cut and made again: the server itself lives on with what it has. */
export class Gateway {
  readonly #to: number;
  readonly #open = new Set<Socket>();
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  port = 0;

  constructor(to: number) {
    this.#to = to;
  }

  async start(): Promise<this> {
    await this.mend();
    return this;
  }

  /** Ends all connections, and takes no new one. */
  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#open) socket.destroy();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** WebSockets that are open. */
  get sockets(): number {
    return this.#sockets.size;
  }

  /** Ends all connections; new ones are taken as before. */
  drop(): void {
    for (const socket of this.#open) socket.destroy();
  }

  /** Takes connections again, at the same port. */
  async mend(): Promise<void> {
    if (this.#server) return;
    const server = createServer((from) => {
      // One that came while the way was being cut.
      if (this.#server !== server) {
        from.destroy();
        return;
      }
      const to = connect(this.#to, '127.0.0.1');
      to.once('data', (bytes: Buffer) => {
        if (bytes.toString('latin1', 0, 12) === 'HTTP/1.1 101') this.#sockets.add(from);
      });
      from.once('close', () => this.#sockets.delete(from));
      for (const [one, other] of [
        [from, to],
        [to, from],
      ] as const) {
        this.#open.add(one);
        one.pipe(other);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          this.#open.delete(one);
          other.destroy();
        });
      }
    });
    this.#server = server;
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.port = (server.address() as AddressInfo).port;
  }
}
