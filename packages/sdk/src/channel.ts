/** The opener's side of a channel: contracts/channel. It runs in Node and in browsers, over any connection that carries its messages. */
import type {
  ChannelData,
  ChannelExit,
  ChannelMessage,
  ChannelPayloads,
  TerminalSize,
} from '@trainyard/contracts/channel';
import { Fault } from '@trainyard/contracts/errors';
import { ChannelWindow } from './channel-window.ts';

export interface ChannelOutput {
  fd: 'stdout' | 'stderr';
  bytes: Uint8Array;
}

/** As shells tell it: a death by signal N is 128 + N with the signal's name. Both null where there was no process. */
export type ChannelEnd = Omit<ChannelExit, 'id'>;

/**
 * A way to a process or port on a node. Iterate it for what comes out: each turn takes what the one before gave, which is the
 * back-pressure, and the loop ends when all was taken. It throws why the channel was cut.
 */
export interface Channel extends AsyncIterable<ChannelOutput> {
  /** Its name in the events of its opening and closing. */
  readonly uid: string;
  /** How it ended, once it did and whether or not all output was taken. Rejects with a Fault or ConnectionError when it was cut. */
  readonly ended: Promise<ChannelEnd>;
  /** Sends to its stdin; resolves when the bytes are on their way, which waits for the other side to keep up. */
  write(bytes: Uint8Array | string): Promise<void>;
  /** Nothing more will be written: the process reads an end of file. */
  end(): Promise<void>;
  /** Of a terminal. */
  resize(terminal: TerminalSize): void;
  /** Ends the process and all that it started. The loop and `ended` end with both null. */
  close(): void;
}

/** How a channel's messages get to the server; false when there is no room for bulk now. */
export type SendMessage = <M extends ChannelMessage>(message: M, payload: ChannelPayloads[M]) => boolean;

/** One channel of a connection, which hands it what comes for its id. */
export class OpenedChannel implements Channel {
  readonly id: string;
  readonly ended: Promise<ChannelEnd>;
  readonly #send: SendMessage;
  readonly #onGone: () => void;
  readonly #window: ChannelWindow;
  readonly #waiting: ChannelOutput[] = [];
  readonly #text = new TextEncoder();
  #uid = '';
  #settle: { resolve(end: ChannelEnd): void; reject(error: Error): void } | undefined;
  #end: { how: ChannelEnd } | { error: Error } | undefined;
  #wake: (() => void) | undefined;

  constructor(id: string, send: SendMessage, onGone: () => void) {
    this.id = id;
    this.#send = send;
    this.#onGone = onGone;
    this.#window = new ChannelWindow((piece) => send('channelData', { id, ...piece }));
    this.ended = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Whoever only iterates hears of it there.
    this.ended.catch(() => {});
  }

  get uid(): string {
    return this.#uid;
  }

  /** The server agreed. */
  opened(uid: string): void {
    this.#uid = uid;
  }

  /** What came for it. */
  take<M extends ChannelMessage>(message: M, payload: ChannelPayloads[M]): void {
    if (this.#end) return;
    switch (message) {
      case 'channelData':
        this.#output(payload as ChannelPayloads['channelData']);
        break;
      case 'channelGot':
        this.#window.got((payload as ChannelPayloads['channelGot']).bytes);
        break;
      case 'channelExit': {
        const { exitCode, signal } = payload as ChannelPayloads['channelExit'];
        this.#over({ how: { exitCode, signal } });
        break;
      }
      case 'channelClose': {
        const { error } = payload as ChannelPayloads['channelClose'];
        if (error) this.#over({ error: Fault.fromBody({ error }) });
        else this.#over({ how: { exitCode: null, signal: null } });
      }
    }
  }

  /** The connection is gone, or the opening was refused. */
  cut(error: Error): void {
    this.#over({ error });
  }

  /** The connection may have room again. */
  wake(): void {
    this.#window.wake();
  }

  write(bytes: Uint8Array | string): Promise<void> {
    return this.#window.send('stdin', typeof bytes === 'string' ? this.#text.encode(bytes) : bytes);
  }

  end(): Promise<void> {
    return this.#window.end('stdin');
  }

  resize(terminal: TerminalSize): void {
    if (!this.#end) this.#send('channelResize', { id: this.id, terminal });
  }

  close(): void {
    if (this.#end) return;
    this.#send('channelClose', { id: this.id });
    this.#waiting.length = 0;
    this.#over({ how: { exitCode: null, signal: null } });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ChannelOutput> {
    for (;;) {
      const output = this.#waiting.shift();
      if (output) {
        yield output;
        this.#got(output.bytes.byteLength);
      } else if (this.#end) {
        if ('error' in this.#end) throw this.#end.error;
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  #got(bytes: number): void {
    if (!this.#end && bytes > 0) this.#send('channelGot', { id: this.id, bytes });
  }

  #output({ fd, bytes }: ChannelData): void {
    if (fd === 'stdin' || bytes.byteLength === 0) return;
    this.#waiting.push({ fd, bytes });
    this.#stir();
  }

  #over(end: { how: ChannelEnd } | { error: Error }): void {
    if (this.#end) return;
    this.#end = end;
    this.#window.close();
    this.#onGone();
    if ('how' in end) this.#settle?.resolve(end.how);
    else this.#settle?.reject(end.error);
    this.#stir();
  }

  #stir(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
