import type { ChannelMessage, ChannelPayloads } from '@trainyard/contracts/channel';
import type { Clock } from '@trainyard/runtime/clock';
import type { SendMessage } from '@trainyard/sdk/channel';
import { ChannelWindow } from '@trainyard/sdk/channel-window';
import type { Far, FarExit, Output } from './far.ts';

export interface ServedPort {
  send: SendMessage;
  clock: Clock;
  /** Ends the processes that it leaves; null for a port. `quick`: nobody waits for them. */
  sweep: ((far: Far, quick: boolean) => Promise<void>) | null;
  /** What runs lives on when the channel is cut, with nobody to hear it. */
  lasting: boolean;
  /** It is over, in one way or another, and no trace of it is left. */
  onGone(): void;
}

/** The node's half of a channel: passes bytes between the connection and what stands at the far end, at the pace of the slower. */
export class ServedChannel {
  readonly id: string;
  readonly #port: ServedPort;
  readonly #window: ChannelWindow;
  #far: Far | undefined;
  #written: Promise<void> = Promise.resolve();
  #closed = false;
  /** Cut, and what runs lives on. */
  #alone = false;
  #hungUp = false;

  constructor(id: string, port: ServedPort) {
    this.id = id;
    this.#port = port;
    this.#window = new ChannelWindow((piece) => port.send('channelData', { id, ...piece }));
  }

  /** For {@link Far}. */
  readonly output: Output = (fd, bytes) => this.#window.send(fd, bytes);

  /** The far end is there. One that came after the close is ended at once. */
  serve(far: Far): void {
    this.#far = far;
    if (this.#alone) void far.exit.then(() => this.#port.onGone());
    else if (this.#closed) void this.#leave(true);
    else void far.exit.then((exit) => this.#exited(exit));
    if (this.#hungUp) this.hangUp();
  }

  take<M extends ChannelMessage>(message: M, payload: ChannelPayloads[M]): void {
    if (message === 'channelData') this.#write(payload as ChannelPayloads['channelData']);
    else if (message === 'channelGot') this.#window.got((payload as ChannelPayloads['channelGot']).bytes);
    else if (message === 'channelResize') this.#far?.resize((payload as ChannelPayloads['channelResize']).terminal);
    else if (message === 'channelClose') this.#closedBy(payload as ChannelPayloads['channelClose']);
  }

  /** The connection may have room again. */
  wake(): void {
    this.#window.wake();
  }

  /** Its task ends: so does what it runs, and how is told. */
  hangUp(): void {
    this.#hungUp = true;
    if (!this.#far || this.#closed) return;
    this.#far.drop();
    void this.#port.sweep?.(this.#far, true);
  }

  /** The connection is gone, or that of whoever opened it. Resolves when nothing is left that must not be. */
  async cut(): Promise<void> {
    if (!this.#port.lasting) return this.close();
    if (this.#closed) return;
    this.#closed = true;
    this.#alone = true;
    // Its output is read on and let go: a full pipe would hold it up.
    this.#window.close();
    void this.#far?.exit.then(() => this.#port.onGone());
  }

  /** Ends what runs at the far end and all that it started. Resolves when none of it is left. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#window.close();
    if (this.#far) await this.#leave(true);
    else this.#port.onGone();
  }

  #closedBy({ error }: ChannelPayloads['channelClose']): void {
    void (error?.code === 'ChannelCut' ? this.cut() : this.close());
  }

  #write({ bytes, end }: ChannelPayloads['channelData']): void {
    this.#written = this.#written.then(async () => {
      if (bytes.byteLength > 0) await this.#far?.write(bytes);
      if (!this.#closed && bytes.byteLength > 0) {
        this.#port.send('channelGot', { id: this.id, bytes: bytes.byteLength });
      }
      if (end) this.#far?.end();
    });
  }

  async #exited({ exitCode, signal }: FarExit): Promise<void> {
    if (this.#closed) return;
    // Behind all output: the window sends in order.
    await this.#window.end('stdout');
    if (this.#closed) return;
    this.#closed = true;
    await this.#leave(false);
    this.#port.send('channelExit', { id: this.id, exitCode, signal });
  }

  async #leave(quick: boolean): Promise<void> {
    const far = this.#far as Far;
    far.drop();
    await this.#port.sweep?.(far, quick);
    this.#port.onGone();
  }
}
