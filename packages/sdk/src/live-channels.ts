import {
  type ChannelAnswer,
  type ChannelMessage,
  type ChannelTarget,
  channelLimits,
  channelMessageNames,
} from '@trainyard/contracts/channel';
import { Fault } from '@trainyard/contracts/errors';
import type { Socket } from 'socket.io-client';
import { type Channel, OpenedChannel } from './channel.ts';

/** The agent's own time, and a little for the way. */
const answerMs = channelLimits.startMs + 10_000;

/** The channels of one live connection. They do not survive a cut: a process whose terminal is gone has ended. */
export class LiveChannels {
  readonly #socket: Socket;
  readonly #open = new Map<string, OpenedChannel>();
  #next = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    for (const message of channelMessageNames) {
      socket.on(message, (payload: { id: string; bytes?: unknown }) => this.#take(message, payload));
    }
  }

  /** Opens one over the connection, which must be up. Rejects with the server's refusal. */
  async open(target: ChannelTarget): Promise<Channel> {
    const id = String(++this.#next);
    const channel = new OpenedChannel(
      id,
      (message, payload) => {
        this.#socket.emit(message, payload);
        return true;
      },
      () => this.#open.delete(id),
    );
    this.#open.set(id, channel);
    // A cut while it is opened is told at once, not when the answer is late.
    const cut = channel.ended.then(() => new Promise<never>(() => {}));
    const answer = await Promise.race([this.#ask(id, target), cut]).catch((error: unknown) => {
      // Nobody waits for it any more, whatever comes of it.
      channel.close();
      throw error;
    });
    if (!answer.ok) {
      const fault = Fault.fromBody({ error: answer.error });
      channel.cut(fault);
      throw fault;
    }
    channel.opened(answer.uid ?? '');
    return channel;
  }

  /** The connection ended. */
  cut(error: Error): void {
    for (const channel of [...this.#open.values()]) channel.cut(error);
  }

  async #ask(id: string, target: ChannelTarget): Promise<ChannelAnswer> {
    const answer = await this.#socket.timeout(answerMs).emitWithAck('channelOpen', { id, target });
    // A server that does not know channels answers with the body of a refusal.
    return 'ok' in answer ? answer : { ok: false, error: answer.error };
  }

  #take(message: ChannelMessage, payload: { id: string; bytes?: unknown }): void {
    const channel = this.#open.get(payload.id);
    // Socket.IO hands out Buffers in Node and ArrayBuffers in browsers.
    const bytes = payload.bytes instanceof ArrayBuffer ? { bytes: new Uint8Array(payload.bytes) } : {};
    channel?.take(message, { ...payload, ...bytes } as never);
  }
}
